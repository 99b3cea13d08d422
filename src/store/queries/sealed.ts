import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

type Db = Kysely<Schema>;

/** Every column that holds a secret sealed with `SECRET_KEY`; one that is not here is not reached by a rotation. */
const sealedColumns = [
  { table: "callbacks", column: "secret" },
  { table: "callbacks", column: "previous_secret" },
  { table: "callbacks", column: "auth_secret" },
  { table: "voice_providers", column: "secret" },
] as const;

/** One stored secret, sealed. */
export interface SealedSecret {
  /** Which of the columns that hold some. */
  place: number;
  id: string;
  sealed: string;
}

/** How many stored secrets were sealed with each key, by key id. */
export async function sealedByKey(db: Db): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { table, column } of sealedColumns) {
    const { rows } = await sql<{ key: string; count: number | string | bigint }>`
      select substr(${sql.ref(column)}, 1, 8) as key, count(*) as count
      from ${sql.table(table)} where ${sql.ref(column)} is not null group by 1`.execute(db);
    for (const { key, count } of rows) found[key] = (found[key] ?? 0) + Number(count);
  }
  return found;
}

/** Secrets that were sealed with other keys than this one, at most `limit`. */
export async function sealedOtherwise(
  db: Db,
  { keyId, limit }: { keyId: string; limit: number },
): Promise<SealedSecret[]> {
  const found: SealedSecret[] = [];
  for (const [place, { table, column }] of sealedColumns.entries()) {
    const { rows } = await sql<{ id: string; sealed: string }>`
      select id, ${sql.ref(column)} as sealed from ${sql.table(table)}
      where ${sql.ref(column)} is not null and substr(${sql.ref(column)}, 1, 8) <> ${keyId}
      limit ${limit - found.length}`.execute(db);
    found.push(...rows.map(({ id, sealed }) => ({ place, id, sealed })));
    if (found.length === limit) break;
  }
  return found;
}

/** Puts secrets sealed anew in place of those that were read, but for what was changed meanwhile; returns how many. */
export async function resealSecrets(
  db: Db,
  { secrets }: { secrets: readonly (SealedSecret & { resealed: string })[] },
): Promise<number> {
  let count = 0;
  for (const { place, id, sealed, resealed } of secrets) {
    const { table, column } = sealedColumns[place] ?? sealedColumns[0];
    const { rows } = await sql`
      update ${sql.table(table)} set ${sql.ref(column)} = ${resealed}
      where id = ${id} and ${sql.ref(column)} = ${sealed} returning id`.execute(db);
    count += rows.length;
  }
  return count;
}
