/** How often a callback's health is written down at most, ms: one that fails now and then costs no writes. */
const writtenEveryMs = 60_000;

/** How a callback fares. `since`: when the first of the attempts began that have all failed; null while it works. */
export interface Health {
  readonly since: number | null;
  /** Whether `since` is stored. */
  readonly stored: boolean;
  /** When a `since` was last stored, ms since the epoch. */
  readonly storedAt: number;
}

/** What is to be stored: that it has been failing since then, that this is over, or nothing. */
export type HealthChange = { since: number } | "over" | null;

/** The health of a callback as it is read: `since` as stored. */
export function storedHealth(since: number | null): Health {
  return { since, stored: since !== null, storedAt: Number.NEGATIVE_INFINITY };
}

/**
 * A callback's health after an attempt. Only turns are stored, and the turn to failing at most once a minute, so
 * that a steady share of failures among successes is no stream of writes; a run of failures that lasts is stored
 * with the time of its first, however late.
 *
 * @param attempt whether the receiver worked, and when the attempt began (ms since the epoch)
 * @param now ms since the epoch
 */
export function healthAfter(
  health: Health,
  attempt: { worked: boolean; at: number },
  now: number,
): { health: Health; change: HealthChange } {
  if (attempt.worked) {
    if (health.since === null) return { health, change: null };
    return { health: { ...health, since: null, stored: false }, change: health.stored ? "over" : null };
  }
  const since = health.since ?? attempt.at;
  if (health.stored || now - health.storedAt < writtenEveryMs)
    return { health: { ...health, since }, change: null };
  return { health: { since, stored: true, storedAt: now }, change: { since } };
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** A duration in words, in its largest whole unit: `5 days`, `90 minutes`. */
export function durationInWords(ms: number): string {
  const [name, size] = units.find(([, size]) => ms >= size && ms % size === 0) ?? ["ms", 1];
  const count = ms / size;
  return size === 1 ? `${count} ms` : `${count} ${name}${count === 1 ? "" : "s"}`;
}

/** Why a callback is paused that has failed for too long, for a person. */
export function failingReason(since: number, afterMs: number): string {
  return `every attempt failed for ${durationInWords(afterMs)} (since ${new Date(since).toISOString()})`;
}
