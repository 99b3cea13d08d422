import type { AttemptRecord } from "../contract/delivery.ts";
import type { AttemptOutcome, ReadyDelivery } from "../store/engine.ts";
import { judgeOutcome, nextWait, type Outcome, sourceWait } from "./retry-schedule.ts";

export interface OutcomeRules {
  /** Waits after a failed attempt, ms. */
  schedule: readonly number[];
  random: () => number;
}

/** What an attempt came to, with what it says about the callback as a whole. */
export interface JudgedAttempt {
  outcome: AttemptOutcome;
  /** The receiver is overloaded. */
  slowDown: boolean;
}

/** The reason that is kept and shown when a receiver said that it wants no more. */
function pauseReason(record: AttemptRecord): string {
  return record.response?.statusCode === 410
    ? "answered 410 Gone"
    : "answered with the header webhook-delivery: disable";
}

/**
 * Turns the record of an attempt into what is stored of it: delivered, failed for good, or due again at a time.
 *
 * @param now when the attempt ended, ms since the epoch
 */
export function attemptOutcome(
  delivery: ReadyDelivery,
  record: AttemptRecord,
  rules: OutcomeRules,
  now: number,
): JudgedAttempt {
  const judged = judgeOutcome(record, now);
  const { wait, step } = waitOf(judged, delivery, rules);
  const asked = judged.kind === "retry" ? (judged.retryAfterMs ?? 0) : 0;
  const { at, response, error, hint, ...shown } = record;
  const pauses = judged.kind === "gone" || (judged.kind === "delivered" && judged.pause);
  return {
    slowDown: judged.kind === "retry" && judged.slowDown,
    outcome: {
      n: delivery.n,
      projectId: delivery.projectId,
      callbackId: delivery.callbackId,
      leadId: delivery.leadId,
      lane: delivery.lane,
      number: delivery.attempts + 1,
      at,
      statusCode: response?.statusCode ?? null,
      errorClass: error?.class ?? null,
      errorMessage: error?.message ?? null,
      hint,
      record: JSON.stringify({ ...shown, response, error, hint }),
      verdict: judged.kind === "delivered" ? "delivered" : wait === null ? "failed" : "retry",
      step,
      dueAt: wait === null ? null : now + Math.max(wait, asked),
      endedAt: now,
      pause: pauses ? pauseReason(record) : null,
    },
  };
}

/** How long to wait, ms, and how far on the schedule the delivery then is; `wait` is null where it ends. */
function waitOf(
  judged: Outcome,
  { step, attempts }: ReadyDelivery,
  { schedule, random }: OutcomeRules,
): { wait: number | null; step: number } {
  if (judged.kind === "wait") return { wait: sourceWait(attempts, random), step };
  const wait = judged.kind === "retry" ? nextWait(schedule, step, random) : null;
  return { wait, step: wait === null ? step : step + 1 };
}
