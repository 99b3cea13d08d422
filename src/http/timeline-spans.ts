import type { Span } from "../store/queries/timeline.ts";

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

/** Widths that a person can read off a clock or a calendar, ms. */
const widths = [
  ...[1, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 30].map((n) => n * day),
];

/** How many spans a range is divided into, at the most but for the cut ones at its ends. */
const mostSpans = 60;

/**
 * Divides a range into equal spans that begin at round times (UTC), the first and the last cut to the range.
 *
 * @param since whole seconds, ms since the epoch, as `until`, which is later
 */
export function timelineSpans(since: number, until: number): { width: number; spans: Span[] } {
  const least = (until - since) / mostSpans;
  const width = widths.find((one) => one >= least) ?? Math.ceil(least / day) * day;
  const first = Math.floor(since / width);
  const count = Math.ceil(until / width) - first;
  const spans = Array.from({ length: count }, (_, index) => ({
    at: Math.max(since, (first + index) * width),
    until: Math.min(until, (first + index + 1) * width),
  }));
  return { width, spans };
}
