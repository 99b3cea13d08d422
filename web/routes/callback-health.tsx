import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import {
  callbackStatsQuery,
  type ListedCallback,
  listedCallbackQuery,
  type StatsRange,
  statsRanges,
} from "../api/callbacks.ts";
import { type LiveEvent, useLiveRefresh } from "../api/live.ts";
import { AgainButtons } from "../components/again/AgainButtons.tsx";
import { Jobs } from "../components/again/Jobs.tsx";
import { CopyButton } from "../components/Copy.tsx";
import { ErrorState, RowsSkeleton } from "../components/faces.tsx";
import { formatMoment } from "../components/format.ts";
import { Figures } from "../components/health/Figures.tsx";
import classes from "../components/health/Health.module.css";
import { HoursTable } from "../components/health/HoursTable.tsx";
import { PauseButton } from "../components/health/PauseButton.tsx";
import { Standing } from "../components/health/Standing.tsx";
import { useMay } from "../components/may.tsx";
import { Page } from "../components/Page.tsx";
import { Hint } from "../components/Section.tsx";
import { StatusBadge } from "../components/StatusBadge.tsx";
import { useStrings } from "../strings/strings.ts";

const Charts = lazy(() => import("../components/health/Charts.tsx"));

const callbacksChanged = (event: LiveEvent) =>
  event.type === "delivery" || event.type === "changed" || event.type === "reset" ? ["callbacks"] : null;

/** How one callback does: what is wrong with it, its figures, its charts, and what can be done. */
export function CallbackHealth() {
  const { nav, deliveries } = useStrings();
  const { callbackId } = useParams({ from: "/signed-in/callbacks/$callbackId" });
  const callback = useQuery(listedCallbackQuery(callbackId));
  const { edit: mayManage } = useMay();
  useLiveRefresh(callbacksChanged, 5_000);
  const listed = callback.data;
  return (
    <Page
      title={listed?.name ?? deliveries.callback}
      parent={
        listed === undefined
          ? { label: nav.processes, link: { to: "/" } }
          : {
              label: listed.processName,
              link: { to: "/processes/$processId", params: { processId: listed.processId } },
            }
      }
      status={
        listed !== undefined && <StatusBadge status={listed.enabled ? listed.health.status : "disabled"} />
      }
      actions={
        listed !== undefined &&
        mayManage && (
          <>
            <PauseButton listed={listed} />
            <AgainButtons callbackId={callbackId} />
          </>
        )
      }
    >
      <div className={classes.page}>
        {callback.isPending && <RowsSkeleton />}
        {callback.isError && listed === undefined && (
          <ErrorState error={callback.error} onRetry={() => void callback.refetch()} />
        )}
        {listed !== undefined && (
          <>
            <About listed={listed} />
            <Standing listed={listed} mayManage={mayManage} />
            <Jobs callbackId={callbackId} />
            <Stats id={callbackId} />
          </>
        )}
      </div>
    </Page>
  );
}

/** Where it goes, and what belongs to it. */
function About({ listed }: { listed: ListedCallback }) {
  const { health, nav } = useStrings();
  return (
    <section className={classes.about} aria-label={health.about}>
      <span className={classes.url}>
        <span className="mono cut" title={listed.url}>
          {listed.url}
        </span>
        <CopyButton text={listed.url} label={listed.url} />
      </span>
      <Link to="/deliveries" search={{ callbackId: listed.id }}>
        {nav.deliveries}
      </Link>
      <Link to="/processes/$processId" params={{ processId: listed.processId }}>
        {health.settings}
      </Link>
      <Link to="/callbacks/$callbackId/receive" params={{ callbackId: listed.id }}>
        {health.receive}
      </Link>
    </section>
  );
}

function Stats({ id }: { id: string }) {
  const { health } = useStrings();
  const [range, setRange] = useState<StatsRange>("24h");
  const stats = useQuery(callbackStatsQuery(id, range));
  if (stats.isPending) return <RowsSkeleton rows={6} />;
  if (stats.data === undefined) {
    return <ErrorState error={stats.error} onRetry={() => void stats.refetch()} />;
  }
  return (
    <>
      <Figures id={id} stats={stats.data} />
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={health.range}
          value={range}
          onChange={(value) => setRange(value === "7d" ? "7d" : "24h")}
          data={statsRanges.map((value) => ({ value, label: health.ranges[value] }))}
        />
        {stats.data.truncated && (
          <Hint>{health.truncated(formatMoment(Date.parse(stats.data.completeSince)))}</Hint>
        )}
      </div>
      <div className={classes.charts}>
        <Suspense>
          <Charts stats={stats.data} />
        </Suspense>
      </div>
      <HoursTable stats={stats.data} />
    </>
  );
}
