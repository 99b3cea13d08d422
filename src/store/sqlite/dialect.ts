import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { SqliteDialect } from "kysely";

/**
 * A value as `node:sqlite` may be given it: strings, finite numbers, null and bytes; whole numbers as bigint,
 * since a JavaScript integer would be bound as REAL. Everything else is a bug and is refused here, in one place:
 * an object as first parameter would be taken for named parameters without an error.
 *
 * @throws TypeError for any other value
 */
export function bindable(value: unknown): SQLInputValue {
  if (
    typeof value === "string" ||
    value === null ||
    typeof value === "bigint" ||
    value instanceof Uint8Array
  ) {
    return value;
  }
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return BigInt(value);
    if (Number.isFinite(value) && !Number.isInteger(value)) return value;
  }
  throw new TypeError(`cannot be bound to a statement: ${typeof value}`);
}

/** At most this many statements of Kysely are kept prepared on a connection. */
const keptStatements = 200;

/** Kysely's own SQLite dialect over a `DatabaseSync`. */
export function sqliteDialect(handle: DatabaseSync): SqliteDialect {
  const kept = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    const statement = handle.prepare(sql);
    if (kept.size >= keptStatements) kept.clear();
    kept.set(sql, statement);
    return statement;
  };
  return new SqliteDialect({
    database: {
      prepare(sql) {
        const statement = prepared(sql);
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...parameters.map(bindable)),
          run: (parameters) => statement.run(...parameters.map(bindable)),
          iterate: (parameters) => statement.iterate(...parameters.map(bindable)),
        };
      },
      close: () => handle.close(),
    },
  });
}
