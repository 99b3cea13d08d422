import type { PayloadFormat, Trigger } from "../contract/words.ts";
import { quote } from "./activity-body.ts";

/** `lead_history` carries at most this many activities, newest first. */
export const historyActivities = 100;
/** `lead_history` is at most this long, in bytes of UTF-8. */
export const historyBytes = 256 * 1024;

/** The envelope of one activity, with the JSON text of its `activity` object. */
export interface ActivityEnvelope {
  activityId: string;
  leadId: string;
  lastActivityId: string | null;
  processId: string;
  referenceId: string | null;
  /** When it was recorded, ms since the epoch. */
  timestamp: number;
  sequence: number;
  triggers: readonly Trigger[];
  body: string;
}

/** One earlier activity, as `lead_history` lists it. */
export type HistoryEntry = Pick<ActivityEnvelope, "activityId" | "sequence" | "timestamp" | "body">;

/** Outcome of `leads/update` (API.md "What a receiver gets", last line). */
export interface UpdateOutcome {
  updateId: string;
  success: boolean;
  error: string | null;
  leadId: string;
  referenceId: string | null;
  /** Ms since the epoch. */
  timestamp: number;
  /** The whole metadata after merging, as JSON text; null where the update was refused. */
  data: string | null;
}

/** Ids are hex and need no escaping. */
const quoteId = (id: string | null): string => (id === null ? "null" : `"${id}"`);

/**
 * The body of an `activity_update`: the envelope put around the stored JSON text of the activity, without
 * parsing it again. Keys stand in the order of API.md.
 */
export function activityUpdate(envelope: ActivityEnvelope): string {
  return (
    `{"action_type":"update","activityId":"${envelope.activityId}","leadId":"${envelope.leadId}",` +
    `"lastActivityId":${quoteId(envelope.lastActivityId)},"processId":"${envelope.processId}",` +
    `"referenceId":${quote(envelope.referenceId)},"timestamp":${envelope.timestamp},` +
    `"sequence":${envelope.sequence},"triggers":${JSON.stringify(envelope.triggers)},"activity":${envelope.body}}`
  );
}

/** `lead_update`: the same plus `lead`, as it stood at that activity (JSON text). */
export function leadUpdate(envelope: ActivityEnvelope, lead: string): string {
  return `${activityUpdate(envelope).slice(0, -1)},"lead":${lead}}`;
}

/**
 * `lead_history`: `lead_update` plus the lead's activities.
 *
 * @param history newest first, this activity included; what is over the limits is cut from the oldest end and
 * said so by `activitiesTruncated`
 */
export function leadHistory(
  envelope: ActivityEnvelope,
  lead: string,
  history: readonly HistoryEntry[],
): string {
  const head = `${leadUpdate(envelope, lead).slice(0, -1)},"activities":[`;
  const tail = `],"activitiesTruncated":true}`;
  let room = historyBytes - Buffer.byteLength(head) - Buffer.byteLength(tail);
  const entries: string[] = [];
  for (const activity of history.slice(0, historyActivities)) {
    const entry =
      `{"activityId":"${activity.activityId}","sequence":${activity.sequence},` +
      `"timestamp":${activity.timestamp},${activity.body.slice(1)}`;
    room -= Buffer.byteLength(entry) + 1;
    if (room < 0) break;
    entries.push(entry);
  }
  const whole = entries.length === history.length;
  return head + entries.join(",") + (whole ? "]}" : tail);
}

/** The body that a format asks for. `lead` and `history` may be null where the format does not need them. */
export function payloadOf(
  format: PayloadFormat,
  envelope: ActivityEnvelope,
  lead: string | null,
  history: readonly HistoryEntry[] | null,
): string {
  switch (format) {
    case "activity_update":
      return activityUpdate(envelope);
    case "lead_update":
      return leadUpdate(envelope, lead ?? "null");
    case "lead_history":
      return leadHistory(envelope, lead ?? "null", history ?? []);
  }
}

/** The body that tells the outcome of a `leads/update`. */
export function updateOutcomeBody(outcome: UpdateOutcome): string {
  return (
    `{"action_type":"update","updateId":"${outcome.updateId}","success":${outcome.success},` +
    `"error":${quote(outcome.error)},"leadId":"${outcome.leadId}","referenceId":${quote(outcome.referenceId)},` +
    `"timestamp":${outcome.timestamp},"data":${outcome.data ?? "null"}}`
  );
}
