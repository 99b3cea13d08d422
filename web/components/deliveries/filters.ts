import type { DeliveryFilters } from "../../api/deliveries.ts";

/** What the deliveries page shows, as it stands in the URL. */
export interface DeliverySearch {
  status?: string;
  processId?: string;
  callbackId?: string;
  leadId?: string;
  trigger?: string;
  statusCode?: string;
  errorClass?: string;
  range?: string;
  q?: string;
  delivery?: string;
}

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** Times that are chosen by one press, ms before now. */
export const presets = { "1h": hour, "24h": day, "7d": 7 * day, "30d": 30 * day } as const;
export type Preset = keyof typeof presets;

export type Range =
  | { kind: "preset"; preset: Preset }
  | { kind: "all" }
  /** ISO 8601; null is open. */
  | { kind: "between"; since: string | null; until: string | null };

/**
 * The time that is shown: a preset, `all`, or `<since>..<until>` with either side open. Where none was chosen, the last
 * 24 hours; but of one lead, or of what was searched for, all.
 */
export function rangeOf({ range, leadId, q }: DeliverySearch): Range {
  if (range !== undefined && Object.hasOwn(presets, range))
    return { kind: "preset", preset: range as Preset };
  if (range === "all") return { kind: "all" };
  const [since, until] = (range ?? "").split("..").map(isoOrNull);
  if (since != null || until != null) return { kind: "between", since: since ?? null, until: until ?? null };
  return leadId !== undefined || q !== undefined ? { kind: "all" } : { kind: "preset", preset: "24h" };
}

function isoOrNull(text: string): string | null {
  const ms = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** A range as it stands in the URL. */
export const rangeText = (range: Range): string =>
  range.kind === "between"
    ? `${range.since ?? ""}..${range.until ?? ""}`
    : range.kind === "all"
      ? "all"
      : range.preset;

/** The bounds of a range; a preset begins at a whole minute. */
export function boundsOf(range: Range, now: number): { since?: string; until?: string } {
  switch (range.kind) {
    case "all":
      return {};
    case "preset":
      return { since: new Date(Math.floor((now - presets[range.preset]) / minute) * minute).toISOString() };
    case "between":
      return {
        ...(range.since !== null && { since: range.since }),
        ...(range.until !== null && { until: range.until }),
      };
  }
}

/** What the API is asked for a search, from `now` on. What the API would refuse is left out. */
export function filtersOf(search: DeliverySearch, now: number): DeliveryFilters {
  const { status, processId, callbackId, leadId, trigger, statusCode, errorClass, q } = search;
  const given = { status, processId, callbackId, leadId, trigger, errorClass, q: q?.slice(0, 256) };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(statusCode !== undefined && /^[1-5]\d\d$/.test(statusCode) && { statusCode }),
    ...boundsOf(rangeOf(search), now),
  };
}

/** Whether anything but the time narrows the list. */
export const isNarrowed = ({ range: _, delivery: __, ...rest }: DeliverySearch): boolean =>
  Object.values(rest).some((value) => value !== undefined);

/** What the chart shows of a list's time: of one that is open at its beginning the 30 days before its end. */
export function timelineBounds(
  { since, until }: DeliveryFilters,
  now: number,
): { since: string; until?: string } {
  const end = until === undefined ? now : Date.parse(until);
  const begin = since ?? new Date(Math.floor((end - presets["30d"]) / minute) * minute).toISOString();
  return { since: begin, ...(until !== undefined && { until }) };
}
