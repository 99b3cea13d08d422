import type { ExpressionBuilder, Kysely, Selectable, SelectQueryBuilder } from "kysely";
import { sql } from "kysely";
import { firstIdOf } from "../../platform/ids.ts";
import type { DeliveryTable, Schema } from "../schema.ts";
import { activityById, scannedRows } from "./activities.ts";
import { firstNumberSince } from "./delivery-numbers.ts";
import { type DeliveryRow, deliveriesWithContext, deliveryRows } from "./delivery-row.ts";
import { leadHolds, leadIdsByExactText } from "./lead-search.ts";

type Db = Kysely<Schema>;
type Scan = SelectQueryBuilder<Schema, "deliveries", object>;

/** Rows that a page looks at where each needs a look-up in another table. */
const scannedWithJoin = 2_000;
/** Open deliveries of a project, pending or held, that are looked up instead of scanned for. */
const mostOpen = 1_000;
/** How far the clocks of nodes on one database may be apart, ms. */
const clockSkewMs = 10_000;

export interface DeliveryQuery {
  projectId: string;
  callbackId: string | null;
  processId: string | null;
  leadIds: readonly string[] | null;
  activityId: string | null;
  /** Statuses, and `waiting` and `retrying`: pending ones by whether they were tried. */
  status: readonly string[] | null;
  trigger: string | null;
  statusCode: number | null;
  /** Class of the last error. */
  errorClass: string | null;
  /** A delivery, lead or activity id, a lead's reference, phone or email, or a part of these or its name. */
  q: string | null;
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
  const found = query.q === null ? query : await searched(db, query, query.q);
  if ("id" in found) return byId(db, query, found.id);
  if (found.leadIds?.length === 0) return { rows: [], next: null };
  return page(db, found);
}

async function page(db: Db, query: DeliveryQuery): Promise<{ rows: DeliveryRow[]; next: string | null }> {
  const open = query.leadIds === null && asksForOpen(query) ? await openNumbers(db, query) : null;
  if (open?.length === 0) return { rows: [], next: null };
  const { scanned, order } = await scanOf(db, query, open);
  const most = mostScanned(query);
  const found = await filtered(db, scanned.orderBy(order, "desc").limit(most), query)
    .select(["n", "id"])
    .orderBy(order, "desc")
    .limit(query.limit + 1)
    .execute();
  const shown = found.slice(0, query.limit);
  const next =
    found.length > shown.length
      ? (shown.at(-1)?.id ?? null)
      : await endOfScan(scanned.orderBy(order, "desc"), most, query.since);
  return { rows: await rowsOf(db, shown, order), next };
}

async function rowsOf(db: Db, page: readonly { n: number }[], order: "n" | "id"): Promise<DeliveryRow[]> {
  if (page.length === 0) return [];
  const ns = page.map(({ n }) => n);
  return deliveryRows(deliveriesWithContext(db).where("d.n", "in", ns).orderBy(`d.${order}`, "desc"));
}

/** What a search asks for: one delivery, all of one activity, all of the leads that it names, or rows that hold it. */
async function searched(db: Db, query: DeliveryQuery, q: string): Promise<DeliveryQuery | { id: string }> {
  const { projectId } = query;
  if (/^[0-9a-f]{24}$/.test(q)) {
    if ((await numberOf(db, projectId, q)) !== undefined) return { id: q };
    const activity = await activityById(db, { projectId, id: q });
    return activity === undefined
      ? ofLeads(query, [q])
      : { ...ofLeads(query, [activity.leadId]), activityId: query.activityId ?? q };
  }
  const leadIds = await leadIdsByExactText(db, { projectId, text: q });
  return leadIds.length === 0 ? query : ofLeads(query, leadIds);
}

/** Narrowed to leads, which names them better than the text does. */
function ofLeads(query: DeliveryQuery, found: readonly string[]): DeliveryQuery {
  const { leadIds } = query;
  return {
    ...query,
    q: null,
    leadIds: leadIds === null ? found : found.filter((id) => leadIds.includes(id)),
  };
}

/** One delivery, where the other filters let it through. */
async function byId(db: Db, query: DeliveryQuery, id: string) {
  const scan = db.selectFrom("deliveries").where("project_id", "=", query.projectId).where("id", "=", id);
  const found = await filtered(db, scan, { ...query, q: null })
    .select("n")
    .execute();
  return { rows: query.before === null ? await rowsOf(db, found, "id") : [], next: null };
}

/**
 * The rows that a page looks at, by the narrowest index, or of the `open` ones alone. Rows are numbered as they were
 * committed, and ids are ordered by time as well: each index has one of the two.
 */
