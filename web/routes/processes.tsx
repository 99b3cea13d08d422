import { Button, Input, NativeSelect } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { processStatuses } from "../../src/contract/words.ts";
import { type LiveEvent, useLiveRefresh } from "../api/live.ts";
import { processesQuery } from "../api/processes.ts";
import { EmptyState } from "../components/faces.tsx";
import layout from "../components/list.module.css";
import { MayButton } from "../components/may.tsx";
import { Page } from "../components/Page.tsx";
import { Paged } from "../components/Paged.tsx";
import { ProcessList } from "../components/processes/ProcessList.tsx";
import { useStrings } from "../strings/strings.ts";

const NewProcess = lazy(() => import("../components/processes/NewProcess.tsx"));

const listKey = ["processes"];
const ofProcesses = (event: LiveEvent) => (event.type === "inspector" ? null : listKey);

/** The project's processes: what one comes for first. */
export function Processes() {
  const { nav, processes: words } = useStrings();
  const search = useSearch({ from: "/signed-in/" });
  const navigate = useNavigate({ from: "/" });
  const [typed, setTyped] = useState(search.q ?? "");
  const [creating, setCreating] = useState(false);
  const status = processStatuses.find((one) => one === search.status);
  const list = useInfiniteQuery({
    ...processesQuery({ q: search.q, status }),
    placeholderData: keepPreviousData,
  });
  useLiveRefresh(ofProcesses, 3_000);
  const set = (change: typeof search) => void navigate({ search: { ...search, ...change }, replace: true });
  const find = useDebouncedCallback((q: string) => set({ q: q === "" ? undefined : q }), 250);
  const clear = () => {
    setTyped("");
    void navigate({ search: {} });
  };
  const narrowed = search.q !== undefined || status !== undefined;
  const create = (
    <MayButton variant="filled" onClick={() => setCreating(true)}>
      {words.create}
    </MayButton>
  );
  return (
    <Page title={nav.processes} actions={create}>
      <search className={layout.bar}>
        <Input
          className={layout.search}
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            find(event.currentTarget.value.trim());
          }}
        />
        <NativeSelect
          aria-label={words.status}
          value={status ?? ""}
          data={[
            { value: "", label: words.statuses.all },
            ...processStatuses.map((value) => ({ value, label: words.statuses[value] })),
          ]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            set({ status: value === "" ? undefined : value });
          }}
        />
      </search>
      <Paged
        list={list}
        empty={
          <EmptyState
            title={narrowed ? words.nothingTitle : words.emptyTitle}
            action={narrowed ? <Button onClick={clear}>{words.clear}</Button> : create}
          >
            {narrowed ? words.nothingText : words.emptyText}
          </EmptyState>
        }
      >
        {(processes) => <ProcessList processes={processes} />}
      </Paged>
      {creating && (
        <Suspense>
          <NewProcess onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </Page>
  );
}
