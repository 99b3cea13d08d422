import type { AttemptRecord } from "../../contract/delivery.ts";
import { shownStatus } from "../../store/committed.ts";
import type { CausedDelivery } from "../../store/queries/deliveries.ts";
import type { DeliveryRow } from "../../store/queries/delivery-row.ts";
import { noProcess } from "../../store/queries/operational.ts";
import type { AttemptTable } from "../../store/schema.ts";

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

/** The state of a delivery as a person reads it: `pending` is waiting or retrying. */
const inWords = (row: { status: string; attempts: number }) =>
  row.status === "pending" && row.attempts === 0 ? "waiting" : shownStatus(row);

/** A delivery as a chip beside the activity that caused it. */
export function presentCaused(row: CausedDelivery) {
  return {
    id: row.id,
    callbackId: row.callback_id,
    callbackName: row.callback_name,
    status: row.status,
    shownStatus: inWords(row),
    attempts: row.attempts,
    lastStatusCode: row.last_status_code,
  };
}

/** A delivery as lists show it. */
export function presentDelivery(row: DeliveryRow) {
  return {
    id: row.id,
    kind: row.kind,
    callbackId: row.callback_id,
    callbackName: row.callback_name,
    callbackRemoved: row.callback_removed_at !== null,
    processId: row.process_id === noProcess ? null : row.process_id,
    processName: row.process_name,
    leadId: row.lead_id,
    lead:
      row.lead_id === null
        ? null
        : { id: row.lead_id, name: row.lead_name, referenceId: row.lead_reference_id },
    activityId: row.activity_id,
    activity: row.activity,
    updateId: row.update_id,
    status: row.status,
    shownStatus: inWords(row),
    paused: row.callback_paused_at !== null && (row.status === "pending" || row.status === "held"),
    triggers: row.triggers === null ? [] : (JSON.parse(row.triggers) as string[]),
    payloadFormat: row.kind === "operational" ? null : row.payload_format,
    attempts: row.attempts,
    nextAttemptAt: row.status === "pending" ? isoOrNull(row.due_at) : null,
    createdAt: iso(row.created_at),
    endedAt: isoOrNull(row.ended_at),
    lastStatusCode: row.last_status_code,
    lastError: row.last_error,
    lastErrorClass: row.last_error_class,
    hint: row.hint,
    /** Of the last attempt. */
    durationMs: row.duration_ms,
  };
}

/** The parts of an attempt's record that are stored as JSON. */
export type StoredAttempt = Pick<
  AttemptRecord,
  "url" | "requestHeaders" | "response" | "error" | "timings" | "hint"
>;

/** One attempt with the exact request, secrets masked, and what came back. */
export function presentAttempt(number: number, at: number, record: StoredAttempt, body: string) {
  return {
    number,
    at: iso(at),
    url: record.url,
    request: { headers: record.requestHeaders, body },
    response: record.response,
    error: record.error,
    timings: record.timings,
    hint: record.hint,
  };
}

export function presentStoredAttempt(row: AttemptTable, body: string) {
  return presentAttempt(row.number, row.at, JSON.parse(row.record) as StoredAttempt, body);
}
