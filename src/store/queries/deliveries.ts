import { type Kysely, type Selectable, sql } from "kysely";
import { type HistoryEntry, historyActivities, payloadOf } from "../../callbacks/payload.ts";
import type { PayloadFormat } from "../../contract/words.ts";
import { envelopeOf } from "../../outreach/envelope.ts";
import type { HotStatements } from "../engine.ts";
import type { AttemptTable, DeliveryTable, Schema } from "../schema.ts";
import { activityById } from "./activities.ts";
import { type DeliveryRow, deliveriesWithContext, deliveryRows } from "./delivery-row.ts";

type Db = Kysely<Schema>;

export async function deliveryById(
  db: Db,
  key: { projectId: string; id: string },
): Promise<DeliveryRow | undefined> {
  const [row] = await deliveryRows(
    deliveriesWithContext(db).where("d.project_id", "=", key.projectId).where("d.id", "=", key.id),
  );
  return row;
}

/** A delivery with its attempts and its body, all as they were at one moment. */
export async function deliveryInFull(
  db: Db,
  key: { projectId: string; id: string },
): Promise<{ row: DeliveryRow; body: string; attempts: AttemptTable[] } | undefined> {
  // SQLite reads from one snapshot by itself.
  const reading = db.transaction().setIsolationLevel("repeatable read");
  return reading.execute(async (snapshot) => {
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

/** More deliveries than this of one lead are not looked at for its activities. */
const mostOfLead = 20_000;

/** A delivery as a chip beside what caused it. */
export type CausedDelivery = Pick<
  Selectable<DeliveryTable>,
  "id" | "activity_id" | "callback_id" | "status" | "attempts" | "last_status_code"
> & { callback_name: string };

/** What activities of one lead are owed as, in the order of owing, by deliveries_of_lead. */
export async function deliveriesOfActivities(
  db: Db,
  query: { projectId: string; leadId: string; activityIds: readonly string[] },
): Promise<CausedDelivery[]> {
  if (query.activityIds.length === 0) return [];
  const ofLead = db
    .selectFrom("deliveries")
    .select(["n", "id", "activity_id", "callback_id", "status", "attempts", "last_status_code"])
    .where("project_id", "=", query.projectId)
    .where("lead_id", "=", query.leadId)
    .orderBy("n", "desc")
    .limit(mostOfLead);
  return db
    .selectFrom(ofLead.as("owed"))
    .innerJoin("callbacks as c", "c.id", "owed.callback_id")
    .select([
      "owed.id",
      "owed.activity_id",
      "owed.callback_id",
      "owed.status",
      "owed.attempts",
      "owed.last_status_code",
    ])
    .select("c.name as callback_name")
    .where("owed.activity_id", "in", query.activityIds)
    .orderBy("owed.n")
    .execute();
}

/** Attempts of a delivery, first to last. */
async function attemptsOf(db: Db, deliveryN: number): Promise<AttemptTable[]> {
  return db
    .selectFrom("attempts")
    .select(["delivery_n", "number", "at", "status_code", "error_class", "record"])
    .where("delivery_n", "=", deliveryN)
    .orderBy("number")
    .execute();
}

/** Open deliveries that are looked at to see how many are due. */
const mostOpen = 5_000;

/**
 * How much of what a callback is owed is due, on its way included; more than `most` where it is not worth counting.
 * By deliveries_chain.
 */
export async function dueOf(
  db: Db,
  query: { callbackId: string; now: number; most: number },
): Promise<number> {
  const open = db
    .selectFrom("deliveries")
    .select(["status", "due_at"])
    .where("callback_id", "=", query.callbackId)
    .where(sql<boolean>`status in ('pending', 'held')`)
    .limit(mostOpen);
  const { all, due } = await db
    .selectFrom(open.as("open"))
    .select([
      ({ fn }) => fn.countAll<number>().as("all"),
      sql<number>`count(case when status = 'pending' and due_at <= ${query.now} then 1 end)`.as("due"),
    ])
    .executeTakeFirstOrThrow();
  return Number(all) === mostOpen ? query.most + 1 : Number(due);
}

export interface TestDelivery {
  delivery: Omit<Selectable<DeliveryTable>, "n">;
  attempt: Omit<AttemptTable, "delivery_n">;
}

/** Stores a test that was sent: a delivery that has ended, with its one attempt. */
export async function insertTestDelivery(
  { db, hot }: { db: Db; hot: HotStatements },
  { delivery, attempt }: TestDelivery,
): Promise<void> {
  const { n } = await db.insertInto("deliveries").values(delivery).returning("n").executeTakeFirstOrThrow();
  await hot.insertAttempt({ ...attempt, delivery_n: n }, delivery.project_id);
}
