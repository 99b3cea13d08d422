import { VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { membersQuery } from "../api/accounts.ts";
import { sessionQuery } from "../api/session.ts";
import { EmptyState } from "../components/faces.tsx";
import layout from "../components/list.module.css";
import { MayButton, useMay } from "../components/may.tsx";
import { Paged } from "../components/Paged.tsx";
import { Invitations } from "../components/settings/Invitations.tsx";
import { InviteDialog } from "../components/settings/InviteDialog.tsx";
import { MemberRow } from "../components/settings/MemberRow.tsx";
import { SettingsPage } from "../components/settings/SettingsPage.tsx";
import classes from "../components/settings/settings.module.css";
import { useStrings } from "../strings/strings.ts";

/** Who is in the project, as what, and who is invited. */
export function People() {
  const { accounts: words, common } = useStrings();
  const { people } = words;
  const may = useMay();
  const session = useQuery(sessionQuery);
  const list = useInfiniteQuery(membersQuery);
  const [inviting, dialog] = useDisclosure(false);
  const invite = (
    <MayButton may="own" variant="filled" onClick={dialog.open}>
      {people.invite}
    </MayButton>
  );
  return (
    <SettingsPage title={people.title} actions={invite}>
      <Paged list={list} rows={5} empty={<EmptyState title={people.empty}>{people.emptyText}</EmptyState>}>
        {(rows) => (
          <table className={layout.table} aria-label={people.title}>
            <thead>
              <tr>
                <th scope="col">{words.name}</th>
                <th scope="col" className={classes.narrow}>
                  {words.role}
                </th>
                <th scope="col" className={`${classes.wide} ${classes.when}`}>
                  {words.since}
                </th>
                {may.own && (
                  <th scope="col" className={classes.end}>
                    <VisuallyHidden>{common.more}</VisuallyHidden>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((member) => (
                <MemberRow key={member.id} member={member} isSelf={member.id === session.data?.user?.id} />
              ))}
            </tbody>
          </table>
        )}
      </Paged>
      <Invitations />
      {inviting && <InviteDialog onClose={dialog.close} />}
    </SettingsPage>
  );
}
