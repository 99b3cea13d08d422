import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

/** What SQLite finds wrong with its file; empty where it is sound. */
export async function integrity(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check`.execute(db);
  return rows.map((row) => row.quick_check).filter((text) => text !== "ok");
}
