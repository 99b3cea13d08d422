import type { TimelineBucket } from "../../store/queries/timeline.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Deliveries over time.
 *
 * @param width of a bucket that is not cut by the range, ms
 */
export function presentTimeline(buckets: readonly TimelineBucket[], width: number) {
  return {
    since: iso(buckets[0]?.at ?? 0),
    until: iso(buckets.at(-1)?.until ?? 0),
    bucketMs: width,
    buckets: buckets.map(({ at, until, delivered, failed, open }) => ({
      at: iso(at),
      until: iso(until),
      delivered,
      failed,
      open,
    })),
    /** Some buckets hold so many that their figures are estimated from a sample. */
    truncated: buckets.some(({ estimated }) => estimated),
  };
}
