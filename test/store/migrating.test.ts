import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  migrate,
  migrationNames,
  missingMigrations,
  type SqlWords,
} from "../../src/store/migrations/migrate.ts";
import { overPool } from "../../src/store/postgres/dialect.ts";
import { openPool, words as postgresWords } from "../../src/store/postgres/engine.ts";
import { sqliteDialect } from "../../src/store/sqlite/dialect.ts";
import { words as sqliteWords } from "../../src/store/sqlite/engine.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { type Column, columnsOf, valueFor } from "./columns.ts";
import { newDatabaseFile } from "./files.ts";

type Db = Kysely<unknown>;
type Row = Record<string, unknown>;
type Tables = Map<string, Column[]>;

/** Columns that a migration takes away on purpose, with the first schema that is without them. */
const takenAway: Record<string, string> = { "users.role": "008-memberships" };

let databases: PostgresDatabases;
beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 90_000);
afterAll(() => databases?.remove(), 60_000);

const engines: [SqlWords, () => Promise<Db>][] = [
  [
    sqliteWords,
    async () => {
      const file = newDatabaseFile();
      mkdirSync(dirname(file));
      const handle = new DatabaseSync(file);
      handle.exec("pragma synchronous = off");
      return new Kysely<unknown>({ dialect: sqliteDialect(handle) });
    },
  ],
  [postgresWords, async () => overPool(openPool(await databases.bare(), "write")) as unknown as Db],
];

/** Puts two rows into every table: one with all there is, one with no more than has to be. */
async function fill(db: Db, tables: Tables): Promise<void> {
  for (const [table, columns] of tables) {
    const named = columns.filter(({ given }) => !given);
    const names = sql.join(named.map(({ name }) => sql.ref(name)));
    for (const row of [1, 2]) {
      const values = sql.join(named.map((column, place) => valueFor(column, place, row)));
      await sql`insert into ${sql.table(table)} (${names}) values (${values})`.execute(db);
    }
  }
}

/** The rows of a table, of these columns. */
async function rowsOf(db: Db, table: string, columns: readonly Column[]): Promise<Row[]> {
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  return (await sql<Row>`select ${names} from ${sql.table(table)}`.execute(db)).rows;
}

const named = ({ table, name }: Column): string => `${table}.${name}`;

describe.each(engines)("a database on $engine", (words, open) => {
  it.each(migrationNames.slice(0, -1))("keeps every row that it had when it was at %s", async (schema) => {
    const db = await open();
    try {
      await migrate(db, words, schema);
      const before = await columnsOf(db, words.engine);
      expect(before.size).toBeGreaterThan(12);
      await fill(db, before);
      const had = new Map<string, Row[]>();
      for (const [table, columns] of before) had.set(table, await rowsOf(db, table, columns));

      await migrate(db, words);
      expect(await missingMigrations(db, words)).toEqual([]);
      const after = await columnsOf(db, words.engine);
      const there = new Set([...after.values()].flat().map(named));
      const gone = [...before.values()].flat().filter((column) => !there.has(named(column)));
      const meant = Object.entries(takenAway).filter(([, since]) => schema < since);
      expect(gone.map(named)).toEqual(meant.map(([name]) => name));
      for (const [table, columns] of before) {
        const kept = columns.filter((column) => there.has(named(column)));
        const rows = had.get(table) ?? [];
        expect(rows).toHaveLength(2);
        const same = rows.map((row) => Object.fromEntries(kept.map(({ name }) => [name, row[name]])));
        const found = await rowsOf(db, table, kept);
        expect(found).toHaveLength(same.length);
        expect(found, table).toEqual(expect.arrayContaining(same));
      }
    } finally {
      await db.destroy();
    }
  });
});
