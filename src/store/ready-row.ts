import type { HistoryEntry } from "../callbacks/payload.ts";
import type { PayloadFormat, Trigger } from "../contract/words.ts";
import type { ReadyRow } from "./engine.ts";

/** Columns of a delivery joined with what its body is made of, as every engine selects them. */
export interface ReadyColumns {
  n: number;
  id: string;
  project_id: string;
  process_id: string;
  callback_id: string;
  lead_id: string | null;
  attempts: number;
  step: number;
  lane: number;
  created_at: number;
  traceparent: string | null;
  payload_format: PayloadFormat;
  own_body: string | null;
  activity_id: string | null;
  last_activity_id: string | null;
  reference_id: string | null;
  recorded_at: number;
  sequence: number;
  triggers: string;
  body: string;
  lead: string | null;
  /** Where the engine reads it along. */
  history?: HistoryEntry[] | null;
}

/** The row as the rest of the store has it. */
export function readyRowOf(row: ReadyColumns): ReadyRow {
  return {
    n: row.n,
    id: row.id,
    projectId: row.project_id,
    processId: row.process_id,
    callbackId: row.callback_id,
    leadId: row.lead_id,
    attempts: row.attempts,
    step: row.step,
    lane: row.lane,
    owedAt: row.created_at,
    traceparent: row.traceparent,
    payloadFormat: row.payload_format,
    body: row.own_body,
    activity:
      row.activity_id === null
        ? null
        : {
            activityId: row.activity_id,
            leadId: row.lead_id ?? "",
            lastActivityId: row.last_activity_id,
            processId: row.process_id,
            referenceId: row.reference_id,
            timestamp: row.recorded_at,
            sequence: row.sequence,
            triggers: JSON.parse(row.triggers) as Trigger[],
            body: row.body,
          },
    lead: row.lead,
    ...(row.history === undefined ? {} : { history: row.history }),
  };
}
