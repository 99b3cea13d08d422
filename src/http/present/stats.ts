import type { CallbackStats } from "../../store/queries/stats.ts";

const hourMs = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** The value that `share` of an ascending list lies at or below (nearest rank), or null where it is empty. */
export function percentile(ascending: readonly number[], share: number): number | null {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? null;
}

/**
 * Figures of a callback over a range of full hours, the current one included.
 *
 * @param since first hour of the range, ms since the epoch
 * @param hours how many
 */
export function presentStats(stats: CallbackStats, range: string, since: number, hours: number) {
  const found = new Map(stats.hours.map((bucket) => [bucket.at, bucket]));
  const buckets = Array.from({ length: hours }, (_, index) => {
    const at = since + index * hourMs;
    const { delivered, failed } = found.get(at) ?? { delivered: 0, failed: 0 };
    return { at: iso(at), delivered, failed };
  });
  const delivered = buckets.reduce((sum, bucket) => sum + bucket.delivered, 0);
  const failed = buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
  const { open, lastAttempt } = stats;
  return {
    range,
    since: iso(since),
    buckets,
    delivered,
    failed,
    /** From 0 to 1; null where nothing has ended. */
    successRate: delivered + failed === 0 ? null : delivered / (delivered + failed),
    latencyMs: { p50: percentile(stats.latencies, 0.5), p95: percentile(stats.latencies, 0.95) },
    waiting: open.waiting,
    retrying: open.retrying,
    held: open.held,
    oldestWaitingAt: open.oldestAt === null ? null : iso(open.oldestAt),
    lastAttempt: lastAttempt === null ? null : { ...lastAttempt, at: iso(lastAttempt.at) },
    truncated: stats.truncated,
    completeSince: iso(stats.completeSince),
  };
}
