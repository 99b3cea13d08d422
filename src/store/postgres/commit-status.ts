import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";

/** How long it is asked what became of a transaction, ms, and how often. */
const patienceMs = 10_000;
const everyMs = 250;

/** The transaction's id, from the answer to what began it. */
export function xidOf(answer: unknown): string {
  const results = answer as pg.QueryResult<{ xid: string }>[];
  const xid = results.at(-1)?.rows[0]?.xid;
  if (xid === undefined) throw new Error("the transaction has no id");
  return xid;
}

/**
 * Whether a transaction was committed whose answer was lost with the connection: what was done must not be answered
 * with an error. False also where the database is away for longer than anybody waits.
 */
export async function wasCommitted(pool: pg.Pool, xid: string): Promise<boolean> {
  for (const until = performance.now() + patienceMs; performance.now() < until; await sleep(everyMs)) {
    try {
      const { rows } = await pool.query<{ status: string | null }>(
        "select pg_xact_status($1::xid8) as status",
        [xid],
      );
      const status = rows[0]?.status;
      if (status !== "in progress") return status === "committed";
    } catch {
      // Not back yet.
    }
  }
  return false;
}
