import type { ActivityRecord, LeadRecord, UpdateRecord } from "../../outreach/model.ts";
import type { LeadStatements } from "../engine.ts";
import { isRenamed, leadOf } from "../lead-row.ts";
import type { LeadTable } from "../schema.ts";
import type { Runs } from "./pipe.ts";
import { type Column, insertMany, statement } from "./statement.ts";

const leadColumns: readonly Column<LeadRecord>[] = [
  ["id", "text", (lead) => lead.id],
  ["project_id", "text", (lead) => lead.projectId],
  ["process_id", "text", (lead) => lead.processId],
  ["group_id", "text", (lead) => lead.groupId],
  ["name", "text", (lead) => lead.name],
  ["first_name", "text", (lead) => lead.firstName],
  ["last_name", "text", (lead) => lead.lastName],
  ["phone", "text", (lead) => lead.phone],
  ["email", "text", (lead) => lead.email],
  ["reference_id", "text", (lead) => lead.referenceId],
  ["current_state", "text", (lead) => lead.currentState],
  ["last_disposition", "text", (lead) => lead.lastDisposition],
  ["metadata", "text", (lead) => lead.metadata],
  ["incoming", "bigint", (lead) => (lead.incoming ? 1 : 0)],
  ["sequence", "bigint", (lead) => lead.sequence],
  ["last_activity_id", "text", (lead) => lead.lastActivityId],
  ["on_call_since", "bigint", (lead) => lead.onCallSince],
  ["on_call_provider_call_id", "text", (lead) => lead.onCallProviderCallId],
  ["created_at", "bigint", (lead) => lead.createdAt],
  ["updated_at", "bigint", (lead) => lead.updatedAt],
];

const activityColumns: readonly Column<ActivityRecord>[] = [
  ["id", "text", (activity) => activity.id],
  ["project_id", "text", (activity) => activity.projectId],
  ["process_id", "text", (activity) => activity.processId],
  ["lead_id", "text", (activity) => activity.leadId],
  ["type", "text", (activity) => activity.type],
  ["sequence", "bigint", (activity) => activity.sequence],
  ["last_activity_id", "text", (activity) => activity.lastActivityId],
  ["recorded_at", "bigint", (activity) => activity.recordedAt],
  ["reference_id", "text", (activity) => activity.referenceId],
  ["triggers", "text", (activity) => JSON.stringify(activity.triggers)],
  ["body", "text", (activity) => activity.body],
  ["extra", "text", (activity) => activity.extra],
  ["changes", "text", (activity) => activity.changes],
  ["lead", "text", (activity) => activity.lead],
];

const updateColumns: readonly Column<UpdateRecord>[] = [
  ["id", "text", (update) => update.id],
  ["project_id", "text", (update) => update.projectId],
  ["process_id", "text", (update) => update.processId],
  ["lead_id", "text", (update) => update.leadId],
  ["user_id", "text", (update) => update.userId],
  ["success", "bigint", (update) => (update.success ? 1 : 0)],
  ["error", "text", (update) => update.error],
  ["body", "text", (update) => update.body],
  ["created_at", "bigint", (update) => update.createdAt],
];

/** What a report changes of a lead, and what only an update of it can: written apart, the fewer columns the faster. */
const touched = pick("current_state last_disposition incoming sequence last_activity_id on_call_since");
const touchedToo = pick("on_call_provider_call_id updated_at");
const renamed = pick("name first_name last_name phone email reference_id metadata");

function pick(names: string): Column<LeadRecord>[] {
  const wanted = names.split(" ");
  return leadColumns.filter(([name]) => wanted.includes(name));
}

