import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

/** What the whole database has left to do, for `/metrics`. */
export interface Backlog {
  /** Callbacks that are owed something, the most first. */
  owed: { callbackId: string; count: number; oldestAt: number | null }[];
  /** Callbacks that are not removed. */
  callbacks: { active: number; failing: number; paused: number };
  jobs: number;
}

/**
 * Counts what is owed, callback by callback. One walk over `deliveries_chain`, which holds just what has not ended,
 * without reading a row; the oldest is of a lead's own order (lane 0), since what is sent again was owed long ago.
 */
export async function backlog(db: Kysely<Schema>): Promise<Backlog> {
  const { rows } = await sql<{ callback_id: string; count: number; oldest: number | null }>`
    select owed.callback_id, owed.count, d.created_at as oldest
    from (select callback_id, count(*) as count, min(case when lane = 0 then n end) as n
          from deliveries where status in ('pending', 'held') group by callback_id) as owed
      left join deliveries d on d.n = owed.n
    order by owed.count desc`.execute(db);
  const states = await db
    .selectFrom("callbacks")
    .select(["paused_at", "failing_since"])
    .where("removed_at", "is", null)
    .execute();
  const jobs = await db
    .selectFrom("jobs")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("status", "=", "running")
    .executeTakeFirst();
  const paused = states.filter(({ paused_at: at }) => at !== null).length;
  const failing = states.filter(({ paused_at: at, failing_since: since }) => at === null && since !== null);
  return {
    owed: rows.map((row) => ({
      callbackId: row.callback_id,
      count: Number(row.count),
      oldestAt: row.oldest === null ? null : Number(row.oldest),
    })),
    callbacks: { active: states.length - paused - failing.length, failing: failing.length, paused },
    jobs: Number(jobs?.count ?? 0),
  };
}
