import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { sessionQuery, signIn } from "../api/session.ts";
import { wordsOf } from "../components/faces.tsx";
import { Mark } from "../components/Mark.tsx";
import { Hint } from "../components/Section.tsx";
import { useStrings } from "../strings/strings.ts";
import classes from "./sign-in.module.css";

/** Sign-in by email and password; says where the link of the local form is. */
export function SignIn() {
  const strings = useStrings();
  const words = strings.signIn;
  const { to } = useSearch({ from: "/signed-out" });
  const navigate = useNavigate();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  useDocumentTitle(words.title);
  const signing = useMutation({
    mutationFn: () => signIn(email, password),
    onSuccess: async () => {
      await client.resetQueries({ queryKey: sessionQuery.queryKey });
      // Only to our own pages.
      await navigate({ to: to !== undefined && /^\/(?!\/)/.test(to) ? to : "/" });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signing.mutate();
  };
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={submit}>
        <h1>
          <Mark />
          {words.title}
        </h1>
        <Stack gap="md">
          <TextInput
            label={words.email}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={words.password}
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {signing.error !== null && <Hint tone="error">{wordsOf(signing.error, strings)}</Hint>}
          <Button type="submit" variant="filled" loading={signing.isPending}>
            {words.submit}
          </Button>
        </Stack>
        <p>{words.local}</p>
      </form>
    </main>
  );
}
