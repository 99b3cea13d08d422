import { useSyncExternalStore } from "react";
import { useStrings } from "../strings/strings.ts";
import { formatUtc, formatWhen } from "./format.ts";

const tickMs = 15_000;
let now = Date.now();
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of watchers) each();
  }, tickMs);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** The time now, in ms, that moves on by itself; one timer serves all. */
export const useNow = (): number => useSyncExternalStore(watch, () => now);

/** A time, relative within a day and absolute beyond it; UTC on hover. */
export function When({ at }: { at: string | number | null }) {
  const { common } = useStrings();
  const current = useNow();
  if (at === null) return <span className="dim">{common.never}</span>;
  const ms = typeof at === "number" ? at : Date.parse(at);
  // What was stored after the last tick lies in no future.
  const reference = Math.max(current, Math.min(ms, Date.now()));
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatUtc(ms)} className="num">
      {formatWhen(ms, reference, common.justNow)}
    </time>
  );
}
