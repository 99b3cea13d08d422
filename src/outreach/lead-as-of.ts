import type { ActivityRecord, LeadRecord } from "./model.ts";

/** What an activity changed on its lead: the value before and the value after, by field. */
export type LeadChanges = Record<string, [before: unknown, after: unknown]>;

/** What an activity says itself of the lead as it left it. */
export type Moment = Pick<ActivityRecord, "sequence" | "body" | "referenceId" | "recordedAt">;

/**
 * A lead as it stood after some of its activities, by their sequence: a fold that takes back, newest first, what
 * each later activity changed.
 *
 * @param lead as it stands now
 * @param later the activities that changed something after the earliest moment, up to `lead.sequence`, newest first
 * @param moments newest first
 */
export function leadAsOf(
  lead: LeadRecord,
  later: readonly { sequence: number; changes: string }[],
  moments: readonly Moment[],
): Map<number, LeadRecord> {
  const found = new Map<number, LeadRecord>();
  let state = lead;
  let at = 0;
  for (const { sequence, body, referenceId, recordedAt } of moments) {
    for (let next = later[at]; next !== undefined && next.sequence > sequence; next = later[at]) {
      state = { ...state, ...before(next.changes) };
      at += 1;
    }
    const { toState } = JSON.parse(body) as { toState: string | null };
    found.set(sequence, { ...state, currentState: toState, referenceId, updatedAt: recordedAt });
  }
  return found;
}

function before(changes: string): Partial<LeadRecord> {
  const fields = Object.entries(JSON.parse(changes) as LeadChanges);
  return Object.fromEntries(fields.map(([field, [value]]) => [field, value]));
}
