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
 * One life of the server, from its start to its end or crash: in the next one it gives the numbers of transactions
 * out again that it had not yet written down. A crash discards the statistics, and so says when it was.
 */
const life = "concat(pg_postmaster_start_time(), ' ', (select stats_reset from pg_stat_wal))";

/** A transaction, and the life of the server in which its number is its own. */
export interface Transaction {
  xid: string;
  life: string;
}

/** The life of the server that a connection belongs to: no connection outlives it. */
export async function lifeOf(client: pg.PoolClient): Promise<string> {
  const { rows } = await client.query<{ life: string }>(`select ${life} as life`);
  return rows[0]?.life ?? "";
}

/**
 * What became of a transaction whose answer was lost with the connection: what was done must not be answered with an
 * error. Nobody knows where the transaction's number was not learnt either, or the database is away for longer than
 * anybody waits, or lost its memory meanwhile.
 */
export async function fateOf(
  pool: pg.Pool,
  transaction: Transaction | null,
  patienceMs: number,
): Promise<"committed" | "not committed" | "unknown"> {
  if (transaction === null) return "unknown";
  for (const until = performance.now() + patienceMs; performance.now() < until; await sleep(everyMs)) {
    try {
      const { rows } = await pool.query<{ status: string | null; life: string }>(
        `select pg_xact_status($1::xid8) as status, ${life} as life`,
        [transaction.xid],
      );
      const [found] = rows;
      if (found === undefined || found.status === "in progress") continue;
      if (found.status !== "committed") return "not committed";
      return found.life === transaction.life ? "committed" : "unknown";
    } catch {
      // Not back yet.
    }
  }
  return "unknown";
}
