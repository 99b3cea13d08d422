import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import type { Schema } from "../schema.ts";
import type { Runs } from "./pipe.ts";

/** OIDs of what has no type of its own in JavaScript: 64-bit integers and what sums of them are. */
const int8 = 20;
const numeric = 1700;

/**
 * Values as the rest of the store has them: every integer is a number. Times, counters and sums are far below 2^53.
 */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === int8 || oid === numeric
      ? Number
      : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

/** Kysely over a pool: each query, and each transaction, on whichever connection is free. */
export function overPool(pool: pg.Pool): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/** Kysely on one connection, whose transaction is somebody else's. */
export function overClient(client: Runs): Kysely<Schema> {
  const lent: PostgresPoolClient = {
    query: client.query.bind(client) as unknown as PostgresPoolClient["query"],
    release() {},
  };
  const pool: PostgresPool = { connect: async () => lent, end: async () => {}, options: {} };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}
