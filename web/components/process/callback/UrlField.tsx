import { Button, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconInbox } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { createInspector, inspectorsQuery } from "../../../api/inspectors.ts";
import { useStrings } from "../../../strings/strings.ts";
import { wordsOf } from "../../faces.tsx";
import { Field, Hint } from "../../Section.tsx";
import { useForm } from "../context.ts";
import { controlId } from "../controls.ts";
import classes from "./callback.module.css";
import type { FieldProps } from "./field.ts";
import { TextControl } from "./TextControl.tsx";

/** The Lead Update URL, and a way to have one of this server's own receivers there. */
export function UrlField({ callback, findings, set }: FieldProps) {
  const strings = useStrings();
  const { processName } = useForm();
  const client = useQueryClient();
  const words = strings.callback;
  const inspected = useQuery(inspectorsQuery).data?.some(({ url }) => url === callback.url) ?? false;
  const inspector = useMutation({
    mutationFn: () => createInspector(words.inspectorName(processName, callback.name)),
    onSuccess: async ({ url }) => {
      await client.invalidateQueries({ queryKey: ["inspectors"] });
      set({ url });
    },
    onError: (error) =>
      notifications.show({ color: "red", title: words.inspectorFailed, message: wordsOf(error, strings) }),
  });
  return (
    <Field label={words.url} htmlFor={controlId(callback.key, "url")}>
      <div className={classes.row}>
        <TextControl
          blockKey={callback.key}
          field="url"
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          mono
          placeholder={words.urlPlaceholder}
          value={callback.url}
          findings={findings}
          onChange={(url) => set({ url })}
        />
        <Tooltip label={words.inspectorHelp}>
          <Button
            leftSection={<IconInbox size={15} stroke={1.6} aria-hidden />}
            loading={inspector.isPending}
            onClick={() => inspector.mutate()}
          >
            {words.inspector}
          </Button>
        </Tooltip>
      </div>
      {inspected && (
        <Hint>
          {words.inspected} <Link to="/inspector">{words.openInspector}</Link>
        </Hint>
      )}
    </Field>
  );
}