/** Leads, activities and updates: look-ups by the index named beside each statement, and inserts. */
export function leadStatements(client: Runs): LeadStatements {
  const insertLeads = insertMany<LeadRecord>(client, "leads", leadColumns);
  const insertActivities = insertMany<ActivityRecord>(client, "activities", activityColumns);
  const insertUpdates = insertMany<UpdateRecord>(client, "updates", updateColumns);
  // Columns by name: a newer version may add one while this one runs, and a prepared `*` would fail from then on.
  const columns = leadColumns.map(([name]) => `leads.${name}`).join(", ");
  const by = (name: string, ...fields: string[]) => {
    const key = ["project_id", ...fields];
    const arrays = key.map((_, index) => `$${index + 1}::text[]`).join(", ");
    return statement<LeadTable>(
      client,
      name,
      `select ${columns} from leads join unnest(${arrays}) as k(${key.join(", ")})
         on ${key.map((field) => `leads.${field} = k.${field}`).join(" and ")}`,
    );
  };
  // leads_of_project
  const byId = by("leads_by_id", "id");
  // leads_by_reference
  const byReference = by("leads_by_reference", "process_id", "reference_id");
  // leads_by_phone
  const byPhone = by("leads_by_phone", "phone");
  // leads_by_email
  const byEmail = by("leads_by_email", "email");
  // leads_of_project, leads_by_reference
  const byWantedReference = statement<LeadTable>(
    client,
    "leads_by_wanted_reference",
    `select ${columns} from leads
       join (leads own join unnest($1::text[], $2::text[], $3::text[]) as k(project_id, id, reference_id)
         on own.project_id = k.project_id and own.id = k.id)
       on leads.project_id = own.project_id and leads.process_id = own.process_id
         and leads.reference_id = k.reference_id`,
  );
  const touchLeads = updateMany(client, "touch_leads", [...touched, ...touchedToo]);
  const renameLeads = updateMany(client, "rename_leads", renamed);

  return {
    leadsById: async (keys) =>
      keys.length === 0
        ? []
        : (
            await byId(
              keys.map((key) => key.projectId),
              keys.map((key) => key.id),
            )
          ).map(leadOf),
    leadsByReference: async (keys) =>
      (
        await byReference(
          keys.map((key) => key.projectId),
          keys.map((key) => key.processId),
          keys.map((key) => key.referenceId),
        )
      ).map(leadOf),
    leadsByPhone: async (keys) =>
      (
        await byPhone(
          keys.map((key) => key.projectId),
          keys.map((key) => key.phone),
        )
      ).map(leadOf),
    leadsByEmail: async (keys) =>
      (
        await byEmail(
          keys.map((key) => key.projectId),
          keys.map((key) => key.email),
        )
      ).map(leadOf),
    leadsByWantedReference: async (keys) =>
      (
        await byWantedReference(
          keys.map((key) => key.projectId),
          keys.map((key) => key.id),
          keys.map((key) => key.referenceId),
        )
      ).map(leadOf),
    insertLeads: async (leads) => void (await insertLeads(leads)),
    async updateLeads(changes) {
      const all = [...changes];
      const renamed = all.filter(({ before, after }) => isRenamed(before, after));
      await Promise.all([
        touchLeads(all.map(({ after }) => after)),
        renameLeads(renamed.map(({ after }) => after)),
      ]);
    },
    insertActivities: async (activities) => void (await insertActivities(activities)),
    insertUpdates: async (updates) => void (await insertUpdates(updates)),
  };
}

/** A prepared update of any number of leads by their project and id. */
function updateMany(
  client: Runs,
  name: string,
  columns: readonly Column<LeadRecord>[],
): (leads: readonly LeadRecord[]) => Promise<void> {
  const names = columns.map(([column]) => column);
  const arrays = columns.map(([, type], index) => `$${index + 3}::${type}[]`);
  const text = `update leads set ${names.map((column) => `${column} = new.${column}`).join(", ")}
    from unnest($1::text[], $2::text[], ${arrays.join(", ")}) as new(project_id, id, ${names.join(", ")})
    where leads.project_id = new.project_id and leads.id = new.id`;
  const run = statement(client, name, text);
  return async (leads) => {
    if (leads.length === 0) return;
    await run(
      leads.map((lead) => lead.projectId),
      leads.map((lead) => lead.id),
      ...columns.map(([, , value]) => leads.map((lead) => value(lead))),
    );
  };
}
