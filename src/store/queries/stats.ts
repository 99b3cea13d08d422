import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";
import { durationOf } from "./delivery-row.ts";

type Db = Kysely<Schema>;

/** Rows that one question looks at, of the newest: a chart is never a long read. */
const mostScanned = 20_000;
/** Attempts that latencies are taken from, spread over those of the range. */
const latencySample = 500;
/** The latest attempt is looked for among those of so many of the newest deliveries. */
const latestAmong = 20;
/** What the health of a callback is judged by: its newest attempted deliveries, among so many of the newest. */
const judgedDeliveries = 20;
const judgedAmong = 1_000;
/** So many of the newest that all failed are enough: a receiver that just broke is tried rarely. */
const failingRun = 5;

const hourMs = 3_600_000;
/** Word for word as deliveries_chain has it. */
const isOpen = sql<boolean>`status in ('pending', 'held')`;

export interface CallbackStats {
  /** Delivered and failed by the hour in which they ended, ms since the epoch; hours without any are left out. */
  hours: { at: number; delivered: number; failed: number }[];
  /** A sample of the attempts since `latenciesSince`, with what each took in all, ms. */
  latencies: { at: number; durationMs: number }[];
  lastAttempt: LastAttempt | null;
  /** What has not ended: `waiting` was not tried yet, `retrying` was. `cut`: there is more than was looked at. */
  open: { waiting: number; retrying: number; held: number; oldestAt: number | null; cut: boolean };
  /** Since when the hours are complete, ms since the epoch. */
  completeSince: number;
}

export interface LastAttempt {
  /** When it began, ms since the epoch. */
  at: number;
  statusCode: number | null;
  errorClass: string | null;
  /** In all; null where it was not kept. */
  durationMs: number | null;
}

interface CallbackKey {
  projectId: string;
  callbackId: string;
}

export interface StatsQuery extends CallbackKey {
  /** Begin of the hours, a full one, ms since the epoch. */
  since: number;
  /** Begin of what latencies are taken from, ms since the epoch. */
  latenciesSince: number;
}

/** Figures of one callback, from a bounded number of its newest deliveries. Tests are not among them. */
export async function callbackStats(db: Db, query: StatsQuery): Promise<CallbackStats> {
  const { hours, completeSince, scanned } = await endedByHour(db, query);
  return {
    hours,
    latencies: await sampledAttempts(db, query, Math.max(1, Math.ceil(scanned / latencySample))),
    lastAttempt: await lastAttempt(db, query),
    open: await openCounts(db, query, mostScanned),
    completeSince,
  };
}

/** The newest deliveries of a callback, from deliveries_of_callback read backwards. */
export const newest = (db: Db, { projectId, callbackId }: CallbackKey, limit: number) =>
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
    scanned,
    completeSince: scanned < mostScanned ? query.since : Math.max(query.since, oldest),
  };
}

/** What a callback is owed, from deliveries_chain. */
export async function openCounts(db: Db, { projectId, callbackId }: CallbackKey, most: number) {
  const owed = db
    .selectFrom("deliveries")
    .select(["status", "attempts", "created_at"])
    .where("project_id", "=", projectId)
    .where("callback_id", "=", callbackId)
    .where(isOpen)
    .limit(most);
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
    ...counts,
    oldestAt: oldest.length === 0 ? null : Math.min(...oldest),
    cut: counts.waiting + counts.retrying + counts.held >= most,
  };
}

/** Attempted deliveries among the newest, tests left out. */
const attempted = (db: Db, callback: CallbackKey, among: number) =>
  db
    .selectFrom(newest(db, callback, among).as("newest"))
    .select("n")
    .where("attempts", ">", 0)
    .where("kind", "<>", "test");

/** Attempts of every `step`th delivery of the range, so that a busy hour leaves room for the quiet ones. */
async function sampledAttempts(
  db: Db,
  query: StatsQuery,
  step: number,
): Promise<{ at: number; durationMs: number }[]> {
  const since = query.latenciesSince;
  const inRange = attempted(db, query, mostScanned).where(({ eb, or }) =>
    or([eb("ended_at", "is", null), eb("ended_at", ">=", since)]),
  );
  const rows = await db
    .selectFrom("attempts")
    .select(["at", "record"])
    .where("delivery_n", "in", inRange.where(sql<boolean>`n % ${step} = 0`))
    .where("at", ">=", since)
    .orderBy("delivery_n", "desc")
    .limit(latencySample)
    .execute();
  return rows.flatMap(({ at, record }) => {
    const durationMs = durationOf(record);
    return durationMs === null ? [] : [{ at, durationMs }];
  });
}

/** The latest attempt for the newest deliveries. */
export async function lastAttempt(db: Db, callback: CallbackKey): Promise<LastAttempt | null> {
  const row = await db
    .selectFrom("attempts")
    .select(["at", "status_code", "error_class", "record"])
    .where("delivery_n", "in", attempted(db, callback, judgedAmong).limit(latestAmong))
    .orderBy("at", "desc")
    .orderBy("delivery_n", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { at, status_code: statusCode, error_class: errorClass, record } = row;
  return { at, statusCode, errorClass, durationMs: durationOf(record) };
}

/** How the callbacks of a process do: the worst of them, in this order. */
export const healths = ["failing", "paused", "healthy", "none"] as const;
export type Health = (typeof healths)[number];

/**
 * The health of processes by their enabled callbacks. One is failing where its newest attempted deliveries were last
 * answered with a failure (see `isFailing`), whether they are tried again or not.
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

/**
 * Whether a callback's newest attempted deliveries were last answered with a failure: at least half of twenty, or
 * each of the newest five.
 */
export async function isFailing(db: Db, callback: CallbackKey): Promise<boolean> {
  const judged = await db
    .selectFrom(newest(db, callback, judgedAmong).as("newest"))
    .select("last_error")
    .where("attempts", ">", 0)
    .where("kind", "<>", "test")
    .where("status", "<>", "skipped")
    .limit(judgedDeliveries)
    .execute();
  const failures = judged.map((row) => row.last_error !== null);
  const failed = failures.filter((one) => one).length;
  const isRun = failed >= failingRun && failures.slice(0, failingRun).every((one) => one);
  return isRun || (failed > 0 && failed * 2 >= judged.length);
}
