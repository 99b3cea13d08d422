import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Schema } from "../schema.ts";
import type { CopiedTable, Key, Row } from "./tables.ts";

/** Rows that are read at once. */
export const pageRows = 500;

/**
 * A page of a table in the order of its key, compared byte by byte on both engines.
 *
 * @param after the key of the row before; null begins
 */
export async function readPage(
  db: Kysely<Schema>,
  engine: "sqlite" | "postgres",
  { name, key }: CopiedTable,
  after: Key | null,
): Promise<Row[]> {
  const columns = key.map((column) =>
    engine === "postgres" && isText(column) ? sql`${sql.ref(column)} collate "C"` : sql.ref(column),
  );
  const behind =
    after === null
      ? sql`true`
      : sql`(${sql.join(columns)}) > (${sql.join(after.map((value) => sql`${value}`))})`;
  const { rows } = await sql<Row>`select * from ${sql.table(name)} where ${behind}
    order by ${sql.join(columns)} limit ${sql.lit(pageRows)}`.execute(db);
  return rows;
}

/** Numbers are keys of these names only. */
const isText = (column: string): boolean => !["n", "number", "delivery_n"].includes(column);

export async function countRows(db: Kysely<Schema>, table: CopiedTable): Promise<number> {
  const { rows } = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(table.name)}`.execute(
    db,
  );
  return Number(rows[0]?.rows ?? 0);
}

/** SHA-256 of these columns of a row, whatever their order. */
export function checksumOf(row: Row, columns: readonly string[]): string {
  const values = columns.toSorted().map((column) => [column, row[column]]);
  return createHash("sha256").update(JSON.stringify(values)).digest("hex");
}
