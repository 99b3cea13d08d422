import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { streamUrl } from "../api/http.ts";
import { leadsQuery } from "../api/leads.ts";
import { type LiveEvent, useLiveRefresh } from "../api/live.ts";
import { processQuery } from "../api/processes.ts";
import { EmptyState } from "../components/faces.tsx";
import { AddLead } from "../components/leads/AddLead.tsx";
import { LeadTable } from "../components/leads/LeadTable.tsx";
import layout from "../components/list.module.css";
import { MayButton } from "../components/may.tsx";
import { Page } from "../components/Page.tsx";
import { Paged } from "../components/Paged.tsx";
import { ProcessSelect } from "../components/ProcessSelect.tsx";
import { useStrings } from "../strings/strings.ts";

const leadsKey = ["leads"];
const ofLeads = (event: LiveEvent) =>
  event.type === "activity" || event.type === "changed" || event.type === "reset" ? leadsKey : null;

/** All leads of the project, searched and narrowed by what stands in the URL. */
export function Leads() {
  const { nav, leads: words, imports } = useStrings();
  const filters = useSearch({ from: "/signed-in/leads" });
  const navigate = useNavigate({ from: "/leads" });
  const [adding, dialog] = useDisclosure(false);
  const [typed, setTyped] = useState(filters.q ?? "");
  const set = (change: Partial<typeof filters>) =>
    void navigate({ search: { ...filters, ...change }, replace: true });
  const search = useDebouncedCallback((q: string) => set({ q: q === "" ? undefined : q }), 250);
  const process = useQuery({
    ...processQuery(filters.processId ?? ""),
    enabled: filters.processId !== undefined,
  });
  const list = useInfiniteQuery(leadsQuery(filters));
  useLiveRefresh(ofLeads, 2_000);
  const narrowed = Object.values(filters).some((value) => value !== undefined);
  const clear = () => {
    setTyped("");
    void navigate({ search: {} });
  };
  return (
    <Page
      title={nav.leads}
      actions={
        <>
          <Button
            component="a"
            href={streamUrl("/api/v1/leads.csv", { ...filters })}
            download
            title={imports.exportNote}
          >
            {imports.export}
          </Button>
          <MayButton
            onClick={() => void navigate({ to: "/leads/import", search: { processId: filters.processId } })}
          >
            {imports.open}
          </MayButton>
          <MayButton variant="filled" onClick={dialog.open}>
            {words.add}
          </MayButton>
        </>
      }
    >
      <search className={layout.bar}>
        <TextInput
          className={layout.search}
          aria-label={words.searchPlaceholder}
          placeholder={words.searchPlaceholder}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            search(event.currentTarget.value);
          }}
        />
        <ProcessSelect
          aria-label={words.process}
          placeholder={words.allProcesses}
          clearable
          value={filters.processId ?? null}
          onChange={(id) => set({ processId: id ?? undefined, state: undefined, disposition: undefined })}
        />
        {process.data !== undefined && filters.processId !== undefined && (
          <>
            <Select
              aria-label={words.state}
              placeholder={words.state}
              clearable
              data={process.data.states.map(({ name }) => name)}
              value={filters.state ?? null}
              onChange={(state) => set({ state: state ?? undefined })}
            />
            <Select
              aria-label={words.disposition}
              placeholder={words.disposition}
              clearable
              data={process.data.dispositions.map(({ name }) => name)}
              value={filters.disposition ?? null}
              onChange={(disposition) => set({ disposition: disposition ?? undefined })}
            />
          </>
        )}
        {narrowed && (
          <Button variant="subtle" onClick={clear}>
            {words.clear}
          </Button>
        )}
      </search>
      <Paged
        list={list}
        empty={
          <EmptyState
            title={narrowed ? words.nothingTitle : words.emptyTitle}
            action={
              narrowed ? (
                <Button onClick={clear}>{words.clear}</Button>
              ) : (
                <MayButton onClick={dialog.open}>{words.add}</MayButton>
              )
            }
          >
            {narrowed ? words.nothing : words.empty}
          </EmptyState>
        }
      >
        {(leads) => <LeadTable leads={leads} />}
      </Paged>
      <AddLead opened={adding} onClose={dialog.close} processId={filters.processId ?? null} />
    </Page>
  );
}
