import type { ListedCallback } from "../../../api/callbacks.ts";
import { type Strings, told, useStrings } from "../../../strings/strings.ts";
import { formatDuration, formatNumber, formatShare } from "../../format.ts";
import { When } from "../../When.tsx";
import classes from "./callback.module.css";

/** "99.4% of 1,204 in 24 h · last answered 200 in 84 ms · 3 waiting", as far as it is known. */
export function healthWords({ health }: Pick<ListedCallback, "health">, strings: Strings): string {
  const { callback: words, errorClasses } = strings;
  const ended = health.delivered24h + health.failed24h;
  const failure = errorClasses[health.lastErrorClass as keyof typeof errorClasses];
  const parts = [
    ended > 0 && health.successRate24h !== null
      ? words.rate(formatShare(health.successRate24h), `${formatNumber(ended)}${health.truncated ? "+" : ""}`)
      : null,
    health.lastStatusCode !== null && health.lastDurationMs !== null
      ? words.lastAnswered(String(health.lastStatusCode), formatDuration(health.lastDurationMs))
      : null,
    health.lastStatusCode === null && failure !== undefined ? words.lastFailed(failure.toLowerCase()) : null,
    health.waiting > 0 ? words.waiting(health.waiting, formatNumber(health.waiting)) : null,
  ].filter((part) => part !== null);
  return parts.length === 0 && health.status !== "none" ? words.noneYet : parts.join(" · ");
}

/** How a callback does, in one line: paused since when and why, else how much arrives. */
export function HealthLine({ listed, enabled }: { listed: ListedCallback; enabled: boolean }) {
  const strings = useStrings();
  const { callback: words } = strings;
  const { state, pausedAt, pausedReason, health } = listed;
  if (!enabled) return <span className={classes.line}>{words.offNote}</span>;
  if (state !== "paused")
    return <span className={`${classes.line} num`}>{healthWords(listed, strings)}</span>;
  return (
    <span className={`${classes.line} num`}>
      {words.since} <When at={pausedAt} />
      {pausedReason !== null && words.reason(told(pausedReason))}
      {health.waiting > 0 && ` · ${words.waiting(health.waiting, formatNumber(health.waiting))}`}
    </span>
  );
}
