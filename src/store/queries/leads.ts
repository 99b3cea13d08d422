import type { Kysely } from "kysely";
import type { LeadRecord, LeadTarget } from "../../outreach/model.ts";
import { leadOf } from "../lead-row.ts";
import type { Schema } from "../schema.ts";
import { escapeLike } from "./processes.ts";

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

export interface LeadQuery {
  projectId: string;
  processId: string | null;
  state: string | null;
  disposition: string | null;
  incoming: boolean | null;
  /** Part of a name, phone, email or reference. */
  q: string | null;
  /** Lists by update time and id instead of by id. */
  updatedSince: number | null;
  /** Where the page before ended. */
  after: { id: string; updatedAt: number | null } | null;
  limit: number;
}

/** Leads newest first by id; with `updatedSince` by update time and id, oldest first, so that a reader catches up. */
export async function listLeads(db: Db, query: LeadQuery): Promise<LeadRecord[]> {
  let found = db.selectFrom("leads").selectAll().where("project_id", "=", query.projectId);
  if (query.processId !== null) found = found.where("process_id", "=", query.processId);
  if (query.state !== null) found = found.where("current_state", "=", query.state);
  if (query.disposition !== null) found = found.where("last_disposition", "=", query.disposition);
  if (query.incoming !== null) found = found.where("incoming", "=", query.incoming ? 1 : 0);
  if (query.q !== null) {
    const pattern = `%${escapeLike(query.q)}%`;
    found = found.where((eb) =>
      eb.or(
        (["name", "first_name", "last_name", "phone", "email", "reference_id"] as const).map((column) =>
          eb(eb.fn("lower", [column]), "like", pattern),
        ),
      ),
    );
  }
  const { after } = query;
  if (query.updatedSince === null) {
    if (after !== null) found = found.where("id", "<", after.id);
    found = found.orderBy("id", "desc");
  } else {
    found = found.where("updated_at", ">=", query.updatedSince);
    if (after?.updatedAt != null) {
      const { id, updatedAt } = after;
      found = found.where((eb) =>
        eb.or([
          eb("updated_at", ">", updatedAt),
          eb.and([eb("updated_at", "=", updatedAt), eb("id", ">", id)]),
        ]),
      );
    }
    found = found.orderBy("updated_at").orderBy("id");
  }
  return (await found.limit(query.limit).execute()).map(leadOf);
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
