import { Group, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, lazy, Suspense, useId, useState } from "react";
import { Problem } from "../../api/http.ts";
import {
  type OperationalCallback,
  operationalQuery,
  removeOperational,
  saveOperational,
  testOperational,
} from "../../api/operational.ts";
import { told, useStrings } from "../../strings/strings.ts";
import { Confirm } from "../Confirm.tsx";
import { wordsOf } from "../faces.tsx";
import { MayButton, useMay } from "../may.tsx";
import { Segments } from "../process/callback/Segments.tsx";
import processClasses from "../process/process.module.css";
import { Field, Hint } from "../Section.tsx";

const SigningSecret = lazy(() => import("../process/callback/SigningSecret.tsx"));
const TestOutcome = lazy(() => import("../process/callback/TestOutcome.tsx"));

type AuthType = OperationalCallback["auth"]["type"];

/** The settings of the operational callback; a stored secret stays where its field is left empty. */
export function NoticesForm({ stored }: { stored: OperationalCallback | null }) {
  const strings = useStrings();
  const { notices: words, callback } = strings;
  const client = useQueryClient();
  const { edit } = useMay();
  const urlId = useId();
  const [url, setUrl] = useState(stored?.url ?? "");
  const [type, setType] = useState<AuthType>(stored?.auth.type ?? "none");
  const [key, setKey] = useState(stored?.auth.type === "header" ? stored.auth.key : "");
  const [secret, setSecret] = useState("");
  const [removing, dialog] = useDisclosure(false);
  const known = (now: OperationalCallback | null) => client.setQueryData(operationalQuery.queryKey, now);
  const saving = useMutation({
    mutationFn: () => saveOperational({ ...stored, url, auth: authOf(type, key, secret) }),
    onSuccess: (now) => {
      known(now);
      setSecret("");
      notifications.show({ message: words.saved });
    },
  });
  const removal = useMutation({ mutationFn: removeOperational, onSuccess: () => known(null) });
  const test = useMutation({ mutationFn: testOperational });
  const problem = saving.error instanceof Problem ? saving.error : null;
  const errorOf = (...paths: string[]) => problem?.errors.find(({ path }) => paths.includes(path))?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const keeps = stored !== null && stored.auth.type === type && type !== "none";
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {stored === null && <span className="dim">{words.none}</span>}
        <fieldset disabled={!edit} className={processClasses.plain}>
          <Field label={words.url} htmlFor={urlId}>
            <TextInput
              id={urlId}
              type="url"
              placeholder="https://yourdomain.com/api/ringback-notices"
              value={url}
              error={errorOf("url")}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
            {stored?.warnings.map((warning) => (
              <Hint key={warning} tone="warn">
                {told(warning)}
              </Hint>
            ))}
          </Field>
          <Field label={words.auth}>
            <Stack gap="sm" align="flex-start">
              <Segments
                label={words.auth}
                options={[
                  { value: "none", label: callback.authNone },
                  { value: "bearer", label: callback.bearer },
                  { value: "header", label: callback.header },
                ]}
                value={type}
                onChange={setType}
              />
              {type === "header" && (
                <TextInput
                  w="100%"
                  label={callback.authKey}
                  description={words.keyHint}
                  autoComplete="off"
                  value={key}
                  error={errorOf("auth.key")}
                  onChange={(event) => setKey(event.currentTarget.value)}
                />
              )}
              {type !== "none" && (
                <TextInput
                  w="100%"
                  label={type === "bearer" ? callback.bearer : callback.authValue}
                  autoComplete="off"
                  placeholder={keeps ? words.kept : ""}
                  value={secret}
                  error={errorOf("auth.token", "auth.value", "auth")}
                  onChange={(event) => setSecret(event.currentTarget.value)}
                />
              )}
            </Stack>
          </Field>
        </fieldset>
        {stored !== null && (
          <Field label={callback.secret}>
            <Suspense>
              <SigningSecret id={stored.id} name={stored.name} scheme={stored.signing} />
            </Suspense>
          </Field>
        )}
        {saving.error !== null && problem?.errors.length !== 1 && (
          <Hint tone="error">{wordsOf(saving.error, strings)}</Hint>
        )}
        <Group gap="sm">
          <MayButton type="submit" variant="filled" loading={saving.isPending}>
            {words.save}
          </MayButton>
          {stored !== null && (
            <>
              <MayButton loading={test.isPending} onClick={() => test.mutate(stored.id)}>
                {words.test}
              </MayButton>
              <MayButton onClick={dialog.open}>{words.remove}</MayButton>
              <Link to="/deliveries" search={{ callbackId: stored.id }}>
                {words.deliveries}
              </Link>
            </>
          )}
        </Group>
        {test.error !== null && <Hint tone="error">{wordsOf(test.error, strings)}</Hint>}
        {test.data !== undefined && (
          <Suspense>
            <TestOutcome key={test.data.deliveryId} result={test.data} />
          </Suspense>
        )}
      </Stack>
      <Confirm
        opened={removing}
        title={words.removeTitle}
        confirm={words.remove}
        danger
        busy={removal.isPending}
        onConfirm={() => removal.mutate()}
        onClose={dialog.close}
      >
        {words.removeText}
      </Confirm>
    </form>
  );
}

/** An empty secret is left out: what is stored stays. */
function authOf(type: AuthType, key: string, secret: string): object {
  if (type === "bearer") return { type, ...(secret !== "" && { token: secret }) };
  if (type === "header") return { type, key, ...(secret !== "" && { value: secret }) };
  return { type };
}
