import { type Kysely, type Selectable, sql } from "kysely";
import type { Engine, ReadyDelivery } from "./engine.ts";
import { readyDeliveries } from "./ready.ts";
import type { DeliveryTable, Schema } from "./schema.ts";

type Db = Kysely<Schema>;

/** A place among what a callback is owed, in the order in which it is due. */
export interface DuePlace {
  dueAt: number;
  n: number;
}

export interface AheadRequest {
  callbackId: string;
  node: string;
  now: number;
  /** End of the leases, ms since the epoch. */
  until: number;
  /** Where to go on; null begins with what is due first. */
  after: DuePlace | null;
  /** Leaves out what was attempted after this time, ms since the epoch; null leaves out nothing. */
  untouchedAfter: number | null;
  limit: number;
}

/** A delivery that may be sent before its time, which stays what it is. */
export interface AheadDelivery {
  delivery: ReadyDelivery;
  dueAt: number;
}

export interface AheadResult {
  ready: AheadDelivery[];
  /** Where to go on, or null where nothing is left. */
  next: DuePlace | null;
}

/** Rows that one request looks at: a receiver that named a time for all of them makes no long scan. */
const scannedRows = 128;

/**
 * Claims what waits for a callback before it is due, earliest first, for a probe or to bring it forward. Its place
 * on the schedule stays in its row. Leaves what a receiver named a time for, and all of a callback that is paused
 * or removed.
 */
export async function claimAhead(engine: Engine, request: AheadRequest): Promise<AheadResult> {
  return engine.transaction(async ({ db, hot }) => {
    const projectId = await projectToSendFor(db, request.callbackId);
    if (projectId === null) return { ready: [], next: null };
    const scanned = await waitingAfter(db, projectId, request);
    const touched = await attemptedAfter(db, scanned, request.untouchedAfter);
    const free = scanned.filter(
      ({ n, not_before: notBefore }) => (notBefore ?? 0) <= request.now && !touched.has(n),
    );
    const wanted = free.slice(0, request.limit).map(({ n }) => n);
    const leased = (await lease(db, projectId, wanted, request)).map((n) => ({ n, projectId }));
    const ready = await readyDeliveries(hot, await hot.readyRows(leased));
    const dueAt = new Map(scanned.map((row) => [row.n, row.due_at ?? 0]));
    // What there was no room for is where to go on.
    const last = free.length > request.limit ? free[request.limit - 1] : scanned.at(-1);
    const over = free.length <= request.limit && scanned.length < scannedRows;
    return {
      ready: ready.map((delivery) => ({ delivery, dueAt: dueAt.get(delivery.n) ?? 0 })),
      next: over || last === undefined ? null : { dueAt: last.due_at ?? 0, n: last.n },
    };
  });
}

/** The callback's project, or null where nothing may be sent to it. */
async function projectToSendFor(db: Db, callbackId: string): Promise<string | null> {
  const found = await db
    .selectFrom("callbacks")
    .select("project_id")
    .where("id", "=", callbackId)
    .where("paused_at", "is", null)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return found?.project_id ?? null;
}

type WaitingRow = Pick<Selectable<DeliveryTable>, "n" | "due_at" | "not_before">;

/** A stretch of deliveries_due. */
function waitingAfter(db: Db, projectId: string, { callbackId, after }: AheadRequest): Promise<WaitingRow[]> {
  let waiting = db
    .selectFrom("deliveries")
    .select(["n", "due_at", "not_before"])
    .where("project_id", "=", projectId)
    .where("callback_id", "=", callbackId)
    .where(unleased);
  if (after !== null) {
    waiting = waiting
      .where("due_at", ">=", after.dueAt)
      .where(({ eb, or }) => or([eb("due_at", ">", after.dueAt), eb("n", ">", after.n)]));
  }
  return waiting.orderBy("due_at").orderBy("n").limit(scannedRows).execute();
}

/** Word for word as deliveries_due has it. */
const unleased = sql<boolean>`status = 'pending' and leased_by is null`;

async function attemptedAfter(
  db: Db,
  rows: readonly WaitingRow[],
  after: number | null,
): Promise<ReadonlySet<number>> {
  if (after === null || rows.length === 0) return new Set();
  const attempts = await db
    .selectFrom("attempts")
    .select("delivery_n")
    .where(
      "delivery_n",
      "in",
      rows.map(({ n }) => n),
    )
    .where("at", ">", after)
    .execute();
  return new Set(attempts.map((attempt) => attempt.delivery_n));
}

/** Another node may have been quicker: returns what this one got, in the order given. */
async function lease(
  db: Db,
  projectId: string,
  ns: readonly number[],
  { node, until }: AheadRequest,
): Promise<number[]> {
  if (ns.length === 0) return [];
  const leased = await db
    .updateTable("deliveries")
    .set({ leased_by: node, leased_until: until })
    .where("project_id", "=", projectId)
    .where("n", "in", ns)
    .where(unleased)
    .returning("n")
    .execute();
  const got = new Set(leased.map(({ n }) => n));
  return ns.filter((n) => got.has(n));
}
