import type { Kysely, Selectable, SelectQueryBuilder } from "kysely";
import { sql } from "kysely";
import { type HistoryEntry, historyActivities, payloadOf } from "../../callbacks/payload.ts";
import type { PayloadFormat } from "../../contract/words.ts";
import { envelopeOf } from "../../outreach/envelope.ts";
import { firstIdOf } from "../../platform/ids.ts";
import type { AttemptTable, DeliveryTable, Schema } from "../schema.ts";
import { activityById, scannedRows } from "./activities.ts";

type Db = Kysely<Schema>;

/** A delivery with what its callback and activity add to it. */
export interface DeliveryRow extends Selectable<DeliveryTable> {
  callback_paused_at: number | null;
  callback_name: string;
  /** JSON array of its activity's triggers, or null. */
  triggers: string | null;
}

const withContext = (db: Db) =>
  db
    .selectFrom("deliveries as d")
    .innerJoin("callbacks as c", "c.id", "d.callback_id")
    .leftJoin("activities as a", (join) =>
      join.onRef("a.project_id", "=", "d.project_id").onRef("a.id", "=", "d.activity_id"),
    )
    .selectAll("d")
    .select(["c.paused_at as callback_paused_at", "c.name as callback_name", "a.triggers"]);

export async function deliveryById(
  db: Db,
  key: { projectId: string; id: string },
): Promise<DeliveryRow | undefined> {
  return withContext(db)
    .where("d.project_id", "=", key.projectId)
    .where("d.id", "=", key.id)
    .executeTakeFirst();
}

/** A delivery with its attempts and its body, all as they were at one moment. */
export async function deliveryInFull(
  db: Db,
  key: { projectId: string; id: string },
): Promise<{ row: DeliveryRow; body: string; attempts: AttemptTable[] } | undefined> {
  return db.transaction().execute(async (snapshot) => {
    const found = await deliveryWithBody(snapshot, key);
    return found && { ...found, attempts: await attemptsOf(snapshot, found.row.n) };
  });
}

/** A delivery with its body, made from what is stored as it is when it is sent. */
async function deliveryWithBody(
  db: Db,
  key: { projectId: string; id: string },
): Promise<{ row: DeliveryRow; body: string } | undefined> {
  const row = await deliveryById(db, key);
  if (row === undefined) return undefined;
  if (row.body !== null) return { row, body: row.body };
  if (row.update_id !== null) {
    const update = await db
      .selectFrom("updates")
      .select("body")
      .where("id", "=", row.update_id)
      .executeTakeFirstOrThrow();
    return { row, body: update.body };
  }
  const activity = await activityById(db, { projectId: key.projectId, id: row.activity_id ?? "" });
  if (activity === undefined) return { row, body: "" };
  const format = row.payload_format as PayloadFormat;
  const history = format === "lead_history" ? await historyOf(db, activity.leadId, activity.sequence) : null;
  return { row, body: payloadOf(format, envelopeOf(activity), activity.lead, history) };
}

/** The lead's activities up to `sequence` that fire something, newest first, one more than is shown. */
async function historyOf(db: Db, leadId: string, sequence: number): Promise<HistoryEntry[]> {
  return db
    .selectFrom("activities")
    .select(["id as activityId", "sequence", "recorded_at as timestamp", "body"])
    .where("lead_id", "=", leadId)
    .where("sequence", "<=", sequence)
    .where("triggers", "<>", "[]")
    .orderBy("sequence", "desc")
    .limit(historyActivities + 1)
    .execute();
}

