import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import {
  type Delivery,
  type DeliveryFilters,
  deliveriesQuery,
  readDeliveries,
} from "../../api/deliveries.ts";
import type { Page } from "../../api/http.ts";
import { type LiveEvent, useIsLive, useLiveEvents } from "../../api/live.ts";
import { freshOf, type Updates, updated, withFresh, withRows, withStatus } from "./live-rows.ts";

/** The newest page is read anew at most this often, ms. */
const refreshEveryMs = 1_000;
/** And this often where no live events come. */
const pollEveryMs = 15_000;

const concerns = (filters: DeliveryFilters, event: LiveEvent & { type: "delivery" }): boolean =>
  (filters.callbackId ?? event.callbackId) === event.callbackId &&
  (filters.processId ?? event.processId) === event.processId &&
  (filters.leadId ?? event.leadId) === event.leadId;

/**
 * The deliveries that match, newest first, live: rows that are known change in their place, new ones are counted until
 * `showFresh` lets them in, older ones come by `fetchNextPage`. `filters` must be stable.
 *
 * @param inView tells which rows are on screen, so that they are kept true beyond the newest page
 */
export function useDeliveries(filters: DeliveryFilters, inView: () => readonly Delivery[]) {
  const client = useQueryClient();
  const query = deliveriesQuery(filters);
  const list = useInfiniteQuery({
    ...query,
    // Reading it anew would move what is being read: what is new comes by the newest page.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const [head, setHead] = useState<Page<Delivery> | null>(null);
  const [updates, setUpdates] = useState<Updates>(new Map());
  const base = useMemo(() => list.data?.pages.flatMap(({ data }) => data) ?? [], [list.data]);
  const rows = useMemo(() => updated(base, updates), [base, updates]);
  const isLoaded = list.isSuccess;

  const refresh = useCallback(
    async (signal: AbortSignal) => {
      const newest = await readDeliveries(filters, null, signal);
      const known = new Set(newest.data.map(({ id }) => id));
      const shown = inView();
      const [last, first] = [shown.at(-1), shown[0]];
      const below =
        first === undefined || last === undefined || shown.every(({ id }) => known.has(id))
          ? []
          : (await readDeliveries(windowOf(filters, last, first), null, signal)).data;
      setHead(newest);
      setUpdates((before) => withRows(before, [...below, ...newest.data]));
    },
    [filters, inView],
  );
  useRefresh(filters, isLoaded, refresh, (id, status) =>
    setUpdates((before) => {
      const row = before.get(id) ?? base.find((one) => one.id === id);
      return row === undefined ? before : withRows(before, [withStatus(row, status)]);
    }),
  );

  const showFresh = useCallback(() => {
    setHead(null);
    if (head === null || freshOf(base, head).more) {
      void client.resetQueries({ queryKey: query.queryKey, exact: true });
      return;
    }
    client.setQueryData(query.queryKey, (data) => {
      const nextCursor = data?.pages.at(-1)?.nextCursor ?? null;
      return { pages: [withFresh({ data: rows, nextCursor }, head)], pageParams: [null] };
    });
  }, [client, query.queryKey, head, base, rows]);

  const fresh = useMemo(() => freshOf(base, head), [base, head]);
  // Into a list that shows nothing they move nothing.
  useEffect(() => {
    if (isLoaded && base.length === 0 && fresh.count > 0) showFresh();
  }, [isLoaded, base.length, fresh.count, showFresh]);

  return { list, rows, fresh, showFresh };
}

/** The same list from one row to another. */
const windowOf = (filters: DeliveryFilters, oldest: Delivery, newest: Delivery): DeliveryFilters => ({
  ...filters,
  since: oldest.createdAt,
  until: new Date(Date.parse(newest.createdAt) + 1).toISOString(),
});

/** Calls `refresh` a moment after something that concerns the list has changed; one call at a time. */
function useRefresh(
  filters: DeliveryFilters,
  enabled: boolean,
  refresh: (signal: AbortSignal) => Promise<void>,
  onStatus: (id: string, status: string) => void,
): void {
  const live = useIsLive();
  const request = useRef<() => void>(() => {});
  const told = useRef(onStatus);
  told.current = onStatus;
  useEffect(() => {
    if (!enabled) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    let [busy, again] = [false, false];
    const run = async () => {
      timer = null;
      busy = true;
      // An outage shows in what the person does next; the list stays as it is.
      await refresh(abort.signal).catch(() => {});
      busy = false;
      if (again && !abort.signal.aborted) request.current();
      again = false;
    };
    request.current = () => {
      if (busy) again = true;
      else timer ??= setTimeout(() => void run(), refreshEveryMs);
    };
    return () => {
      abort.abort();
      if (timer !== null) clearTimeout(timer);
      request.current = () => {};
    };
  }, [enabled, refresh]);
  useEffect(() => {
    if (!enabled || live) return;
    const poll = setInterval(() => request.current(), pollEveryMs);
    return () => clearInterval(poll);
  }, [enabled, live]);
  useLiveEvents(
    useCallback(
      (event) => {
        if (event.type === "delivery") {
          if (!concerns(filters, event)) return;
          told.current(event.id, event.status);
          request.current();
        }
        if (event.type === "reset" || (event.type === "changed" && event.deliveries > 0)) request.current();
      },
      [filters],
    ),
  );
}
