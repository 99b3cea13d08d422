import type { DatabaseSync } from "node:sqlite";
import type { LeadRecord } from "../../outreach/model.ts";
import type { LeadStatements } from "../engine.ts";
import { isRenamed } from "../lead-row.ts";
import { insertMany } from "./insert-many.ts";

const columns = `id, project_id, process_id, group_id, name, first_name, last_name, phone, email, reference_id,
  current_state, last_disposition, metadata, incoming, sequence, last_activity_id, on_call_since,
  on_call_provider_call_id, created_at, updated_at`;

/** A row of `columns` as an array: naming twenty columns for each row costs more than finding it. */
type LeadRow = [
  ...ids: [string, string, string, string | null],
  ...names: [string | null, string | null, string | null],
  ...unique: [phone: string | null, email: string | null, reference: string | null],
  ...state: [
    string | null,
    string | null,
    metadata: string,
    incoming: number,
    sequence: number,
    string | null,
  ],
  ...call: [number | null, string | null],
  ...times: [number, number],
];

function leadOf(row: LeadRow): LeadRecord {
  return {
    id: row[0],
    projectId: row[1],
    processId: row[2],
    groupId: row[3],
    name: row[4],
    firstName: row[5],
    lastName: row[6],
    phone: row[7],
    email: row[8],
    referenceId: row[9],
    currentState: row[10],
    lastDisposition: row[11],
    metadata: row[12],
    incoming: row[13] === 1,
    sequence: row[14],
    lastActivityId: row[15],
    onCallSince: row[16],
    onCallProviderCallId: row[17],
    createdAt: row[18],
    updatedAt: row[19],
  };
}

/** Leads, activities and updates: look-ups by the index named beside each statement, and inserts. */
export function leadStatements(handle: DatabaseSync): LeadStatements {
  const find = (where: string) => {
    const statement = handle.prepare(`select ${columns} from leads where ${where}`);
    statement.setReturnArrays(true);
    return (...key: string[]) => (statement.all(...key) as unknown as LeadRow[]).map(leadOf);
  };
  // leads' primary key
  const byId = find("id = ? and project_id = ?");
  // leads_by_reference
  const byReference = find("process_id = ? and reference_id = ? and project_id = ?");
  // leads_by_phone
  const byPhone = find("project_id = ? and phone = ?");
  // leads_by_email
  const byEmail = find("project_id = ? and email = ?");
  // leads_by_reference, leads' primary key
  const byWantedReference = find(
    "process_id = (select own.process_id from leads own where own.id = ?) and reference_id = ? and project_id = ?",
  );
  const insertLeads = insertMany(
    handle,
    `leads (${columns})`,
    `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertActivities = insertMany(
    handle,
    `activities (id, project_id, process_id, lead_id, type, sequence, last_activity_id, recorded_at,
       reference_id, triggers, body, extra, changes, lead)`,
    `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertUpdates = insertMany(
    handle,
    `updates (id, project_id, process_id, lead_id, user_id, success, error, body, created_at)`,
    `(?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // What a report changes, apart from what only an update of the lead can: the fewer columns the faster.
  const touchLead = handle.prepare(
    `update leads set current_state = ?, last_disposition = ?, incoming = ?, sequence = ?, last_activity_id = ?,
       on_call_since = ?, on_call_provider_call_id = ?, updated_at = ?
     where id = ?`,
  );
  const renameLead = handle.prepare(
    `update leads set name = ?, first_name = ?, last_name = ?, phone = ?, email = ?, reference_id = ?, metadata = ?
     where id = ?`,
  );

  return {
    leadsById: (keys) => keys.flatMap((key) => byId(key.id, key.projectId)),
    leadsByReference: (keys) =>
      keys.flatMap((key) => byReference(key.processId, key.referenceId, key.projectId)),
    leadsByPhone: (keys) => keys.flatMap((key) => byPhone(key.projectId, key.phone)),
    leadsByEmail: (keys) => keys.flatMap((key) => byEmail(key.projectId, key.email)),
    leadsByWantedReference: (keys) =>
      keys.flatMap((key) => byWantedReference(key.id, key.referenceId, key.projectId)),
    insertLeads(leads) {
      insertLeads(
        leads.map((lead) => [
          lead.id,
          lead.projectId,
          lead.processId,
          lead.groupId,
          lead.name,
          lead.firstName,
          lead.lastName,
          lead.phone,
          lead.email,
          lead.referenceId,
          lead.currentState,
          lead.lastDisposition,
          lead.metadata,
          lead.incoming ? 1 : 0,
          lead.sequence,
          lead.lastActivityId,
          lead.onCallSince,
          lead.onCallProviderCallId,
          lead.createdAt,
          lead.updatedAt,
        ]),
      );
    },
    updateLeads(changes) {
      for (const { before, after } of changes) {
        touchLead.run(
          after.currentState,
          after.lastDisposition,
          after.incoming ? 1 : 0,
          after.sequence,
          after.lastActivityId,
          after.onCallSince,
          after.onCallProviderCallId,
          after.updatedAt,
          after.id,
        );
        if (!isRenamed(before, after)) continue;
        const { name, firstName, lastName, phone, email, referenceId, metadata, id } = after;
        renameLead.run(name, firstName, lastName, phone, email, referenceId, metadata, id);
      }
    },
    insertActivities(activities) {
      insertActivities(
        activities.map((activity) => [
          activity.id,
          activity.projectId,
          activity.processId,
          activity.leadId,
          activity.type,
          activity.sequence,
          activity.lastActivityId,
          activity.recordedAt,
          activity.referenceId,
          JSON.stringify(activity.triggers),
          activity.body,
          activity.extra,
          activity.changes,
          activity.lead,
        ]),
      );
    },
    insertUpdates(updates) {
      insertUpdates(
        updates.map((update) => [
          update.id,
          update.projectId,
          update.processId,
          update.leadId,
          update.userId,
          update.success ? 1 : 0,
          update.error,
          update.body,
          update.createdAt,
        ]),
      );
    },
  };
}
