import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

type Db = Kysely<Schema>;

/** Rows that one question looks at, of the newest: a chart is never a long read. */
const mostScanned = 20_000;
/** Attempts that latencies are taken from, the newest. */
const latencySample = 500;
/** What the health of a callback is judged by: its newest attempted deliveries, among so many of the newest. */
const judgedDeliveries = 20;
const judgedAmong = 1_000;

const hourMs = 3_600_000;
/** Word for word as deliveries_chain has it. */
const isOpen = sql<boolean>`status in ('pending', 'held')`;

export interface CallbackStats {
  /** Delivered and failed by the hour in which they ended, ms since the epoch; hours without any are left out. */
  hours: { at: number; delivered: number; failed: number }[];
  /** Total times of the newest attempts of the range, ms, ascending. */
  latencies: number[];
  lastAttempt: {
    at: number;
    statusCode: number | null;
    errorClass: string | null;
    durationMs: number;
  } | null;
  /** What has not ended: `waiting` was not tried yet, `retrying` was. */
  open: { waiting: number; retrying: number; held: number; oldestAt: number | null };
  /** Since when the hours are complete, ms since the epoch. */
  completeSince: number;
  /** Whether there is more than was looked at. */
  truncated: boolean;
}

export interface StatsQuery {
  projectId: string;
  callbackId: string;
  /** Begin of the range, a full hour, ms since the epoch. */
  since: number;
}

/** Figures of one callback, from a bounded number of its newest deliveries. Tests are not among them. */
export async function callbackStats(db: Db, query: StatsQuery): Promise<CallbackStats> {
  const ended = await endedByHour(db, query);
  const open = await openCounts(db, query);
  const attempts = await newestAttempts(db, query);
  const [last = null] = attempts.toSorted((a, b) => b.at - a.at);
  return {
    hours: ended.hours,
    latencies: attempts
      .filter(({ at }) => at >= query.since)
      .map(({ durationMs }) => durationMs)
      .sort((a, b) => a - b),
    lastAttempt: last,
    open: open.counts,
    completeSince: ended.completeSince,
    truncated: ended.completeSince > query.since || open.cut,
  };
}

/** The newest deliveries of a callback, from deliveries_of_callback read backwards. */
const newest = (db: Db, { projectId, callbackId }: Omit<StatsQuery, "since">, limit: number) =>
  db
    .selectFrom("deliveries")
    .select(["n", "kind", "status", "attempts", "created_at", "ended_at", "last_error"])
    .where("project_id", "=", projectId)
    .where("callback_id", "=", callbackId)
    .orderBy("n", "desc")
    .limit(limit);

async function endedByHour(db: Db, query: StatsQuery) {
  // Everything outside the range is one group, so that there are no more groups than hours and states.
  const hour = sql<number>`case when kind <> 'test' and status in ('delivered', 'failed')
    and ended_at >= ${query.since} then ended_at / ${hourMs} else -1 end`;
  const groups = await db
    .selectFrom(newest(db, query, mostScanned).as("newest"))
    .select(({ fn }) => [
      hour.as("hour"),
      "status",
      fn.countAll<number>().as("count"),
      fn.min("created_at").as("oldest"),
    ])
    .groupBy(["hour", "status"])
    .execute();
  const hours = new Map<number, { at: number; delivered: number; failed: number }>();
  for (const { hour, status, count } of groups) {
    const index = Math.floor(Number(hour));
    if (index < 0) continue;
    const at = index * hourMs;
    const bucket = hours.get(at) ?? { at, delivered: 0, failed: 0 };
    bucket[status === "delivered" ? "delivered" : "failed"] += Number(count);
    hours.set(at, bucket);
  }
  const scanned = groups.reduce((sum, { count }) => sum + Number(count), 0);
  const oldest = Math.min(...groups.map((group) => Number(group.oldest)));
  return {
    hours: [...hours.values()].sort((a, b) => a.at - b.at),
    completeSince: scanned < mostScanned ? query.since : Math.max(query.since, oldest),
  };
}

