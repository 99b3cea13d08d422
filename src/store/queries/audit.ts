import type { Kysely } from "kysely";
import type { AuditTable, Schema } from "../schema.ts";

/** Records who changed what; `detail` is JSON without any secret. */
export async function insertAudit(db: Kysely<Schema>, entry: AuditTable): Promise<void> {
  await db.insertInto("audit_log").values(entry).execute();
}

/** Entries of a project, newest first. */
export async function listAudit(
  db: Kysely<Schema>,
  query: { projectId: string; before: string | null; limit: number },
): Promise<AuditTable[]> {
  let found = db.selectFrom("audit_log").selectAll().where("project_id", "=", query.projectId);
  if (query.before !== null) found = found.where("id", "<", query.before);
  return found.orderBy("id", "desc").limit(query.limit).execute();
}
