import type { Kysely } from "kysely";
import type { LeadRecord, LeadTarget } from "../../outreach/model.ts";
import { leadOf } from "../lead-row.ts";
import type { Schema } from "../schema.ts";

type Db = Kysely<Schema>;

export async function leadByTarget(
  db: Db,
  key: { projectId: string; target: LeadTarget },
): Promise<LeadRecord | undefined> {
  const found = db.selectFrom("leads").selectAll().where("project_id", "=", key.projectId);
  const row =
    "leadId" in key.target
      ? await found.where("id", "=", key.target.leadId).executeTakeFirst()
      : await found
          .where("process_id", "=", key.target.processId)
          .where("reference_id", "=", key.target.referenceId)
          .executeTakeFirst();
  return row && leadOf(row);
}

/** The lead of a process with a phone number (E.164). */
export async function leadByPhone(
  db: Db,
  key: { projectId: string; processId: string; phone: string },
): Promise<LeadRecord | undefined> {
  const row = await db
    .selectFrom("leads")
    .selectAll()
    .where("project_id", "=", key.projectId)
    .where("phone", "=", key.phone)
    .where("process_id", "=", key.processId)
    .executeTakeFirst();
  return row && leadOf(row);
}

/** Leads whose call has been in progress since before a time, oldest first. */
export async function forgottenCalls(
  db: Db,
  query: { before: number; limit: number },
): Promise<{ projectId: string; leadId: string; since: number }[]> {
  const rows = await db
    .selectFrom("leads")
    .select(["project_id", "id", "on_call_since"])
    .where("on_call_since", "is not", null)
    .where("on_call_since", "<=", query.before)
    .orderBy("on_call_since")
    .limit(query.limit)
    .execute();
  return rows.map((row) => ({ projectId: row.project_id, leadId: row.id, since: row.on_call_since ?? 0 }));
}
