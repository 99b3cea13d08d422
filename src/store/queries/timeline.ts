import type { Kysely, SelectQueryBuilder } from "kysely";
import { firstIdOf } from "../../platform/ids.ts";
import type { Schema } from "../schema.ts";
import { numbersOfVolume } from "../volumes.ts";
import { callbackById } from "./callbacks.ts";
import { firstNumberSince } from "./delivery-numbers.ts";

type Db = Kysely<Schema>;
type Scan = SelectQueryBuilder<Schema, "deliveries", object>;

/** Rows of one bucket whose state is looked at; what the others came to is told from these. */
const sampled = 500;
/** Rows of one bucket that are counted at the most; how many more there are is told from how far these reach. */
const counted = 5_000;

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
  const { projectId, callbackId } = query;
  const scanOf =
    callbackId === null
      ? (span: Span) => inTime(db, projectId, span)
      : await ofCallback(db, { projectId, callbackId }, query.spans[0]?.at ?? 0);
  const buckets: TimelineBucket[] = [];
  for (const span of query.spans) {
    const range = scanOf === null ? null : await scanOf(span);
    buckets.push({ ...span, ...(range === null ? nothing : await countsOf(db, query, range)) });
  }
  return buckets;
}

const nothing = { delivered: 0, failed: 0, open: 0, estimated: false };

/** Rows of one bucket, newest first by an index, and the share of the bucket that its rows down to one lie in. */
interface Range {
  scan: Scan;
  order: "id" | "n";
  share: (oldest: string | number) => number | Promise<number>;
}

/** How much of a span lies behind the time of an id. */
const shareByTime = ({ at, until }: Span, id: string): number =>
  (until - Number.parseInt(id.slice(0, 8), 16) * 1_000) / (until - at);

/** Deliveries of a project owed in a span, by deliveries_by_id. */
function inTime(db: Db, projectId: string, span: Span): Range {
  const { at, until } = span;
  return {
    scan: db
      .selectFrom("deliveries")
      .where("project_id", "=", projectId)
      .where("id", ">=", firstIdOf(at))
      .where("id", "<", firstIdOf(until)),
    order: "id",
    share: (oldest) => shareByTime(span, String(oldest)),
  };
}

/**
 * Deliveries of a callback by deliveries_of_callback, and by nothing that is not in it, so that counting stays within
 * it: whose callback it is is looked at before. Spans must be asked for one after the other.
 *
 * @param at where the first span begins
 */
async function ofCallback(db: Db, key: { projectId: string; callbackId: string }, at: number) {
  const { projectId, callbackId: id } = key;
  if ((await callbackById(db, { projectId, id })) === undefined) return null;
  const scan = db.selectFrom("deliveries").where("callback_id", "=", id);
  let from = await firstNumberSince(db, projectId, at);
  return async (span: Span): Promise<Range | null> => {
    const begin = from;
    if (begin === null) return null;
    const next = await firstNumberSince(db, projectId, span.until);
    from = next;
    const end = next ?? (await lastNumber(db)) + 1;
    return {
      scan: scan.where("n", ">=", begin).where("n", "<", end),
      order: "n",
      // Numbers have a gap where a volume ends.
      share: async (oldest) =>
        end - begin < numbersOfVolume / 2
          ? (end - Number(oldest)) / Math.max(1, end - begin)
          : shareByTime(span, await idOf(db, Number(oldest))),
    };
  };
}

async function idOf(db: Db, n: number): Promise<string> {
  return (await db.selectFrom("deliveries").select("id").where("n", "=", n).executeTakeFirstOrThrow()).id;
}

async function lastNumber(db: Db): Promise<number> {
  const row = await db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.max("n").as("n"))
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}

async function countsOf(db: Db, { processId }: TimelineQuery, range: Range) {
  const looked = range.scan
    .select(["status", "kind", "process_id"])
    .orderBy(range.order, "desc")
    .limit(sampled);
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
  const total = seen < sampled ? seen : await countOf(db, range);
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

/** How many rows there are, from how far the newest of them reach where they are too many to count. */
async function countOf(db: Db, { scan, order, share }: Range): Promise<number> {
  const newest = scan.select(order).orderBy(order, "desc").limit(counted);
  const { count, oldest } = await db
    .selectFrom(newest.as("newest"))
    .select(({ fn }) => [fn.countAll<number>().as("count"), fn.min(order).as("oldest")])
    .executeTakeFirstOrThrow();
  if (Number(count) < counted || oldest === null) return Number(count);
  return Math.round(Number(count) / Math.min(1, Math.max(await share(oldest), 0.001)));
}
