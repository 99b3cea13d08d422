import type { AttemptRecord } from "../contract/delivery.ts";
import type { AttemptOutcome, ReadyDelivery } from "../store/engine.ts";
import { judgeOutcome, nextWait } from "./retry-schedule.ts";

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
  const wait = judged.kind === "retry" ? nextWait(rules.schedule, delivery.step, rules.random) : null;
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
      step: wait === null ? delivery.step : delivery.step + 1,
      dueAt: wait === null ? null : now + Math.max(wait, asked),
      endedAt: now,
      pause: pauses ? pauseReason(record) : null,
    },
  };
}