/** What a callback is owed, from deliveries_chain. */
async function openCounts(db: Db, { projectId, callbackId }: StatsQuery) {
  const owed = db
    .selectFrom("deliveries")
    .select(["status", "attempts", "created_at"])
    .where("project_id", "=", projectId)
    .where("callback_id", "=", callbackId)
    .where(isOpen)
    .limit(mostScanned);
  const groups = await db
    .selectFrom(owed.as("owed"))
    .select(({ fn }) => [
      sql<string>`case when status = 'held' then 'held' when attempts > 0 then 'retrying' else 'waiting' end`.as(
        "shown",
      ),
      fn.countAll<number>().as("count"),
      fn.min("created_at").as("oldest"),
    ])
    .groupBy("shown")
    .execute();
  const count = (shown: string) => Number(groups.find((group) => group.shown === shown)?.count ?? 0);
  const counts = { waiting: count("waiting"), retrying: count("retrying"), held: count("held") };
  const oldest = groups.map((group) => Number(group.oldest));
  return {
    counts: { ...counts, oldestAt: oldest.length === 0 ? null : Math.min(...oldest) },
    cut: counts.waiting + counts.retrying + counts.held >= mostScanned,
  };
}

/** Attempts of the newest deliveries that have any, from attempts_of_delivery. */
async function newestAttempts(db: Db, query: StatsQuery) {
  const attempted = db
    .selectFrom(newest(db, query, mostScanned).as("newest"))
    .select("n")
    .where("attempts", ">", 0)
    .where("kind", "<>", "test")
    .limit(latencySample);
  const rows = await db
    .selectFrom("attempts")
    .select(["at", "status_code", "error_class", "record"])
    .where("delivery_n", "in", attempted)
    .orderBy("delivery_n", "desc")
    .limit(latencySample)
    .execute();
  return rows.map((row) => ({
    at: row.at,
    statusCode: row.status_code,
    errorClass: row.error_class,
    durationMs: (JSON.parse(row.record) as { timings: { total: number } }).timings.total,
  }));
}

/** How the callbacks of a process do: the worst of them, in this order. */
export const healths = ["failing", "paused", "healthy", "none"] as const;
export type Health = (typeof healths)[number];

/**
 * The health of processes by their enabled callbacks. One is failing where at least half of its newest attempted
 * deliveries were last answered with a failure, whether they are tried again or not.
 */
export async function processHealth(
  db: Db,
  query: { projectId: string; processIds: readonly string[] },
): Promise<Record<string, Health>> {
  if (query.processIds.length === 0) return {};
  const callbacks = await db
    .selectFrom("callbacks")
    .select(["id", "process_id", "paused_at"])
    .where("process_id", "in", query.processIds)
    .where("project_id", "=", query.projectId)
    .where("removed_at", "is", null)
    .where("enabled", "=", 1)
    .execute();
  const worst: Record<string, Health> = Object.fromEntries(query.processIds.map((id) => [id, "none"]));
  for (const { id, process_id: processId, paused_at: pausedAt } of callbacks) {
    const before = worst[processId] ?? "none";
    if (before === "failing") continue;
    const key = { projectId: query.projectId, callbackId: id };
    const health: Health = pausedAt !== null ? "paused" : (await isFailing(db, key)) ? "failing" : "healthy";
    if (healths.indexOf(health) < healths.indexOf(before)) worst[processId] = health;
  }
  return worst;
}

async function isFailing(db: Db, callback: { projectId: string; callbackId: string }): Promise<boolean> {
  const judged = await db
    .selectFrom(newest(db, callback, judgedAmong).as("newest"))
    .select("last_error")
    .where("attempts", ">", 0)
    .where("kind", "<>", "test")
    .where("status", "<>", "skipped")
    .limit(judgedDeliveries)
    .execute();
  const failed = judged.filter((row) => row.last_error !== null).length;
  return failed > 0 && failed * 2 >= judged.length;
}
