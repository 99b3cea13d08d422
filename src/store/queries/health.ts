import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

/** What SQLite finds wrong with its file; empty where it is sound. */
export async function integrity(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check`.execute(db);
  return rows.map((row) => row.quick_check).filter((text) => text !== "ok");
}

/** A sealed secret of any callback, to try the key on, or null where nothing is sealed yet. */
export async function someSealedSecret(db: Kysely<Schema>): Promise<string | null> {
  const row = await db.selectFrom("callbacks").select("secret").limit(1).executeTakeFirst();
  return row?.secret ?? null;
}
