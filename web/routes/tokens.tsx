import { VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { tokensQuery } from "../api/accounts.ts";
import { EmptyState } from "../components/faces.tsx";
import layout from "../components/list.module.css";
import { MayButton } from "../components/may.tsx";
import { Paged } from "../components/Paged.tsx";
import { SettingsPage } from "../components/settings/SettingsPage.tsx";
import classes from "../components/settings/settings.module.css";
import { TokenDialog } from "../components/settings/TokenDialog.tsx";
import { TokenRow } from "../components/settings/TokenRow.tsx";
import { useStrings } from "../strings/strings.ts";

/** The project's API tokens. */
export function Tokens() {
  const { accounts, common } = useStrings();
  const { tokens: words, name, since } = accounts;
  const list = useInfiniteQuery(tokensQuery);
  const [creating, dialog] = useDisclosure(false);
  const create = (variant: "filled" | "default") => (
    <MayButton may="own" variant={variant} onClick={dialog.open}>
      {words.create}
    </MayButton>
  );
  const empty = (
    <EmptyState title={words.empty} action={create("default")}>
      {words.emptyText}
    </EmptyState>
  );
  return (
    <SettingsPage title={words.title} actions={create("filled")}>
      <Paged list={list} rows={5} empty={empty}>
        {(rows) => (
          <table className={layout.table} aria-label={words.title}>
            <thead>
              <tr>
                <th scope="col">{name}</th>
                <th scope="col" className={classes.end}>
                  {words.scope}
                </th>
                <th scope="col" className={`${classes.wide} ${classes.when}`}>
                  {since}
                </th>
                <th scope="col" className={`${classes.wide} ${classes.when}`}>
                  {words.lastUsed}
                </th>
                <th scope="col" className={classes.narrow}>
                  <VisuallyHidden>{common.more}</VisuallyHidden>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </tbody>
          </table>
        )}
      </Paged>
      {creating && <TokenDialog onClose={dialog.close} />}
    </SettingsPage>
  );
}
