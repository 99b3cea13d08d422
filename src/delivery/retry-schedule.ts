import type { AttemptRecord } from "../contract/delivery.ts";

const longestRetryAfterMs = 24 * 60 * 60 * 1000;
/** How soon the deployment's own fixed source is tried again after it failed, and at the latest, ms. */
const firstSourceWaitMs = 5_000;
const longestSourceWaitMs = 5 * 60_000;

/**
 * How long to wait before the next attempt, in ms: the schedule's wait, lengthened by up to a fifth at random, so
 * that what failed together is not tried again together. Null where the schedule is used up.
 *
 * @param schedule the waits after the first, second, ... failed attempt, in ms
 * @param step how many waits of the schedule are used up already
 * @param random a number from 0 to below 1
 */
export function nextWait(schedule: readonly number[], step: number, random: () => number): number | null {
  const wait = schedule[step];
  return wait === undefined ? null : Math.round(wait * (1 + random() / 5));
}

/**
 * How long to wait while the deployment's own fixed source cannot be used, in ms: 5 s, doubled with each attempt up to
 * 5 min, lengthened by up to a fifth at random. Uses nothing of the schedule, since the receiver was never asked.
 *
 * @param attempts made before this one
 */
export function sourceWait(attempts: number, random: () => number): number {
  const wait = Math.min(firstSourceWaitMs * 2 ** attempts, longestSourceWaitMs);
  return Math.round(wait * (1 + random() / 5));
}

/**
 * The wait that a `Retry-After` header asks for, in ms, 0 to 24 h (RFC 9110 section 10.2.3: seconds, or an
 * HTTP-date). Null where it is missing or means nothing.
 *
 * @param now ms since the epoch
 */
export function parseRetryAfter(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? "";
  const seconds = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
  const wait = seconds === null ? httpDate(text) - now : seconds * 1000;
  return Number.isNaN(wait) ? null : Math.min(Math.max(0, Math.ceil(wait)), longestRetryAfterMs);
}

/** Ms since the epoch, or NaN. Every form of HTTP-date begins with a day's name; one of them names no zone. */
function httpDate(text: string): number {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/i.test(text)) return Number.NaN;
  return Date.parse(/ GMT$/i.test(text) ? text : `${text} GMT`);
}

/** What an attempt means for its delivery and its callback. */
export type Outcome =
  /** 2xx. `pause`: the receiver took this one and wants no more. */
  | { kind: "delivered"; pause: boolean }
  /** To be tried again: after `retryAfterMs` where the receiver named a time, else by the schedule. `slowDown`:
   * the receiver is overloaded. */
  | { kind: "retry"; retryAfterMs: number | null; slowDown: boolean }
  /** Nothing was sent, since the deployment's fixed source cannot be used: to be tried again, however often. */
  | { kind: "wait" }
  /** The delivery ends as failed, and the callback is paused: the receiver wants no more. */
  | { kind: "gone" }
  /** The delivery ends as failed; the callback goes on. */
  | { kind: "abort" };

/**
 * Decides what an attempt means. Beside the status, the receiver can say `webhook-delivery: disable` (no more for
 * this endpoint) or `webhook-delivery: abort-message` (no more of this delivery).
 *
 * @param now ms since the epoch, for a `Retry-After` that is a date
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#delivery-success-and-failure
 */
export function judgeOutcome(attempt: Pick<AttemptRecord, "response" | "error">, now: number): Outcome {
  const { response } = attempt;
  if (attempt.error?.class === "source") return { kind: "wait" };
  if (response === null) return { kind: "retry", retryAfterMs: null, slowDown: false };
  const { statusCode, headers } = response;
  const wish = only(headers["webhook-delivery"])?.trim().toLowerCase();
  if (attempt.error === null) return { kind: "delivered", pause: wish === "disable" };
  if (statusCode === 410 || wish === "disable") return { kind: "gone" };
  if (wish === "abort-message") return { kind: "abort" };
  const namesTime = statusCode === 429 || statusCode === 503;
  return {
    kind: "retry",
    retryAfterMs: namesTime ? parseRetryAfter(only(headers["retry-after"]), now) : null,
    slowDown: statusCode === 429 || statusCode === 502 || statusCode === 504,
  };
}

/** The first value of a header that should stand once. */
function only(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
