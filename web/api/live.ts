import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { streamUrl } from "./http.ts";

/** What the server tells as it is committed (API.md, `/api/v1/events`). */
export type LiveEvent =
  | {
      type: "delivery";
      id: string;
      callbackId: string;
      leadId: string | null;
      processId: string;
      status: string;
    }
  | { type: "activity"; id: string; leadId: string; processId: string }
  | { type: "inspector"; id: string }
  /** Too much to name: only how many. */
  | { type: "changed"; activities: number; deliveries: number }
  /** What came meanwhile is not known any more: read everything anew. */
  | { type: "reset" };

type Listener = (event: LiveEvent) => void;

const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
let source: EventSource | null = null;
let connected = false;
let following = false;

function setConnected(now: boolean): void {
  if (connected === now) return;
  connected = now;
  for (const watcher of watchers) watcher();
}

function tell(event: LiveEvent): void {
  for (const listener of listeners) listener(event);
}

/**
 * What was read before the stream began may have changed until then, and nothing tells of that. Where it only comes
 * back, the server does.
 */
function open(): void {
  source = new EventSource(streamUrl("/api/v1/events"));
  source.addEventListener("open", () => tell({ type: "reset" }), { once: true });
  source.onopen = () => setConnected(true);
  source.onerror = () => setConnected(false);
  for (const type of ["delivery", "activity", "inspector", "changed", "reset"] as const) {
    source.addEventListener(type, (message: MessageEvent<string>) => {
      const data = message.data === "" ? {} : (JSON.parse(message.data) as object);
      tell({ type, ...data } as LiveEvent);
    });
  }
}

/**
 * A page in the background holds no stream: a browser has six connections to a server, which so many open pages would
 * use up. Seen again, it reads everything anew.
 */
function followVisibility(): void {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) closeLive();
    else if (source === null && listeners.size > 0) open();
  });
}

/** Adds a listener; the first one opens the stream. */
function listen(listener: Listener): void {
  if (!following) followVisibility();
  following = true;
  listeners.add(listener);
  if (source === null && !document.hidden) open();
}

/** Calls back for each live event while it is mounted; one stream serves the whole page. */
export function useLiveEvents(listener: Listener): void {
  useEffect(() => {
    listen(listener);
    return () => {
      listeners.delete(listener);
    };
  }, [listener]);
}

/** Whether the stream of live events is open. */
export const useIsLive = (): boolean =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => connected,
  );

/** Ends the stream: at sign-out, and before another project is chosen. */
export function closeLive(): void {
  source?.close();
  source = null;
  setConnected(false);
}

/**
 * Reads queries anew after live events that concern them, at most once in `everyMs`.
 *
 * @param keyOf the query key to read anew for an event, or null where it concerns nothing here; must be stable
 */
export function useLiveRefresh(
  keyOf: (event: LiveEvent) => readonly unknown[] | null,
  everyMs = 1_000,
): void {
  const client: QueryClient = useQueryClient();
  useEffect(() => {
    const due = new Map<string, readonly unknown[]>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const listener: Listener = (event) => {
      const key = keyOf(event);
      if (key === null) return;
      due.set(JSON.stringify(key), key);
      timer ??= setTimeout(() => {
        timer = null;
        for (const queryKey of due.values()) void client.invalidateQueries({ queryKey });
        due.clear();
      }, everyMs);
    };
    listen(listener);
    return () => {
      listeners.delete(listener);
      if (timer !== null) clearTimeout(timer);
    };
  }, [client, keyOf, everyMs]);
}
