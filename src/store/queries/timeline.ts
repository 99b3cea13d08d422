import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import { firstIdOf } from "../../platform/ids.ts";
import type { Schema } from "../schema.ts";

type Db = Kysely<Schema>;
type Scan = SelectQueryBuilder<Schema, "deliveries", object>;

/** Rows of one bucket that are looked at; what a fuller one holds is told from these. */
const sampled = 500;
/** Rows of one bucket that are counted at the most. */
const counted = 20_000;

export interface Span {
  /** Ms since the epoch, whole seconds: ids are ordered by the second. */
  at: number;
  until: number;
}

export interface TimelineQuery {
  projectId: string;
  callbackId: string | null;
  processId: string | null;
  /** Oldest first, each beginning where the one before ends. */
  spans: readonly Span[];
}

export interface TimelineBucket extends Span {
  delivered: number;
  failed: number;
  /** What has not ended. */
  open: number;
  /** Whether the figures are estimated from a sample. */
  estimated: boolean;
}

/**
 * What became of the deliveries that were owed in each span of time. Tests are not counted. The work is bounded by
 * the number of spans, however many deliveries there are.
 */
export async function deliveryTimeline(db: Db, query: TimelineQuery): Promise<TimelineBucket[]> {
  const buckets: TimelineBucket[] = [];
  let from =
    query.callbackId === null ? null : await firstNumber(db, query.projectId, query.spans[0]?.at ?? 0);
  for (const span of query.spans) {
    if (query.callbackId === null) {
      buckets.push({ ...span, ...(await countsOf(db, query, inTime(db, query.projectId, span), "id")) });
      continue;
    }
    const to = await firstNumber(db, query.projectId, span.until);
    const scan = ofCallback(db, query, query.callbackId, from, to);
    buckets.push({ ...span, ...(await countsOf(db, query, scan, "n")) });
    from = to;
  }
  return buckets;
}

/** Deliveries of a project owed in a span, by deliveries_by_id. */
const inTime = (db: Db, projectId: string, { at, until }: Span): Scan =>
  db
    .selectFrom("deliveries")
    .where("project_id", "=", projectId)
    .where("id", ">=", firstIdOf(at))
    .where("id", "<", firstIdOf(until));

/** Deliveries of a callback between two row numbers, by deliveries_of_callback. */
function ofCallback(
  db: Db,
  { projectId }: TimelineQuery,
  callbackId: string,
  from: number | null,
  to: number | null,
): Scan {
  const scan = db
    .selectFrom("deliveries")
    .where("project_id", "=", projectId)
    .where("callback_id", "=", callbackId);
  // Nothing was owed since then.
  if (from === null) return scan.where(sql<boolean>`1 = 0`);
  return to === null ? scan.where("n", ">=", from) : scan.where("n", ">=", from).where("n", "<", to);
}

/** Rows are numbered as they were committed: where those owed since `at` begin, or null for none. */
async function firstNumber(db: Db, projectId: string, at: number): Promise<number | null> {
  const row = await db
    .selectFrom("deliveries")
    .select("n")
    .where("project_id", "=", projectId)
    .where("id", ">=", firstIdOf(at))
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row?.n ?? null;
}

async function countsOf(db: Db, { processId }: TimelineQuery, scan: Scan, order: "id" | "n") {
  const looked = scan.select(["status", "kind", "process_id"]).orderBy(order, "desc").limit(sampled);
  const groups = await db
    .selectFrom(looked.as("looked"))
    .select(({ fn, eb }) => [
      eb
        .case()
        .when(
          eb.and([
            eb("kind", "<>", "test"),
            ...(processId === null ? [] : [eb("process_id", "=", processId)]),
          ]),
        )
        .then(eb.ref("status"))
        .else("other")
        .end()
        .as("shown"),
      fn.countAll<number>().as("count"),
    ])
    .groupBy("shown")
    .execute();
  const seen = groups.reduce((sum, group) => sum + Number(group.count), 0);
  const total = seen < sampled ? seen : await countOf(db, scan);
  const count = (...shown: string[]) => {
    const of = groups.filter((group) => shown.includes(group.shown));
    const found = of.reduce((sum, group) => sum + Number(group.count), 0);
    return Math.round((found * total) / Math.max(1, seen));
  };
  return {
    delivered: count("delivered"),
    failed: count("failed"),
    open: count("pending", "held"),
    estimated: total > seen,
  };
}

async function countOf(db: Db, scan: Scan): Promise<number> {
  const { count } = await db
    .selectFrom(scan.select("id").limit(counted).as("counted"))
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}
