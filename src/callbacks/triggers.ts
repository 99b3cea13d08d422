import type { ActivityType, CallStatus, DispositionType, Trigger } from "../contract/words.ts";

/** What of a change decides which triggers apply to it. */
export interface Change {
  type: ActivityType;
  /** Of a call; null for other types. */
  callStatus: CallStatus | null;
  /** Whether the lead's `currentState` or its `lastDisposition` differs from before. */
  moved: boolean;
  /** Of the disposition that was set with this activity, or null. */
  dispositionType: DispositionType | null;
}

/**
 * The triggers that apply to a change (SPEC.md "When a callback fires"), in the order of the table there. Empty
 * for what no backend is told: a call that only began, a note, a change of metadata alone.
 */
export function triggersOf(change: Change): Trigger[] {
  if (change.type === "note" || change.callStatus === "in-progress") return [];
  const applied: Trigger[] = [];
  if (change.type === "call") applied.push("call.completed");
  if (change.moved) applied.push("lead.status_changed");
  if (change.dispositionType === "success" || change.dispositionType === "failure") {
    applied.push("disposition.final");
  }
  if (change.type !== "update" || change.moved) applied.push("activity.latest_changed");
  return applied;
}
