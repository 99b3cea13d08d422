import { Button, Group, PasswordInput, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { changePassword, renameSelf } from "../../api/accounts.ts";
import { type Session, sessionQuery } from "../../api/session.ts";
import { useStrings } from "../../strings/strings.ts";
import { wordsOf } from "../faces.tsx";
import { Field, Hint } from "../Section.tsx";
import { errorAt, FormDialog } from "./FormDialog.tsx";
import classes from "./settings.module.css";

/** One's own name and password. */
export function Account({ user }: { user: NonNullable<Session["user"]> }) {
  const strings = useStrings();
  const { me: words, name: nameLabel, email } = strings.accounts;
  const client = useQueryClient();
  const id = useId();
  const [name, setName] = useState(user.name);
  const [changing, dialog] = useDisclosure(false);
  const saving = useMutation({
    mutationFn: () => renameSelf(name),
    onSuccess: () => {
      notifications.show({ message: words.saved });
      return client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  return (
    <>
      <Field label={email}>
        <div className={classes.text}>{user.email}</div>
      </Field>
      <Field label={nameLabel} htmlFor={id}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            saving.mutate();
          }}
        >
          <Group gap="sm" align="flex-start">
            <TextInput
              id={id}
              autoComplete="name"
              value={name}
              error={errorAt(saving.error, "name")}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {name !== user.name && (
              <Button type="submit" loading={saving.isPending}>
                {words.save}
              </Button>
            )}
          </Group>
          {saving.error !== null && errorAt(saving.error, "name") === undefined && (
            <Hint tone="error">{wordsOf(saving.error, strings)}</Hint>
          )}
        </form>
      </Field>
      <Field label={strings.signIn.password}>
        <Button onClick={dialog.open}>{words.changePassword}</Button>
      </Field>
      {changing && <PasswordDialog onClose={dialog.close} />}
    </>
  );
}

function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { me: words } = useStrings().accounts;
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNext] = useState("");
  const changing = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      notifications.show({ message: words.changed });
      onClose();
    },
  });
  return (
    <FormDialog
      title={words.changePassword}
      confirm={words.changePassword}
      busy={changing.isPending}
      error={changing.error}
      onDone={() => changing.mutate({ currentPassword, newPassword })}
      onClose={onClose}
    >
      <PasswordInput
        label={words.current}
        autoComplete="current-password"
        data-autofocus
        value={currentPassword}
        error={errorAt(changing.error, "currentPassword")}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordInput
        label={words.next}
        description={words.passwordHelp}
        autoComplete="new-password"
        value={newPassword}
        error={errorAt(changing.error, "newPassword")}
        onChange={(event) => setNext(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
