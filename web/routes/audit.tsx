import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { auditFile, auditQuery } from "../api/accounts.ts";
import { chosenProject } from "../api/http.ts";
import { DateTimeInput } from "../components/DateTimeInput.tsx";
import { EmptyState } from "../components/faces.tsx";
import layout from "../components/list.module.css";
import { Paged } from "../components/Paged.tsx";
import { AuditRow } from "../components/settings/AuditRow.tsx";
import { SettingsPage } from "../components/settings/SettingsPage.tsx";
import classes from "../components/settings/settings.module.css";
import { useStrings } from "../strings/strings.ts";

/** Who changed what in the project, narrowed by what stands in the URL. */
export function Audit() {
  const { audit: words } = useStrings().accounts;
  const filters = useSearch({ from: "/signed-in/settings/audit" });
  const navigate = useNavigate({ from: "/settings/audit" });
  const [typed, setTyped] = useState(filters.actor ?? "");
  const set = (change: Partial<typeof filters>) =>
    void navigate({ search: { ...filters, ...change }, replace: true });
  const search = useDebouncedCallback((actor: string) => set({ actor: actor || undefined }), 250);
  const list = useInfiniteQuery(auditQuery(filters));
  const narrowed = Object.values(filters).some((value) => value !== undefined);
  const clear = () => {
    setTyped("");
    void navigate({ search: {} });
  };
  const empty = narrowed ? (
    <EmptyState title={words.none} action={<Button onClick={clear}>{words.clear}</Button>} />
  ) : (
    <EmptyState title={words.empty}>{words.emptyText}</EmptyState>
  );
  return (
    <SettingsPage
      title={words.title}
      actions={
        <Button component="a" href={auditFile(filters, chosenProject.get())} download>
          {words.file}
        </Button>
      }
    >
      <search className={layout.bar} style={{ alignItems: "flex-end" }}>
        <TextInput
          label={words.who}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            search(event.currentTarget.value);
          }}
        />
        <Select
          label={words.what}
          clearable
          data={Object.entries(words.areas).map(([value, label]) => ({ value, label }))}
          value={filters.action ?? null}
          onChange={(action) => set({ action: action ?? undefined })}
        />
        <DateTimeInput
          label={words.from}
          value={filters.since ?? null}
          onChange={(since) => set({ since: since ?? undefined })}
        />
        <DateTimeInput
          label={words.until}
          value={filters.until ?? null}
          onChange={(until) => set({ until: until ?? undefined })}
        />
        {narrowed && (
          <Button variant="subtle" onClick={clear}>
            {words.clear}
          </Button>
        )}
      </search>
      <Paged list={list} rows={5} empty={empty}>
        {(rows) => (
          <table className={`${layout.table} ${classes.wraps}`} aria-label={words.title}>
            <thead>
              <tr>
                <th scope="col">{words.when}</th>
                <th scope="col">{words.what}</th>
                <th scope="col">{words.changed}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((entry) => (
                <AuditRow key={entry.id} entry={entry} />
              ))}
            </tbody>
          </table>
        )}
      </Paged>
    </SettingsPage>
  );
}
