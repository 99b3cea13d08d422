import type { DatabaseSync } from "node:sqlite";
import type { HotStatements } from "../engine.ts";
import { leadOf } from "../lead-row.ts";
import type { LeadTable } from "../schema.ts";

type LeadStatements = Pick<
  HotStatements,
  | "leadsById"
  | "leadsByReference"
  | "leadsByPhone"
  | "leadsByEmail"
  | "insertLeads"
  | "updateLeads"
  | "insertActivities"
  | "insertUpdates"
>;

/** Leads, activities and updates: look-ups by the index named beside each statement, and inserts. */
export function leadStatements(handle: DatabaseSync): LeadStatements {
  // leads' primary key
  const byId = handle.prepare(`select * from leads where id = ?`);
  // leads_by_reference
  const byReference = handle.prepare(`select * from leads where process_id = ? and reference_id = ?`);
  // leads_by_phone
  const byPhone = handle.prepare(`select * from leads where project_id = ? and phone = ?`);
  // leads_by_email
  const byEmail = handle.prepare(`select * from leads where project_id = ? and email = ?`);
  const insertLead = handle.prepare(
    `insert into leads (id, project_id, process_id, group_id, name, first_name, last_name, phone, email,
       reference_id, current_state, last_disposition, metadata, incoming, sequence, last_activity_id,
       on_call_since, on_call_provider_call_id, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertActivity = handle.prepare(
    `insert into activities (id, project_id, process_id, lead_id, type, sequence, last_activity_id, recorded_at,
       reference_id, triggers, body, extra, changes, lead)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertUpdate = handle.prepare(
    `insert into updates (id, project_id, process_id, lead_id, user_id, success, error, body, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // What every report changes, apart from what only an update of the lead can: unchanged index columns named in
  // an update cost their look-ups.
  const touchLead = handle.prepare(
    `update leads set current_state = ?, last_disposition = ?, incoming = ?, sequence = ?, last_activity_id = ?,
       on_call_since = ?, on_call_provider_call_id = ?, updated_at = ?, metadata = ?
     where id = ?`,
  );
  const renameLead = handle.prepare(
    `update leads set name = ?, first_name = ?, last_name = ?, phone = ?, email = ?, reference_id = ?
     where id = ?
       and (name is not ?1 or first_name is not ?2 or last_name is not ?3 or phone is not ?4 or email is not ?5
         or reference_id is not ?6)`,
  );
  const rows = (found: unknown[]) => (found as LeadTable[]).map(leadOf);

  return {
    leadsById: (ids) => ids.flatMap((id) => rows(byId.all(id))),
    leadsByReference: (keys) => keys.flatMap((key) => rows(byReference.all(key.processId, key.referenceId))),
    leadsByPhone: (keys) => keys.flatMap((key) => rows(byPhone.all(key.projectId, key.phone))),
    leadsByEmail: (keys) => keys.flatMap((key) => rows(byEmail.all(key.projectId, key.email))),
    insertLeads(leads) {
      for (const lead of leads) {
        insertLead.run(
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
        );
      }
    },
    updateLeads(leads) {
      for (const lead of leads) {
        touchLead.run(
          lead.currentState,
          lead.lastDisposition,
          lead.incoming ? 1 : 0,
          lead.sequence,
          lead.lastActivityId,
          lead.onCallSince,
          lead.onCallProviderCallId,
          lead.updatedAt,
          lead.metadata,
          lead.id,
        );
        renameLead.run(
          lead.name,
          lead.firstName,
          lead.lastName,
          lead.phone,
          lead.email,
          lead.referenceId,
          lead.id,
        );
      }
    },
    insertActivities(activities) {
      for (const activity of activities) {
        insertActivity.run(
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
        );
      }
    },
    insertUpdates(updates) {
      for (const update of updates) {
        insertUpdate.run(
          update.id,
          update.projectId,
          update.processId,
          update.leadId,
          update.userId,
          update.success ? 1 : 0,
          update.error,
          update.body,
          update.createdAt,
        );
      }
    },
  };
}
