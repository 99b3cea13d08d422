import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { acceptInvitation, acceptReset, linkQuery, type SeenInvitation } from "../api/accounts.ts";
import { chosenProject, Problem } from "../api/http.ts";
import { wordsOf } from "../components/faces.tsx";
import { Mark } from "../components/Mark.tsx";
import { Hint } from "../components/Section.tsx";
import { errorAt } from "../components/settings/FormDialog.tsx";
import { useStrings } from "../strings/strings.ts";
import classes from "./sign-in.module.css";

/** The secret of a link stands behind the #, where no server sees it. */
const secretOf = (): string => window.location.hash.slice(1);
/** In, as whoever the link was for: what this page knew of another session goes. */
const enter = (): void => window.location.replace("/");

/** Takes an invitation up: a new person sets name and password, one who is known gives theirs. */
export function Join() {
  const strings = useStrings();
  const { join: words, name: nameLabel, roles } = strings.accounts;
  const [token] = useState(secretOf);
  const seen = useQuery(linkQuery<SeenInvitation>("invitations", token));
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const joining = useMutation({
    mutationFn: () => acceptInvitation({ token, ...(seen.data?.hasAccount === false && { name }), password }),
    onSuccess: ({ projectId }) => {
      chosenProject.set(projectId);
      enter();
    },
  });
  if (seen.data === undefined) return <Card title={strings.accounts.join.do} error={seen.error} />;
  const { email, role, project, hasAccount } = seen.data;
  return (
    <Card title={words.title(project)} onSubmit={() => joining.mutate()}>
      <p>{words.intro(email, roles[role])}</p>
      {hasAccount && <p>{words.known}</p>}
      {!hasAccount && (
        <TextInput
          label={nameLabel}
          autoComplete="name"
          value={name}
          error={errorAt(joining.error, "name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <Password isNew={!hasAccount} error={joining.error} value={password} onChange={setPassword} />
      <Button type="submit" variant="filled" loading={joining.isPending}>
        {words.do}
      </Button>
    </Card>
  );
}

/** Sets a new password by a link. */
export function ResetPassword() {
  const { join: words } = useStrings().accounts;
  const [token] = useState(secretOf);
  const seen = useQuery(linkQuery<{ email: string }>("password-resets", token));
  const [password, setPassword] = useState("");
  const setting = useMutation({
    mutationFn: () => acceptReset({ token, password }),
    onSuccess: enter,
  });
  if (seen.data === undefined) return <Card title={words.reset} error={seen.error} />;
  return (
    <Card title={words.reset} onSubmit={() => setting.mutate()}>
      <p>{seen.data.email}</p>
      <Password isNew error={setting.error} value={password} onChange={setPassword} />
      <Button type="submit" variant="filled" loading={setting.isPending}>
        {words.reset}
      </Button>
    </Card>
  );
}

function Password(props: {
  isNew: boolean;
  error: Error | null;
  value: string;
  onChange: (text: string) => void;
}) {
  const strings = useStrings();
  const { me } = strings.accounts;
  const atFields = props.error instanceof Problem && props.error.errors.length > 0;
  return (
    <>
      <PasswordInput
        label={props.isNew ? me.next : strings.signIn.password}
        {...(props.isNew && { description: me.passwordHelp })}
        autoComplete={props.isNew ? "new-password" : "current-password"}
        value={props.value}
        error={errorAt(props.error, "password")}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
      {props.error !== null && !atFields && <Hint tone="error">{wordsOf(props.error, strings)}</Hint>}
    </>
  );
}

/** The card in the midst of the window; without children, that the link is looked at or does not work. */
function Card({
  title,
  error = null,
  onSubmit,
  children,
}: {
  title: string;
  error?: Error | null;
  onSubmit?: () => void;
  children?: ReactNode;
}) {
  const strings = useStrings();
  const { join: words } = strings.accounts;
  const heading = error === null ? title : words.ended;
  useDocumentTitle(`${heading} · ${strings.common.product}`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={submit} noValidate>
        <h1>
          <Mark />
          {heading}
        </h1>
        <Stack gap="md">
          {children}
          {error !== null && (
            <>
              <p role="alert">
                {error instanceof Problem && error.status === 404 ? error.message : wordsOf(error, strings)}
              </p>
              <a href="/signed-out">{words.toSignIn}</a>
            </>
          )}
        </Stack>
      </form>
    </main>
  );
}
