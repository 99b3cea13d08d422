import type { CallbackStats } from "../../store/queries/stats.ts";

const hourMs = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** The value that `share` of an ascending list lies at or below (nearest rank), or null where it is empty. */
export function percentile(ascending: readonly number[], share: number): number | null {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? null;
}

const hoursOf = { "24h": 24, "7d": 7 * 24 } as const;
export type StatsRange = keyof typeof hoursOf;

/** Begin of a range of full hours, the current one included, ms since the epoch. */
export const rangeSince = (range: StatsRange, now: number): number =>
  (Math.floor(now / hourMs) - (hoursOf[range] - 1)) * hourMs;

interface Ended {
  delivered: number;
  failed: number;
}

/** What ended within a range, with the share of it that was delivered: from 0 to 1, null where nothing ended. */
function endedSince(hours: readonly (Ended & { at: number })[], since: number) {
  const within = hours.filter(({ at }) => at >= since);
  const delivered = within.reduce((sum, hour) => sum + hour.delivered, 0);
  const failed = within.reduce((sum, hour) => sum + hour.failed, 0);
  return { delivered, failed, successRate: successRate(delivered, failed) };
}

/** From 0 to 1; null where nothing has ended. */
export const successRate = (delivered: number, failed: number): number | null =>
  delivered + failed === 0 ? null : delivered / (delivered + failed);

function latencies(sample: readonly { durationMs: number }[]) {
  const ascending = sample.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  return { p50: percentile(ascending, 0.5), p95: percentile(ascending, 0.95) };
}

/**
 * Figures of a callback over a range.
 *
 * @param stats of the longest range
 * @param now ms since the epoch
 */
export function presentStats(stats: CallbackStats, range: StatsRange, now: number) {
  const since = rangeSince(range, now);
  const found = new Map(stats.hours.map((bucket) => [bucket.at, bucket]));
  const inRange = stats.latencies.filter(({ at }) => at >= since);
  const byHour = Map.groupBy(inRange, ({ at }) => Math.floor(at / hourMs) * hourMs);
  const buckets = Array.from({ length: hoursOf[range] }, (_, index) => {
    const at = since + index * hourMs;
    const { delivered, failed } = found.get(at) ?? { delivered: 0, failed: 0 };
    return { at: iso(at), delivered, failed, latencyMs: latencies(byHour.get(at) ?? []) };
  });
  const completeSince = Math.max(since, stats.completeSince);
  const { open, lastAttempt } = stats;
  return {
    range,
    since: iso(since),
    buckets,
    ...endedSince(stats.hours, since),
    successRate24h: endedSince(stats.hours, rangeSince("24h", now)).successRate,
    successRate7d: endedSince(stats.hours, rangeSince("7d", now)).successRate,
    latencyMs: latencies(inRange),
    waiting: open.waiting,
    retrying: open.retrying,
    held: open.held,
    oldestWaitingAt: open.oldestAt === null ? null : iso(open.oldestAt),
    lastAttempt: lastAttempt === null ? null : { ...lastAttempt, at: iso(lastAttempt.at) },
    truncated: completeSince > since || open.cut,
    completeSince: iso(completeSince),
  };
}
