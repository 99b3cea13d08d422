import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Delivery, type DeliveryFilters, deliveryQuery } from "../../api/deliveries.ts";
import { useStrings } from "../../strings/strings.ts";
import { EmptyState, ErrorState, RowsSkeleton } from "../faces.tsx";
import classes from "./Deliveries.module.css";
import type { DeliverySearch } from "./filters.ts";
import { Panel } from "./Panel.tsx";
import { Rows } from "./Rows.tsx";
import { useLetters } from "./Shortcuts.tsx";
import { useDeliveries } from "./use-deliveries.ts";
import { useKeys } from "./use-keys.ts";
import { useResend } from "./use-resend.ts";

/** The list with what is new above it and the panel beside it. For other filters it is another list (by its key). */
export function List({
  filters,
  opened,
  empty,
  onLead,
}: {
  filters: DeliveryFilters;
  /** The delivery that the panel shows. */
  opened: string | null;
  empty: { title: string; text: string; action: { label: string; run: () => void } };
  /** Told the first row, by which a lead's name is known. */
  onLead: (row: Delivery) => void;
}) {
  const { deliveries } = useStrings();
  const navigate = useNavigate({ from: "/deliveries" });
  const view = useRef<readonly Delivery[]>([]);
  const inView = useCallback(() => view.current, []);
  const onView = useCallback((rows: readonly Delivery[]) => {
    view.current = rows;
  }, []);
  const { list, rows, fresh, showFresh } = useDeliveries(filters, inView);
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  const [active, setActive] = useState<string | null>(opened);
  const [byKeyboard, setByKeyboard] = useState(false);
  const [letters] = useLetters();
  const client = useQueryClient();
  const resend = useResend();
  const table = useRef<HTMLDivElement>(null);

  const [first] = rows;
  useEffect(() => {
    if (first !== undefined) onLead(first);
  }, [first, onLead]);

  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);

  const show = useCallback(
    (id: string | undefined, replace: boolean) =>
      void navigate({
        search: (search: DeliverySearch) => ({ ...search, delivery: id }),
        replace,
        resetScroll: false,
      }),
    [navigate],
  );
  const onOpen = useCallback(
    (id: string, keyboard: boolean) => {
      setActive(id);
      setByKeyboard(keyboard);
      show(id, false);
    },
    [show],
  );
  const rowOf = (id: string | null) =>
    table.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id ?? "")}"]`) ?? null;
  const close = () => {
    if (opened === null) return;
    show(undefined, true);
    rowOf(active)?.focus({ preventScroll: true });
  };
  const move = (by: 1 | -1, focus: boolean) => {
    // One may have come to a row by Tab: it is gone on from there.
    const reached = table.current?.querySelector("[data-row]:focus")?.getAttribute("data-row");
    const at = rows.findIndex(({ id }) => id === (opened ?? reached ?? active));
    const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    setActive(next.id);
    if (opened !== null) show(next.id, true);
    const row = rowOf(next.id);
    row?.closest("tr")?.scrollIntoView({ block: "nearest" });
    if (focus) row?.focus({ preventScroll: true });
  };
  useKeys(
    {
      move,
      close,
      resend: () => {
        const id = opened ?? active;
        // One that was opened by its address need not be among the rows.
        const row =
          rows.find((one) => one.id === id) ?? client.getQueryData(deliveryQuery(id ?? "").queryKey);
        if (row !== undefined) resend.send(row);
      },
    },
    letters,
  );

  const toFresh = () => {
    showFresh();
    // To where they come in; not away from it.
    if ((table.current?.getBoundingClientRect().top ?? 0) < 0) table.current?.scrollIntoView();
  };

  return (
    <div className={classes.split} data-open={opened !== null || undefined}>
      <div className={classes.list} ref={table}>
        {list.isPending && <RowsSkeleton wide height={37} rows={12} />}
        {list.isError && rows.length === 0 && (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        )}
        <div className={classes.fresh} role="status">
          {fresh.count > 0 && (
            <Button size="xs" onClick={toFresh}>
              {deliveries.fresh(fresh.count, fresh.more)}
            </Button>
          )}
        </div>
        {rows.length > 0 && (
          <Rows
            rows={rows}
            active={active}
            opened={opened}
            onOpen={onOpen}
            onView={onView}
            onNearEnd={onNearEnd}
          />
        )}
        {list.isSuccess && rows.length === 0 && !hasNextPage && (
          <EmptyState
            title={empty.title}
            action={<Button onClick={empty.action.run}>{empty.action.label}</Button>}
          >
            {empty.text}
          </EmptyState>
        )}
        <Foot list={list} rows={rows.length} onEmptyPage={onNearEnd} />
      </div>
      {opened !== null && <Panel id={opened} takesFocus={byKeyboard} resend={resend} onClose={close} />}
    </div>
  );
}

/** Below the rows: that more are being looked for, that this failed, or that this was all. */
function Foot({
  list,
  rows,
  onEmptyPage,
}: {
  list: ReturnType<typeof useDeliveries>["list"];
  rows: number;
  onEmptyPage: () => void;
}) {
  const { deliveries, common } = useStrings();
  // A page may be empty though more follow.
  useEffect(() => {
    if (rows === 0) onEmptyPage();
  }, [rows, onEmptyPage]);
  if (list.isPending) return null;
  if (list.isError && rows > 0) {
    return (
      <p className={classes.foot}>
        <Button onClick={() => void list.fetchNextPage()}>{common.retry}</Button>
      </p>
    );
  }
  if (list.hasNextPage) return <p className={classes.foot}>{deliveries.searching}</p>;
  return rows > 0 ? <p className={classes.foot}>{deliveries.end(rows)}</p> : null;
}
