import type { Kysely } from "kysely";
import { firstIdOf } from "../../platform/ids.ts";
import type { Schema } from "../schema.ts";

/**
 * Rows are numbered as they were committed: the number of the first delivery of a project that was owed at a time (ms
 * since the epoch) or later, or null for none. By deliveries_by_id.
 */
export async function firstNumberSince(
  db: Kysely<Schema>,
  projectId: string,
  at: number,
): Promise<number | null> {
  const row = await db
    .selectFrom("deliveries")
    .select("n")
    .where("project_id", "=", projectId)
    .where("id", ">=", firstIdOf(at))
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row?.n ?? null;
}
