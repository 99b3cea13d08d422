import type { Kysely, Selectable } from "kysely";
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
export async function deliveryWithBody(
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
export async function attemptsOf(db: Db, deliveryN: number): Promise<AttemptTable[]> {
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
  // The narrowest index drives the scan; the rest is filtered from what it yields.
  let scanned = db
    .selectFrom("deliveries")
    .select([
      "n",
      "id",
      "callback_id",
      "process_id",
      "activity_id",
      "status",
      "last_status_code",
      "created_at",
    ])
    .where("project_id", "=", query.projectId);
  if (query.leadIds?.length === 0) return { rows: [], next: null };
  if (query.leadIds !== null) scanned = scanned.where("lead_id", "in", query.leadIds);
  else if (query.callbackId !== null) scanned = scanned.where("callback_id", "=", query.callbackId);
  const onlyStatus = query.status?.length === 1 ? query.status[0] : null;
  if (onlyStatus === "failed") scanned = scanned.where(sql<boolean>`status = 'failed'`);
  // Rows are numbered as they were committed, and ids are ordered by time as well: each index has one of the two.
  const narrowed = query.leadIds !== null || query.callbackId !== null || onlyStatus === "failed";
  if (query.before !== null) {
    const cursor = narrowed ? await numberOf(db, query.projectId, query.before) : undefined;
    scanned = cursor === undefined ? scanned.where("id", "<", query.before) : scanned.where("n", "<", cursor);
  }
  if (query.until !== null) scanned = scanned.where("id", "<", firstIdOf(query.until + 1_000));
  const seen = await scanned
    .orderBy(narrowed ? "n" : "id", "desc")
    .limit(scannedRows)
    .execute();
  const inTime = seen.filter(
    (row) =>
      (query.callbackId === null || row.callback_id === query.callbackId) &&
      (query.processId === null || row.process_id === query.processId) &&
      (query.activityId === null || row.activity_id === query.activityId) &&
      (query.status === null || query.status.includes(row.status)) &&
      (query.statusCode === null || row.last_status_code === query.statusCode) &&
      (query.since === null || row.created_at >= query.since) &&
      (query.until === null || row.created_at < query.until),
  );
  const matching = query.trigger === null ? inTime : await firing(db, inTime, query.trigger, query.projectId);
  const page = matching.slice(0, query.limit);
  const tooOld = query.since !== null && (seen.at(-1)?.created_at ?? 0) < query.since;
  const more = matching.length > page.length || (seen.length === scannedRows && !tooOld);
  const last = matching.length > page.length ? page.at(-1) : seen.at(-1);
  const next = more ? (last?.id ?? null) : null;
  if (page.length === 0) return { rows: [], next };
  const rows = await withContext(db)
    .where(
      "d.n",
      "in",
      page.map((row) => row.n),
    )
    .orderBy(narrowed ? "d.n" : "d.id", "desc")
    .execute();
  return { rows, next };
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

/** Those whose activity's triggers include one; looked up a few hundred at a time, within what a statement binds. */
async function firing<T extends { activity_id: string | null }>(
  db: Db,
  rows: readonly T[],
  trigger: string,
  projectId: string,
): Promise<T[]> {
  const found = new Set<string>();
  const ids = rows.flatMap((row) => row.activity_id ?? []);
  for (let start = 0; start < ids.length; start += 500) {
    const hits = await db
      .selectFrom("activities")
      .select("id")
      .where("project_id", "=", projectId)
      .where("id", "in", ids.slice(start, start + 500))
      .where("triggers", "like", `%"${trigger}"%`)
      .execute();
    for (const hit of hits) found.add(hit.id);
  }
  return rows.filter((row) => row.activity_id !== null && found.has(row.activity_id));
}

export type ResendResult = "reopened" | "held-back" | "removed" | "unknown";

/**
 * Sends a delivery again: the same id, the same bytes, its attempts go on. One that waits for its time is due now;
 * one that has ended opens again outside the lead's order, in order among what is resent. One that is held
 * stays where it is.
 */
export async function resendDelivery(
  db: Db,
  resend: { projectId: string; id: string; now: number },
): Promise<ResendResult> {
  const row = await deliveryById(db, resend);
  if (row === undefined) return "unknown";
  const callback = await db
    .selectFrom("callbacks")
    .select("removed_at")
    .where("id", "=", row.callback_id)
    .executeTakeFirst();
  if (callback === undefined || callback.removed_at !== null) return "removed";
  if (row.status === "held") return "held-back";
  if (row.status === "pending") {
    await db
      .updateTable("deliveries")
      .set({ due_at: resend.now })
      .where("n", "=", row.n)
      .where("leased_by", "is", null)
      .execute();
    return "reopened";
  }
  const before =
    row.lead_id === null
      ? undefined
      : await db
          .selectFrom("deliveries")
          .select("n")
          .where("callback_id", "=", row.callback_id)
          .where("lead_id", "=", row.lead_id)
          .where("lane", "=", 1)
          .where(sql<boolean>`status in ('pending', 'held')`)
          .executeTakeFirst();
  const held = before !== undefined;
  await db
    .updateTable("deliveries")
    .set({
      status: held ? "held" : "pending",
      lane: 1,
      step: 0,
      due_at: held ? null : resend.now,
      ended_at: null,
    })
    .where("n", "=", row.n)
    .execute();
  return "reopened";
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