/** Leads of any process of a project that carry a reference. */
export async function leadIdsByReference(
  db: Db,
  key: { projectId: string; referenceId: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom("processes as p")
    .innerJoin("leads as l", (join) =>
      join.onRef("l.process_id", "=", "p.id").on("l.reference_id", "=", key.referenceId),
    )
    .select("l.id")
    .where("p.project_id", "=", key.projectId)
    .execute();
  return rows.map((row) => row.id);
}

/** Attempts of a delivery, first to last. */
async function attemptsOf(db: Db, deliveryN: number): Promise<AttemptTable[]> {
  return db
    .selectFrom("attempts")
    .selectAll()
    .where("delivery_n", "=", deliveryN)
    .orderBy("number")
    .execute();
}

export interface DeliveryQuery {
  projectId: string;
  callbackId: string | null;
  processId: string | null;
  leadIds: readonly string[] | null;
  activityId: string | null;
  status: readonly string[] | null;
  trigger: string | null;
  statusCode: number | null;
  since: number | null;
  until: number | null;
  before: string | null;
  limit: number;
}

/**
 * A page of deliveries, newest first. A page looks at a bounded number of rows, so it may be shorter than `limit`
 * while `next`, where the following page begins, is set.
 */
export async function listDeliveries(
  db: Db,
  query: DeliveryQuery,
): Promise<{ rows: DeliveryRow[]; next: string | null }> {
  if (query.leadIds?.length === 0) return { rows: [], next: null };
  const { scanned, order } = await scanOf(db, query);
  const found = await filtered(db, scanned.orderBy(order, "desc").limit(scannedRows), query)
    .select(["n", "id"])
    .orderBy(order, "desc")
    .limit(query.limit + 1)
    .execute();
  const page = found.slice(0, query.limit);
  const next =
    found.length > page.length
      ? (page.at(-1)?.id ?? null)
      : await endOfScan(scanned.orderBy(order, "desc"), query.since);
  if (page.length === 0) return { rows: [], next };
  const rows = await withContext(db)
    .where(
      "d.n",
      "in",
      page.map(({ n }) => n),
    )
    .orderBy(`d.${order}`, "desc")
    .execute();
  return { rows, next };
}

/**
 * The rows that a page looks at, by the narrowest index. Rows are numbered as they were committed, and ids are
 * ordered by time as well: each index has one of the two.
 */
async function scanOf(db: Db, query: DeliveryQuery) {
  let scanned = db.selectFrom("deliveries").where("project_id", "=", query.projectId);
  if (query.leadIds !== null) scanned = scanned.where("lead_id", "in", query.leadIds);
  else if (query.callbackId !== null) scanned = scanned.where("callback_id", "=", query.callbackId);
  const onlyFailed = query.status?.length === 1 && query.status[0] === "failed";
  if (onlyFailed) scanned = scanned.where(sql<boolean>`status = 'failed'`);
  const order = query.leadIds !== null || query.callbackId !== null || onlyFailed ? "n" : "id";
  if (query.before !== null) {
    const cursor = order === "n" ? await numberOf(db, query.projectId, query.before) : undefined;
    scanned = cursor === undefined ? scanned.where("id", "<", query.before) : scanned.where("n", "<", cursor);
  }
  if (query.until !== null) scanned = scanned.where("id", "<", firstIdOf(query.until + 1_000));
  return { scanned, order } as const;
}

/** What is left of the rows looked at; the database filters them, since a row costs more here than there. */
function filtered(
  db: Db,
  scan: SelectQueryBuilder<Schema, "deliveries", object>,
  query: DeliveryQuery,
): SelectQueryBuilder<{ w: Selectable<DeliveryTable> }, "w", object> {
  let found = db.selectFrom(scan.selectAll().as("w"));
  if (query.callbackId !== null) found = found.where("w.callback_id", "=", query.callbackId);
  if (query.processId !== null) found = found.where("w.process_id", "=", query.processId);
  if (query.activityId !== null) found = found.where("w.activity_id", "=", query.activityId);
  if (query.status !== null) found = found.where("w.status", "in", query.status);
  if (query.statusCode !== null) found = found.where("w.last_status_code", "=", query.statusCode);
  if (query.since !== null) found = found.where("w.created_at", ">=", query.since);
  if (query.until !== null) found = found.where("w.created_at", "<", query.until);
  const { trigger, projectId } = query;
  if (trigger === null) return found;
  return found.where(({ exists }) =>
    exists(
      db
        .selectFrom("activities as a")
        .select("a.n")
        .where("a.project_id", "=", projectId)
        .where("a.id", "=", sql<string>`w.activity_id`)
        .where("a.triggers", "like", `%"${trigger}"%`),
    ),
  );
}

/** The last row that a page could look at, where there are more behind it that a filter may let through. */
async function endOfScan(
  scan: SelectQueryBuilder<Schema, "deliveries", object>,
  since: number | null,
): Promise<string | null> {
  const last = await scan
    .select(["id", "created_at"])
    .limit(1)
    .offset(scannedRows - 1)
    .executeTakeFirst();
  return last === undefined || (since !== null && last.created_at < since) ? null : last.id;
}

async function numberOf(db: Db, projectId: string, id: string): Promise<number | undefined> {
  const row = await db
    .selectFrom("deliveries")
    .select("n")
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.n;
}

/** Stores a test that was sent: a delivery that has ended, with its one attempt. */
export async function insertTestDelivery(
  db: Db,
  test: { delivery: Omit<Selectable<DeliveryTable>, "n">; attempt: Omit<AttemptTable, "delivery_n"> },
): Promise<void> {
  const { n } = await db
    .insertInto("deliveries")
    .values(test.delivery)
    .returning("n")
    .executeTakeFirstOrThrow();
  await db
    .insertInto("attempts")
    .values({ ...test.attempt, delivery_n: n })
    .execute();
}
