import { Radio, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Role, roles } from "../../../src/contract/words.ts";
import { invitationsQuery, invite } from "../../api/accounts.ts";
import { useStrings } from "../../strings/strings.ts";
import { errorAt, FormDialog } from "./FormDialog.tsx";
import { OnceDialog } from "./OnceDialog.tsx";

/** Invites someone by email and role; then shows the link. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { accounts: words } = useStrings();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("editor");
  const making = useMutation({
    mutationFn: invite,
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
  if (making.data !== undefined) {
    const { email: to, url } = making.data;
    return (
      <OnceDialog
        title={words.people.linkTitle}
        text={words.people.linkText(to)}
        secret={url}
        onClose={onClose}
      />
    );
  }
  return (
    <FormDialog
      title={words.people.inviteTitle}
      confirm={words.people.inviteDo}
      busy={making.isPending}
      error={making.error}
      onDone={() => making.mutate({ email, role })}
      onClose={onClose}
    >
      <TextInput
        label={words.email}
        description={words.people.inviteHelp}
        type="email"
        data-autofocus
        value={email}
        error={errorAt(making.error, "email")}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Radio.Group label={words.role} value={role} onChange={(chosen) => setRole(chosen as Role)}>
        <Stack gap="xs" mt={6}>
          {roles.map((one) => (
            <Radio key={one} value={one} label={words.roles[one]} description={words.rolesHelp[one]} />
          ))}
        </Stack>
      </Radio.Group>
    </FormDialog>
  );
}
