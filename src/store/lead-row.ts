import type { LeadRecord } from "../outreach/model.ts";
import type { LeadTable } from "./schema.ts";

/** A lead's row as its record. */
export function leadOf(row: LeadTable): LeadRecord {
  return {
    id: row.id,
    projectId: row.project_id,
    processId: row.process_id,
    groupId: row.group_id,
    name: row.name,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    email: row.email,
    referenceId: row.reference_id,
    currentState: row.current_state,
    lastDisposition: row.last_disposition,
    metadata: row.metadata,
    incoming: row.incoming === 1,
    sequence: row.sequence,
    lastActivityId: row.last_activity_id,
    onCallSince: row.on_call_since,
    onCallProviderCallId: row.on_call_provider_call_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Whether a change touches what only an update of the lead can, so that the other columns must be written too. */
export function isRenamed(before: LeadRecord, after: LeadRecord): boolean {
  return (
    before.name !== after.name ||
    before.firstName !== after.firstName ||
    before.lastName !== after.lastName ||
    before.phone !== after.phone ||
    before.email !== after.email ||
    before.referenceId !== after.referenceId ||
    before.metadata !== after.metadata
  );
}
