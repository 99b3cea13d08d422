import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";

/** How often it is asked what became of a transaction, ms. */
const everyMs = 250;

/** The transaction's id, from the answer to what began it. */
export function xidOf(answer: unknown): string {
  const results = answer as pg.QueryResult<{ xid: string }>[];
  const xid = results.at(-1)?.rows[0]?.xid;
  if (xid === undefined) throw new Error("the transaction has no id");
  return xid;
}

/**
 * What became of a transaction whose answer was lost with the connection: what was done must not be answered with an
 * error. Nobody knows where the database is away for longer than anybody waits.
 */
export async function fateOf(
  pool: pg.Pool,
  xid: string,
  patienceMs: number,
): Promise<"committed" | "not committed" | "unknown"> {
  for (const until = performance.now() + patienceMs; performance.now() < until; await sleep(everyMs)) {
    try {
      const { rows } = await pool.query<{ status: string | null }>(
        "select pg_xact_status($1::xid8) as status",
        [xid],
      );
      const status = rows[0]?.status;
      if (status !== "in progress") return status === "committed" ? status : "not committed";
    } catch {
      // Not back yet.
    }
  }
  return "unknown";
}
