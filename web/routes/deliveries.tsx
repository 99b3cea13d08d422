import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { type Delivery, deliveriesKey, timelineQuery } from "../api/deliveries.ts";
import { streamUrl } from "../api/http.ts";
import { type LiveEvent, useLiveRefresh } from "../api/live.ts";
import { AgainButtons } from "../components/again/AgainButtons.tsx";
import { Jobs } from "../components/again/Jobs.tsx";
import { Bars } from "../components/deliveries/Bars.tsx";
import {
  type DeliverySearch,
  filtersOf,
  isNarrowed,
  rangeText,
  timelineBounds,
} from "../components/deliveries/filters.ts";
import { List } from "../components/deliveries/List.tsx";
import { Shortcuts } from "../components/deliveries/Shortcuts.tsx";
import { Toolbar } from "../components/deliveries/Toolbar.tsx";
import { LiveBadge } from "../components/LiveBadge.tsx";
import { Page } from "../components/Page.tsx";
import { useStrings } from "../strings/strings.ts";

const chartKey = (event: LiveEvent) =>
  event.type === "delivery" || event.type === "changed" || event.type === "reset"
    ? [...deliveriesKey, "timeline"]
    : null;

/** What was owed to callbacks and what came of it, live. */
export function Deliveries() {
  const { nav, deliveries } = useStrings();
  const search: DeliverySearch = useSearch({ from: "/signed-in/deliveries" });
  const navigate = useNavigate({ from: "/deliveries" });
  const { delivery, ...narrowing } = search;
  const key = JSON.stringify(narrowing);
  // The time of day moves on, but the list that is being read does not.
  const filters = useMemo(() => filtersOf(JSON.parse(key) as DeliverySearch, Date.now()), [key]);
  const [lead, setLead] = useState<Delivery["lead"]>(null);
  const onLead = useCallback((row: Delivery) => setLead(row.lead), []);
  useLiveRefresh(chartKey, 5_000);
  const change = (changes: DeliverySearch) =>
    void navigate({
      search: (before: DeliverySearch) => ({ ...before, delivery: undefined, ...changes }),
      replace: "q" in changes,
      resetScroll: false,
    });
  const { processId: _, callbackId: __, ...beyondChart } = search;
  const isPart = isNarrowed(beyondChart);
  const empty = isNarrowed(search)
    ? { title: deliveries.nothingTitle, text: deliveries.nothing }
    : { title: deliveries.emptyTitle, text: deliveries.empty };
  return (
    <Page
      title={nav.deliveries}
      status={<LiveBadge />}
      actions={
        <>
          <Shortcuts />
          <Button
            component="a"
            href={streamUrl("/api/v1/deliveries.csv", { ...filters })}
            download
            title={deliveries.csvNote}
          >
            {deliveries.csv}
          </Button>
          <AgainButtons callbackId={search.callbackId} since={filters.since} until={filters.until} />
        </>
      }
    >
      <Toolbar
        search={search}
        leadName={lead?.id === search.leadId ? (lead?.name ?? lead?.referenceId ?? null) : null}
        onChange={change}
      />
      {search.leadId === undefined && <Chart filters={filters} isPart={isPart} onChange={change} />}
      <Jobs callbackId={search.callbackId} />
      <List
        key={key}
        filters={filters}
        opened={delivery ?? null}
        onLead={onLead}
        empty={{ ...empty, action: { label: deliveries.emptyAction, run: () => change({ range: "all" }) } }}
      />
    </Page>
  );
}

function Chart({
  filters,
  isPart,
  onChange,
}: {
  filters: ReturnType<typeof filtersOf>;
  isPart: boolean;
  onChange: (changes: DeliverySearch) => void;
}) {
  const { callbackId, processId } = filters;
  const bounds = useMemo(() => timelineBounds(filters, Date.now()), [filters]);
  const timeline = useQuery(timelineQuery({ callbackId, processId, ...bounds }));
  // The list says what is wrong; a chart that is missing says nothing new.
  if (timeline.data === undefined) return <div style={{ height: 106 }} />;
  return (
    <Bars
      timeline={timeline.data}
      isPart={isPart}
      onNarrow={(since, until) => onChange({ range: rangeText({ kind: "between", since, until }) })}
    />
  );
}
