import { Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { deleteInspector, type Inspector, inspectorsQuery, setAnswerStatus } from "../../api/inspectors.ts";
import { useStrings } from "../../strings/strings.ts";
import { Confirm } from "../Confirm.tsx";
import { CopyButton } from "../Copy.tsx";
import { MayButton } from "../may.tsx";
import { Field, Hint, Section } from "../Section.tsx";
import { When } from "../When.tsx";

/** One receiver URL: to copy, what it answers, when it ends. */
export function ReceiverUrl({ inspector, onRemoved }: { inspector: Inspector; onRemoved: () => void }) {
  const { inspector: words } = useStrings();
  const client = useQueryClient();
  const [removing, dialog] = useDisclosure(false);
  const urlId = useId();
  const answersId = useId();
  const refresh = () => client.invalidateQueries({ queryKey: inspectorsQuery.queryKey });
  const answering = useMutation({
    mutationFn: (status: number) => setAnswerStatus(inspector.id, status),
    onSuccess: refresh,
  });
  const removal = useMutation({
    mutationFn: () => deleteInspector(inspector.id),
    onSuccess: async () => {
      await refresh();
      onRemoved();
    },
  });
  const current = String(answering.variables ?? inspector.answerStatus);
  const known = Object.entries(words.statuses).map(([value, label]) => ({ value, label }));
  const statuses = current in words.statuses ? known : [...known, { value: current, label: current }];
  return (
    <Section
      title={inspector.name}
      note={
        <>
          {words.ends} <When at={inspector.expiresAt} />
        </>
      }
      action={
        <MayButton size="xs" onClick={dialog.open}>
          {words.remove}
        </MayButton>
      }
    >
      <Field label={words.url} htmlFor={urlId}>
        <TextInput
          id={urlId}
          readOnly
          className="mono"
          value={inspector.url}
          onFocus={(event) => event.currentTarget.select()}
          rightSection={<CopyButton text={inspector.url} label={words.url} />}
        />
        <Hint>{words.urlHint}</Hint>
      </Field>
      <Field label={words.answers} htmlFor={answersId}>
        <Select
          id={answersId}
          w={240}
          maw="100%"
          allowDeselect={false}
          data={statuses}
          value={current}
          onChange={(value) => value !== null && answering.mutate(Number(value))}
        />
        <Hint>{words.answersHint}</Hint>
      </Field>
      <Confirm
        opened={removing}
        title={words.removeTitle}
        confirm={words.remove}
        danger
        busy={removal.isPending}
        onConfirm={() => removal.mutate()}
        onClose={dialog.close}
      >
        {words.removeHelp}
      </Confirm>
    </Section>
  );
}
