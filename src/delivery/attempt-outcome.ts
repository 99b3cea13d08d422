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
  /**
   * `works`: it took the delivery, or said that it wants no more of it. `not asked`: the deployment's own source
   * cannot be used, which says nothing of the receiver.
   */
  receiver: "works" | "fails" | "not asked";
}

/** The reason that is kept and shown when a receiver said that it wants no more. */
function pauseReason(record: AttemptRecord): string {
  return record.response?.statusCode === 410
    ? "answered 410 Gone"
    : "answered with the header webhook-delivery: disable";
}

/** When it is tried again, and how far on its schedule it is then; null where it ends. */
function nextTry(
  judged: Outcome,
  { step, attempts }: ReadyDelivery,
  { schedule, random }: OutcomeRules,
  now: number,
  early: number | null,
): { step: number; dueAt: number } | null {
  if (judged.kind !== "retry" && judged.kind !== "wait") return null;
  const asked = judged.kind === "retry" ? (judged.retryAfterMs ?? 0) : 0;
  if (early !== null) return { step, dueAt: Math.max(early, now + asked) };
  if (judged.kind === "wait") return { step, dueAt: now + sourceWait(attempts, random) };
  const wait = nextWait(schedule, step, random);
  return wait === null ? null : { step: step + 1, dueAt: now + Math.max(wait, asked) };
}

function receiverBy(judged: Outcome): JudgedAttempt["receiver"] {
  if (judged.kind === "wait") return "not asked";
  return judged.kind === "delivered" || judged.kind === "abort" ? "works" : "fails";
}

/**
 * Turns the record of an attempt into what is stored of it: delivered, failed for good, or due again at a time.
 *
 * @param now when the attempt ended, ms since the epoch
 * @param early when it would have been due, where it was sent before its time: it keeps its place on the schedule
 */
export function attemptOutcome(
  delivery: ReadyDelivery,
  record: AttemptRecord,
  rules: OutcomeRules,
  now: number,
  early: number | null = null,
): JudgedAttempt {
  const judged = judgeOutcome(record, now);
  const next = nextTry(judged, delivery, rules, now, early);
  const asked = judged.kind === "retry" ? judged.retryAfterMs : null;
  const { at, response, error, hint, ...shown } = record;
  const pauses = judged.kind === "gone" || (judged.kind === "delivered" && judged.pause);
  return {
    slowDown: judged.kind === "retry" && judged.slowDown,
    receiver: receiverBy(judged),
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
      verdict: judged.kind === "delivered" ? "delivered" : next === null ? "failed" : "retry",
      step: next?.step ?? delivery.step,
      dueAt: next?.dueAt ?? null,
      notBefore: asked === null ? null : now + asked,
      endedAt: now,
      failing: null,
      pause: pauses ? { kind: "gone", reason: pauseReason(record) } : null,
    },
  };
}
