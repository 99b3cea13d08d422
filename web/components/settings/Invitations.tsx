import { Button, VisuallyHidden } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { invitationsQuery, takeBack } from "../../api/accounts.ts";
import { useStrings } from "../../strings/strings.ts";
import { wordsOf } from "../faces.tsx";
import layout from "../list.module.css";
import { useMay } from "../may.tsx";
import { Paged } from "../Paged.tsx";
import { When } from "../When.tsx";
import classes from "./settings.module.css";

/** Invitations that still stand. */
export function Invitations() {
  const strings = useStrings();
  const { accounts: words, common } = strings;
  const { people } = words;
  const { own } = useMay();
  const client = useQueryClient();
  const list = useInfiniteQuery(invitationsQuery);
  const back = useMutation({
    mutationFn: takeBack,
    onError: (error) => notifications.show({ color: "red", message: wordsOf(error, strings) }),
    onSettled: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
  return (
    <section aria-label={people.invitations}>
      <h2 className={classes.sub}>{people.invitations}</h2>
      <Paged list={list} rows={5} empty={<p className={`${classes.quiet} dim`}>{people.noInvitations}</p>}>
        {(rows) => (
          <table className={layout.table} aria-label={people.invitations}>
            <thead>
              <tr>
                <th scope="col">{words.email}</th>
                <th scope="col" className={classes.narrow}>
                  {words.role}
                </th>
                <th scope="col" className={classes.wide}>
                  {people.invitedBy}
                </th>
                <th scope="col" className={`${classes.wide} ${classes.when}`}>
                  {people.ends}
                </th>
                {own && (
                  <th scope="col" className={classes.narrow}>
                    <VisuallyHidden>{common.more}</VisuallyHidden>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.id}>
                  <td title={one.email}>{one.email}</td>
                  <td>{words.roles[one.role]}</td>
                  <td className={`${classes.wide} soft`} title={one.invitedBy}>
                    {one.invitedBy}
                  </td>
                  <td className={`${classes.wide} soft`}>
                    <When at={one.expiresAt} />
                  </td>
                  {own && (
                    <td>
                      <Button size="xs" onClick={() => back.mutate(one.id)}>
                        {people.takeBack}
                      </Button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Paged>
    </section>
  );
}
