import { type Kysely, sql } from "kysely";
import { overPool } from "../postgres/dialect.ts";
import { openPool } from "../postgres/engine.ts";
import { migratePostgres } from "../postgres/host.ts";
import type { Schema } from "../schema.ts";
import { openSqliteReader, openSqliteWriter } from "../sqlite/engine.ts";
import { lockForNode } from "../sqlite/node-lock.ts";
import { checksumOf, countRows, readPage } from "./pages.ts";
import { type CopiedTable, copiedTables, type Key, keyOf, type Row } from "./tables.ts";

/** What a person can mend; nothing that was copied before is lost by it. */
export class CopyRefused extends Error {
  override name = "CopyRefused";
}

export interface CopyProgress {
  step: "copying" | "verifying";
  table: string;
  rows: number;
  total: number;
}

export interface CopyOptions {
  /** Path of the embedded database; nothing may run on it. */
  file: string;
  /** The PostgreSQL database: an empty one, or one that an earlier copy of the same file did not finish. */
  url: string;
  onProgress?: (progress: CopyProgress) => void;
}

/**
 * Copies an embedded database to PostgreSQL, page by page: each is one transaction with the position that it ends
 * at, so that a copy that was cut off goes on where it stood. Then every row of both is read again and compared.
 *
 * @returns how many rows each table has
 * @throws CopyRefused where the target holds something else, or a row differs
 * @throws Error where a Ringback runs on the file
 */
export async function copyToPostgres(options: CopyOptions): Promise<Record<string, number>> {
  const unlock = lockForNode(options.file);
  try {
    // The same schema on both sides.
    await (await openSqliteWriter(options.file)).close();
    await migratePostgres(options.url);
    const from = openSqliteReader(options.file);
    const to = overPool(openPool(options.url, "write"));
    try {
      await begin(to);
      for (const table of copiedTables) await copyTable(from, to, table, options);
      const counts: Record<string, number> = {};
      for (const table of copiedTables) counts[table.name] = await verifyTable(from, to, table, options);
      await finish(to);
      return counts;
    } finally {
      await from.destroy();
      await to.destroy();
    }
  } finally {
    unlock();
  }
}

/** Where a copy keeps how far it has come; the table goes when it is done. */
async function begin(to: Kysely<Schema>): Promise<void> {
  await to.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      known: string | null;
    }>`select to_regclass('copy_progress') as known`.execute(tx);
    if (rows[0]?.known != null) return;
    for (const table of copiedTables) {
      if ((await countRows(tx, table)) > 0)
        throw new CopyRefused(`the target holds ${table.name} already: copy into an empty database`);
    }
    await sql`create table copy_progress (name text primary key, position text not null)`.execute(tx);
  });
}

async function positionOf(to: Kysely<Schema>, table: CopiedTable): Promise<Key | null> {
  const { rows } = await sql<{ position: string }>`select position from copy_progress
    where name = ${table.name}`.execute(to);
  return rows[0] === undefined ? null : (JSON.parse(rows[0].position) as Key);
}

async function copyTable(
  from: Kysely<Schema>,
  to: Kysely<Schema>,
  table: CopiedTable,
  { onProgress }: CopyOptions,
): Promise<void> {
  const total = await countRows(from, table);
  let rows = await countRows(to, table);
  let position = await positionOf(to, table);
  for (;;) {
    const page = await readPage(from, "sqlite", table, position);
    const last = page.at(-1);
    if (last === undefined) break;
    position = keyOf(table, last);
    await insertPage(to, table, page, position);
    rows += page.length;
    onProgress?.({ step: "copying", table: table.name, rows, total });
  }
}

async function insertPage(to: Kysely<Schema>, { name }: CopiedTable, page: readonly Row[], position: Key) {
  const text = JSON.stringify(position);
  const table = sql.table(name);
  // By name: the target has columns of its own.
  const columns = sql.join(Object.keys(page[0] ?? {}).map((column) => sql.ref(column)));
  const rows = sql`select ${columns} from json_populate_recordset(null::${table}, ${JSON.stringify(page)}::json)`;
  await to.transaction().execute(async (tx) => {
    const insert =
      name === "attempts"
        ? sql`insert into attempts (${columns}, project_id) select page.*, coalesce(d.project_id, '')
            from (${rows}) page left join deliveries d on d.n = page.delivery_n`
        : sql`insert into ${table} (${columns}) ${rows}`;
    await insert.execute(tx);
    await sql`insert into copy_progress (name, position) values (${name}, ${text})
      on conflict (name) do update set position = excluded.position`.execute(tx);
  });
}

/** Reads both sides again, row by row. Returns how many there are. */
async function verifyTable(
  from: Kysely<Schema>,
  to: Kysely<Schema>,
  table: CopiedTable,
  { onProgress }: CopyOptions,
): Promise<number> {
  const total = await countRows(from, table);
  let rows = 0;
  let position: Key | null = null;
  for (;;) {
    const [source, copied]: [Row[], Row[]] = await Promise.all([
      readPage(from, "sqlite", table, position),
      readPage(to, "postgres", table, position),
    ]);
    for (let index = 0; index < Math.max(source.length, copied.length); index += 1)
      compare(table, source[index], copied[index]);
    const last = source.at(-1);
    if (last === undefined) return rows;
    position = keyOf(table, last);
    rows += source.length;
    onProgress?.({ step: "verifying", table: table.name, rows, total });
  }
}

function compare(table: CopiedTable, source: Row | undefined, copied: Row | undefined): void {
  const columns = Object.keys(source ?? {});
  const isSame = source !== undefined && copied !== undefined;
  if (isSame && checksumOf(source, columns) === checksumOf(copied, columns)) return;
  const key = keyOf(table, source ?? copied ?? {}).join(", ");
  throw new CopyRefused(
    `${table.name} (${key}) is not the same on both sides: the file has changed since the copy began, or the ` +
      "target has. Copy into an empty database.",
  );
}

/** New rows are numbered behind those that were copied. */
async function finish(to: Kysely<Schema>): Promise<void> {
  await to.transaction().execute(async (tx) => {
    for (const { name, key } of copiedTables) {
      // Deliveries are numbered far behind them already, in the first volume.
      if (key[0] !== "n" || name === "deliveries") continue;
      await sql`select setval(pg_get_serial_sequence(${name}, 'n'),
        (select coalesce(max(n), 0) + 1 from ${sql.table(name)}), false)`.execute(tx);
    }
    await sql`drop table copy_progress`.execute(tx);
  });
}
