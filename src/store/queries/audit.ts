import type { Kysely } from "kysely";
import type { AuditTable, Schema } from "../schema.ts";

/** Records who changed what; `detail` is JSON without any secret. */
export async function insertAudit(db: Kysely<Schema>, entry: AuditTable): Promise<void> {
  await db.insertInto("audit_log").values(entry).execute();
}

/** The entry with more detail: what is known only once it was done. */
export const withDetail = (entry: AuditTable, more: Record<string, unknown>): AuditTable => ({
  ...entry,
  detail: JSON.stringify({ ...(JSON.parse(entry.detail) as Record<string, unknown>), ...more }),
});
