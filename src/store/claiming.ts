import { type Kysely, sql } from "kysely";
import type { Engine, ReadyDelivery } from "./engine.ts";
import { readyDeliveries } from "./ready.ts";
import type { Schema } from "./schema.ts";

export interface ClaimRequest {
  node: string;
  now: number;
  /** End of the leases, ms since the epoch. */
  until: number;
  /** How many deliveries the node can take in all. */
  room: number;
  /** At most this many of one callback. */
  perCallback: number;
  /** Callbacks of which it takes none now. */
  full: readonly string[];
  /** Of these it takes at most so many, where that is less than `perCallback`. */
  atMost?: Readonly<Record<string, number>>;
}

export interface ClaimResult {
  ready: ReadyDelivery[];
  /** Whether more was due than there was room for. */
  more: boolean;
  /** When the next delivery that is not due yet will be, ms since the epoch; null for none. */
  nextDueAt: number | null;
}

/**
 * Claims what is due, fairly: every callback that waits gets the same share of the room, so that a long queue
 * of one takes nothing from the others. Paused callbacks keep what they are owed.
 */
export async function claimDue(engine: Engine, request: ClaimRequest): Promise<ClaimResult> {
  return engine.transaction(async ({ db, hot }) => {
    const passed = new Set([...request.full, ...(await pausedCallbacks(db))]);
    const waiting = (await hot.waitingCallbacks()).filter(({ callbackId }) => !passed.has(callbackId));
    const due = waiting.filter(({ dueAt }) => dueAt <= request.now);
    const share = Math.min(
      request.perCallback,
      Math.max(1, Math.floor(request.room / Math.max(1, due.length))),
    );
    const callbacks = due.slice(0, request.room).map(({ projectId, callbackId }) => {
      return { projectId, callbackId, limit: Math.min(share, request.atMost?.[callbackId] ?? share) };
    });
    const { node, now, until } = request;
    const claimed = callbacks.length === 0 ? [] : await hot.claimDue({ callbacks, node, now, until });
    const ready = await readyDeliveries(hot, await hot.readyRows(claimed));
    // Looked at again: what a callback has left may be due later than what was claimed of it.
    const left = (await hot.waitingCallbacks()).filter(({ callbackId }) => !passed.has(callbackId));
    const later = left.filter(({ dueAt }) => dueAt > request.now).map(({ dueAt }) => dueAt);
    return {
      ready,
      more: later.length < left.length,
      nextDueAt: later.length > 0 ? Math.min(...later) : null,
    };
  });
}

async function pausedCallbacks(db: Kysely<Schema>): Promise<string[]> {
  const rows = await db.selectFrom("callbacks").select("id").where("paused_at", "is not", null).execute();
  return rows.map((row) => row.id);
}

/** A delivery, by its row, and until when the lease of it lasts that is meant: ms since the epoch. */
export interface Leased {
  n: number;
  until: number;
}

/** Leases that one statement gives back. */
const atOnce = 500;

/**
 * Gives back what a node has leased without counting an attempt; it is due at once. Where that lease has ended and the
 * node has got a later one since, the later one stays: what it is for may be on its way.
 */
export async function handBack(
  db: Kysely<Schema>,
  { node, leases }: { node: string; leases: readonly Leased[] },
): Promise<void> {
  for (let start = 0; start < leases.length; start += atOnce) {
    const rows = leases
      .slice(start, start + atOnce)
      .map(({ n, until }) => sql`(cast(${n} as bigint), cast(${until} as bigint))`);
    // The primary key of deliveries, for each of the values.
    await sql`update deliveries set leased_by = null, leased_until = null from (values ${sql.join(rows)}) as v
      where deliveries.n = v.column1 and deliveries.leased_by = ${node} and deliveries.leased_until <= v.column2`.execute(
      db,
    );
  }
}

/** A lease by the end that no other of its node has, and what of it is not to be given back, by rows. */
export interface LeaseInDoubt {
  until: number;
  kept: readonly number[];
}

/**
 * Gives back what a node has leased without learning of it, since the answer was lost; it is due at once. Returns how
 * many.
 */
export async function handBackInDoubt(
  db: Kysely<Schema>,
  { node, leases }: { node: string; leases: readonly LeaseInDoubt[] },
): Promise<number> {
  let returned = 0;
  for (const { until, kept } of leases) {
    let lease = db
      .updateTable("deliveries")
      .set({ leased_by: null, leased_until: null })
      .where("leased_by", "is not", null)
      .where("leased_by", "=", node)
      .where("leased_until", "=", until);
    if (kept.length > 0) lease = lease.where("n", "not in", kept);
    returned += Number((await lease.executeTakeFirst()).numUpdatedRows);
  }
  return returned;
}

/**
 * Ends the leases that ran out, but for those of the node `keep`, which knows what it still has and would send it
 * twice. Returns how many.
 */
export async function endLeases(
  db: Kysely<Schema>,
  lease: { keep: string | null; now: number },
): Promise<number> {
  let ended = db
    .updateTable("deliveries")
    .set({ leased_by: null, leased_until: null })
    .where("leased_by", "is not", null)
    .where("leased_until", "<", lease.now);
  if (lease.keep !== null) ended = ended.where("leased_by", "<>", lease.keep);
  return Number((await ended.executeTakeFirst()).numUpdatedRows);
}
