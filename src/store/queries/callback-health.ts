import type { Kysely } from "kysely";
import type { CallbackTable, Schema } from "../schema.ts";
import { type Health, isFailing, type LastAttempt, lastAttempt, newest, openCounts } from "./stats.ts";

type Db = Kysely<Schema>;

/** Rows that the health of a whole list of callbacks is counted over, and the share of one at least and at most. */
const mostScanned = 10_000;
const [leastOfOne, mostOfOne] = [100, 5_000];

/** How a callback does, in one line. */
export interface CallbackHealth {
  status: Health;
  /** Ended since the time asked for; tests are not among them. */
  delivered: number;
  failed: number;
  lastAttempt: LastAttempt | null;
  /** What has not ended. */
  waiting: number;
  /** When the oldest of these was owed, ms since the epoch. */
  oldestWaitingAt: number | null;
  /** Whether there is more than was looked at. */
  truncated: boolean;
}

export interface ListedCallback {
  row: CallbackTable;
  processName: string;
  health: CallbackHealth;
}

export interface CallbackListQuery {
  projectId: string;
  /** All of one process in the order of its settings, or null for those of the project, newest first. */
  processId: string | null;
  before: string | null;
  /** Since when ended deliveries are counted, ms since the epoch. */
  since: number;
  limit: number;
}

/** Callbacks that were not removed, with their health, from a bounded number of the newest deliveries of each. */
export async function listCallbacks(
  db: Db,
  query: CallbackListQuery,
): Promise<{ rows: ListedCallback[]; next: string | null }> {
  let found = db
    .selectFrom("callbacks as c")
    .innerJoin("processes as p", "p.id", "c.process_id")
    .selectAll("c")
    .select("p.name as process_name")
    .where("c.project_id", "=", query.projectId)
    .where("c.removed_at", "is", null);
  if (query.before !== null) found = found.where("c.id", "<", query.before);
  found =
    query.processId === null
      ? found.orderBy("c.id", "desc").limit(query.limit + 1)
      : found.where("c.process_id", "=", query.processId).orderBy("c.position");
  const all = await found.execute();
  const page = query.processId === null ? all.slice(0, query.limit) : all;
  const share = Math.floor(mostScanned / Math.max(1, page.length));
  const most = Math.min(mostOfOne, Math.max(leastOfOne, share));
  const rows: ListedCallback[] = [];
  for (const { process_name: processName, ...row } of page)
    rows.push({ row, processName, health: await healthOf(db, row, query.since, most) });
  return { rows, next: all.length > page.length ? (page.at(-1)?.id ?? null) : null };
}

async function healthOf(db: Db, row: CallbackTable, since: number, most: number): Promise<CallbackHealth> {
  const key = { projectId: row.project_id, callbackId: row.id };
  const ended = await endedSince(db, key, since, most);
  const last = await lastAttempt(db, key);
  const { waiting, retrying, held, oldestAt, cut } = await openCounts(db, key, most);
  return {
    status: await statusOf(db, row, last),
    ...ended.counts,
    lastAttempt: last,
    waiting: waiting + retrying + held,
    oldestWaitingAt: oldestAt,
    truncated: ended.cut || cut,
  };
}

async function statusOf(db: Db, row: CallbackTable, last: LastAttempt | null): Promise<Health> {
  if (row.paused_at !== null) return "paused";
  if (row.enabled === 0 || last === null) return "none";
  return (await isFailing(db, { projectId: row.project_id, callbackId: row.id })) ? "failing" : "healthy";
}

async function endedSince(
  db: Db,
  key: { projectId: string; callbackId: string },
  since: number,
  most: number,
) {
  const groups = await db
    .selectFrom(newest(db, key, most).as("newest"))
    .select(({ fn, eb }) => [
      eb
        .case()
        .when(eb.and([eb("kind", "<>", "test"), eb("ended_at", ">=", since)]))
        .then(eb.ref("status"))
        .else("other")
        .end()
        .as("shown"),
      fn.countAll<number>().as("count"),
      fn.min("created_at").as("oldest"),
    ])
    .groupBy("shown")
    .execute();
  const count = (shown: string) => Number(groups.find((group) => group.shown === shown)?.count ?? 0);
  const scanned = groups.reduce((sum, group) => sum + Number(group.count), 0);
  const oldest = Math.min(...groups.map((group) => Number(group.oldest)));
  return {
    counts: { delivered: count("delivered"), failed: count("failed") },
    cut: scanned >= most && oldest > since,
  };
}