async function scanOf(db: Db, query: DeliveryQuery, open: readonly number[] | null) {
  let scanned = db.selectFrom("deliveries").where("project_id", "=", query.projectId);
  if (query.leadIds !== null) scanned = scanned.where("lead_id", "in", query.leadIds);
  else if (query.callbackId !== null) scanned = scanned.where("callback_id", "=", query.callbackId);
  const onlyFailed = query.status?.length === 1 && query.status[0] === "failed";
  if (onlyFailed) scanned = scanned.where(sql<boolean>`status = 'failed'`);
  if (open !== null) scanned = scanned.where("n", "in", open);
  const order = query.leadIds !== null || query.callbackId !== null || onlyFailed ? "n" : "id";
  if (query.before !== null) {
    const cursor = order === "n" ? await numberOf(db, query.projectId, query.before) : undefined;
    scanned = cursor === undefined ? scanned.where("id", "<", query.before) : scanned.where("n", "<", cursor);
  }
  if (query.until !== null) scanned = await before(db, query, query.until, scanned, order);
  return { scanned, order } as const;
}

const openStatuses = new Set(["pending", "held", "waiting", "retrying"]);

const asksForOpen = ({ status }: DeliveryQuery): boolean =>
  status?.every((one) => openStatuses.has(one)) === true;

/**
 * What the project's callbacks are owed, or the one asked for, by deliveries_chain: of a million that ended, none is
 * looked at to see that nothing is open. Null where it is more than is worth looking up.
 */
async function openNumbers(db: Db, { projectId, callbackId }: DeliveryQuery): Promise<number[] | null> {
  const callbacks = db.selectFrom("callbacks").select("id").where("project_id", "=", projectId);
  const rows = await db
    .selectFrom("deliveries")
    .select("n")
    .where("project_id", "=", projectId)
    .where("callback_id", "in", callbackId === null ? callbacks : [callbackId])
    .where(sql<boolean>`status in ('pending', 'held')`)
    .limit(mostOpen + 1)
    .execute();
  return rows.length > mostOpen ? null : rows.map(({ n }) => n);
}

/** Rows from before `until` and a little later: where rows go by number, clocks of several nodes may differ so much. */
async function before(db: Db, { projectId }: DeliveryQuery, until: number, scan: Scan, order: "n" | "id") {
  if (order === "id") return scan.where("id", "<", firstIdOf(until + 1_000));
  const n = await firstNumberSince(db, projectId, until + clockSkewMs);
  return n === null ? scan : scan.where("n", "<", n);
}

/** How many rows a page looks at: fewer where a filter looks at another table for each. */
const mostScanned = ({ trigger, errorClass, q }: DeliveryQuery): number =>
  trigger === null && errorClass === null && q === null ? scannedRows : scannedWithJoin;

/** What is left of the rows looked at; the database filters them, since a row costs more here than there. */
function filtered(
  db: Db,
  scan: Scan,
  query: DeliveryQuery,
): SelectQueryBuilder<{ w: Selectable<DeliveryTable> }, "w", object> {
  let found = db.selectFrom(scan.selectAll().as("w"));
  if (query.callbackId !== null) found = found.where("w.callback_id", "=", query.callbackId);
  if (query.processId !== null) found = found.where("w.process_id", "=", query.processId);
  if (query.activityId !== null) found = found.where("w.activity_id", "=", query.activityId);
  const { status, leadIds } = query;
  if (leadIds !== null) found = found.where("w.lead_id", "in", leadIds);
  if (status !== null) found = found.where((eb) => eb.or(status.map((one) => hasStatus(eb, one))));
  if (query.statusCode !== null) found = found.where("w.last_status_code", "=", query.statusCode);
  if (query.since !== null) found = found.where("w.created_at", ">=", query.since);
  if (query.until !== null) found = found.where("w.created_at", "<", query.until);
  const { trigger, errorClass, q, projectId } = query;
  if (trigger !== null) {
    const triggered = db
      .selectFrom("activities as a")
      .select("a.n")
      .where("a.project_id", "=", projectId)
      .where("a.id", "=", sql<string>`w.activity_id`)
      .where("a.triggers", "like", `%"${trigger}"%`);
    found = found.where(({ exists }) => exists(triggered));
  }
  if (errorClass !== null) {
    const failed = db
      .selectFrom("attempts as t")
      .select("t.number")
      .where("t.delivery_n", "=", sql<number>`w.n`)
      .where("t.number", "=", sql<number>`w.attempts`)
      .where("t.error_class", "=", errorClass);
    found = found.where("w.last_error", "is not", null).where(({ exists }) => exists(failed));
  }
  if (q !== null) {
    const named = db.selectFrom("leads as l").select("l.id").where("l.id", "=", sql<string>`w.lead_id`);
    found = found.where(({ exists }) => exists(named.where(leadHolds("l", q))));
  }
  return found;
}

function hasStatus(eb: ExpressionBuilder<{ w: Selectable<DeliveryTable> }, "w">, shown: string) {
  if (shown !== "waiting" && shown !== "retrying") return eb("w.status", "=", shown);
  return eb.and([eb("w.status", "=", "pending"), eb("w.attempts", shown === "waiting" ? "=" : ">", 0)]);
}

/** The last row that a page could look at, where there are more behind it that a filter may let through. */
async function endOfScan(scan: Scan, most: number, since: number | null): Promise<string | null> {
  const last = await scan
    .select(["id", "created_at"])
    .limit(1)
    .offset(most - 1)
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
