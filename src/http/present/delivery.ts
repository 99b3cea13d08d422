import type { AttemptRecord } from "../../contract/delivery.ts";
import type { DeliveryRow } from "../../store/queries/deliveries.ts";
import type { AttemptTable } from "../../store/schema.ts";

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

/** A delivery as lists show it. */
export function presentDelivery(row: DeliveryRow) {
  return {
    id: row.id,
    kind: row.kind,
    callbackId: row.callback_id,
    callbackName: row.callback_name,
    processId: row.process_id,
    leadId: row.lead_id,
    activityId: row.activity_id,
    updateId: row.update_id,
    status: row.status,
    paused: row.callback_paused_at !== null && (row.status === "pending" || row.status === "held"),
    triggers: row.triggers === null ? [] : (JSON.parse(row.triggers) as string[]),
    payloadFormat: row.payload_format,
    attempts: row.attempts,
    nextAttemptAt: row.status === "pending" ? isoOrNull(row.due_at) : null,
    createdAt: iso(row.created_at),
    endedAt: isoOrNull(row.ended_at),
    lastStatusCode: row.last_status_code,
    lastError: row.last_error,
    hint: row.hint,
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
