import { noProcess } from "../../store/queries/operational.ts";
import type { JobTable } from "../../store/schema.ts";

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** A job with its progress; `total` is null until it was counted. */
export function presentJob(row: JobTable) {
  return {
    id: row.id,
    kind: row.kind,
    callbackId: row.callback_id,
    processId: row.process_id === noProcess ? null : row.process_id,
    status: row.status,
    since: iso(row.since),
    until: iso(row.until),
    only: row.selection,
    total: row.total,
    done: row.done,
    error: row.error,
    createdAt: iso(row.created_at),
    endedAt: iso(row.ended_at),
  };
}
