import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { type Engine, type HotStatements, Sent, StoreUnavailable } from "../engine.ts";
import type { SqlWords } from "../migrations/migrate.ts";
import { migrate } from "../migrations/migrate.ts";
import type { Schema } from "../schema.ts";
import { sqliteDialect } from "./dialect.ts";
import { deliveryStatements } from "./hot-deliveries.ts";
import { leadStatements } from "./hot-leads.ts";
import { requestStatements } from "./hot-requests.ts";

/** How the schema is spelt here. */
export const words: SqlWords = {
  engine: "sqlite",
  INT: "integer",
  ROWNUMBER: "integer primary key",
  ROWS: "strict",
};

/** SQLite's result codes that mean: not now (busy, read-only, I/O error, full, cannot open). */
const unavailableCodes = new Set([5, 6, 8, 10, 13, 14]);

function asUnavailable(error: unknown): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (code === undefined || !unavailableCodes.has(code & 0xff)) return error;
  return new StoreUnavailable((error as Error).message, { cause: error });
}

function open(file: string, readOnly: boolean): DatabaseSync {
  const handle = new DatabaseSync(file, { readOnly, timeout: 5_000 });
  handle.exec("pragma foreign_keys = off; pragma temp_store = memory; pragma cache_size = -32768");
  if (!readOnly) handle.exec("pragma journal_mode = wal; pragma synchronous = full");
  return handle;
}

/**
 * Opens the embedded database for writing, makes its folder and brings its schema up to date.
 *
 * @param file path of the database, made where missing
 */
export async function openSqliteWriter(file: string): Promise<Engine> {
  mkdirSync(dirname(file), { recursive: true });
  const handle = open(file, false);
  const db = new Kysely<Schema>({ dialect: sqliteDialect(handle) });
  await migrate(db as unknown as Kysely<unknown>, words);
  const hot: HotStatements = {
    ...leadStatements(handle),
    ...requestStatements(handle),
    ...deliveryStatements(handle),
  };
  return {
    kind: "sqlite",
    db,
    async transaction(work) {
      try {
        handle.exec("begin immediate");
        const done = await work({ db, hot });
        const result = done instanceof Sent ? await done.heard() : done;
        handle.exec("commit");
        return result;
      } catch (error) {
        // A full disk rolls back by itself.
        if (handle.isTransaction) handle.exec("rollback");
        throw asUnavailable(error);
      }
    },
    close: () => db.destroy(),
  };
}

/** Opens the embedded database for reading; the writer must have been opened before. */
export function openSqliteReader(file: string): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: sqliteDialect(open(file, true)) });
}
