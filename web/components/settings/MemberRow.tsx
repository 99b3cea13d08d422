import { ActionIcon, Menu, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Role, roles } from "../../../src/contract/words.ts";
import { type Member, makeResetLink, removeMember, setRole } from "../../api/accounts.ts";
import { useStrings } from "../../strings/strings.ts";
import { Confirm } from "../Confirm.tsx";
import { wordsOf } from "../faces.tsx";
import { useMay } from "../may.tsx";
import { When } from "../When.tsx";
import { OnceDialog } from "./OnceDialog.tsx";
import classes from "./settings.module.css";

/** A person of the project, with what an owner can do about them. */
export function MemberRow({ member, isSelf }: { member: Member; isSelf: boolean }) {
  const strings = useStrings();
  const { people, ...words } = strings.accounts;
  const { own } = useMay();
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const refresh = () => {
    if (isSelf) void client.invalidateQueries({ queryKey: ["session"] });
    return client.invalidateQueries({ queryKey: ["members"] });
  };
  const onError = (error: Error) => notifications.show({ message: wordsOf(error, strings), color: "red" });
  const role = useMutation({ mutationFn: setRole, onSuccess: refresh, onError });
  const removal = useMutation({
    mutationFn: () => removeMember(member.id),
    onSuccess: refresh,
    onError,
    onSettled: () => setRemoving(false),
  });
  const reset = useMutation({ mutationFn: () => makeResetLink(member.id), onError });
  return (
    <tr>
      <td>
        <div className="cut" title={member.name}>
          {member.name} {isSelf && <span className="dim">({people.you})</span>}
        </div>
        <div className="dim cut" title={member.email}>
          {member.email}
        </div>
      </td>
      <td className={classes.narrow}>
        {own ? (
          <Select
            size="xs"
            aria-label={people.roleOf(member.name)}
            allowDeselect={false}
            data={roles.map((one) => ({ value: one, label: words.roles[one] }))}
            value={member.role}
            onChange={(chosen) => role.mutate({ id: member.id, role: chosen as Role })}
          />
        ) : (
          words.roles[member.role]
        )}
      </td>
      <td className={`${classes.wide} soft`}>
        <When at={member.createdAt} />
      </td>
      {own && (
        <td>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={people.actionsOf(member.name)}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => reset.mutate()}>{people.reset}</Menu.Item>
              <Menu.Item onClick={() => setRemoving(true)}>{people.remove}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Confirm
            opened={removing}
            title={people.removeTitle(member.name)}
            confirm={people.remove}
            danger
            busy={removal.isPending}
            onConfirm={() => removal.mutate()}
            onClose={() => setRemoving(false)}
          >
            {people.removeText}
          </Confirm>
          {reset.data !== undefined && (
            <OnceDialog
              title={people.resetTitle}
              text={people.resetText(member.email)}
              secret={reset.data.url}
              onClose={reset.reset}
            />
          )}
        </td>
      )}
    </tr>
  );
}
