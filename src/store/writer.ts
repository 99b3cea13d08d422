import type { Kysely } from "kysely";
import type { PayloadFormat } from "../contract/words.ts";
import type { Batch } from "../outreach/batch.ts";
import { decide } from "../outreach/decide.ts";
import { envelopeOf } from "../outreach/envelope.ts";
import type { Change } from "../outreach/model.ts";
import { newId } from "../platform/ids.ts";
import { type CommittedChanges, committedChanges, type OwedChange } from "./committed.ts";
import {
  type AttemptOutcome,
  type Engine,
  type HotStatements,
  type OwedRow,
  type ReadyDelivery,
  type ReadyRow,
  type Release,
  type RowKey,
  type Soon,
  StoreUnavailable,
  type Touched,
} from "./engine.ts";
import { storeHealth } from "./health-turns.ts";
import { findReplay, type IdempotentRequest, keepResults, type Replay } from "./idempotency.ts";
import { loadBatch, touchedBy } from "./loading.ts";
import { tellOfOutcomes } from "./notices.ts";
import type { ProcessCache } from "./process-cache.ts";
import { storeInboundCalls } from "./queries/inbound-calls.ts";
import { readyDeliveries } from "./ready.ts";
import type { Schema } from "./schema.ts";

/** The changes of one API request: all of them are decided, each refused or accepted alone. */
export interface ChangeRequest {
  changes: readonly Change[];
  idempotency: IdempotentRequest | null;
  /** Where what it causes belongs in a trace (W3C Trace Context); in none by default. */
  traceparent?: string | null;
}

/** `conflict`: the same `Idempotency-Key` was used before with another body. `failed`: a bug; nothing of it happened. */
export type RequestResult = Replay | { kind: "failed"; message: string };

/** How much of what becomes ready the node can take at once. */
export interface LeaseRoom {
  node: string;
  /** End of the leases, ms since the epoch. */
  until: number;
  /** Deliveries that fit into its memory. */
  room: number;
  /** Callbacks of which it takes no more: the rest of what they are owed overflows. */
  full: readonly string[];
  /** Callbacks whose breaker is open: what they are owed waits, and there is nothing to claim. */
  cutOff: readonly string[];
}

/** What is committed together. */
export interface WriteBatch {
  now: number;
  requests: readonly ChangeRequest[];
  outcomes: readonly AttemptOutcome[];
  lease: LeaseRoom;
  /** Projects whose changes the result is to name; none by default. */
  watched?: readonly string[];
}

export interface WriteResult {
  /** In the order given; fewer than that where the rest was not reached (see `unwritten`). */
  requests: RequestResult[];
  /**
   * Outcomes at the end that were not reached: the database stopped taking writes while the batch ran one by one. What
   * was committed before stays so.
   */
  unwritten: number;
  /** Leased to the node by this commit. */
  ready: ReadyDelivery[];
  /** Whether something became due that was not leased. */
  spilled: boolean;
  /** The same of callbacks that were full: this node knows of it, another may have room. */
  overflowed: boolean;
  /** Callbacks that this commit paused. */
  paused: string[];
  /** Outcomes that a bug kept from being stored, by their index; their leases run out. */
  lost: number[];
  /** What changed of the projects that are watched. */
  committed: CommittedChanges[];
}

/**
 * Commits a batch in one transaction: load what it touches, decide, write. After an unexpected error the batch is
 * run again one by one, so that what is at fault fails alone; where nothing more can be written midway, the result
 * says how far it came.
 *
 * @throws StoreUnavailable where nothing can be written now; nothing of the batch happened
 */
export async function writeBatch(
  engine: Engine,
  cache: ProcessCache,
  batch: WriteBatch,
): Promise<WriteResult> {
  try {
    return await commit(engine, cache, batch);
  } catch (error) {
    cache.clear();
    if (error instanceof StoreUnavailable) throw error;
    if (batch.requests.length + batch.outcomes.length > 1) return await oneByOne(engine, cache, batch);
    const message = (error as Error).message;
    return {
      requests: batch.requests.map(() => ({ kind: "failed", message })),
      unwritten: 0,
      ready: [],
      spilled: false,
      overflowed: false,
      paused: [],
      lost: batch.outcomes.map((_, index) => index),
      committed: [],
    };
  }
}

async function oneByOne(engine: Engine, cache: ProcessCache, batch: WriteBatch): Promise<WriteResult> {
  const whole: WriteResult = {
    requests: [],
    unwritten: 0,
    ready: [],
    spilled: false,
    overflowed: false,
    paused: [],
    lost: [],
    committed: [],
  };
  const parts = [
    ...batch.outcomes.map((outcome) => ({ requests: [], outcomes: [outcome] })),
    ...batch.requests.map((request) => ({ requests: [request], outcomes: [] })),
  ];
  for (const [index, part] of parts.entries()) {
    const room = Math.max(0, batch.lease.room - whole.ready.length);
    const lease = { ...batch.lease, room };
    const result = await writeBatch(engine, cache, { ...batch, ...part, lease }).catch((error: Error) => {
      if (index > 0 && error instanceof StoreUnavailable) return null;
      throw error;
    });
    if (result === null) {
      whole.unwritten = Math.max(0, batch.outcomes.length - index);
      break;
    }
    whole.requests.push(...result.requests);
    whole.ready.push(...result.ready);
    whole.spilled ||= result.spilled;
    whole.overflowed ||= result.overflowed;
    whole.paused.push(...result.paused);
    whole.committed.push(...result.committed);
    if (result.lost.length > 0) whole.lost.push(index);
  }
  return whole;
}

async function commit(engine: Engine, cache: ProcessCache, batch: WriteBatch): Promise<WriteResult> {
  return engine.transaction(async (tx) => {
    const { hot } = tx;
    const lease = new Lease(batch.lease);
    // Statements are begun in the order in which they have to run, and go out together as far as none needs another's
    // answer: a batch takes few round trips.
    const held = begun(hot.lock?.(touchedByAll(batch)));
    // Others write too: settings may have changed since the last batch, and go on to until these are held.
    if (hot.lock !== undefined) cache.clear();
    // Outcomes first: what they finish no longer holds back what the changes owe.
    const outcomes = begun(storeOutcomes(hot, batch, lease));
    const paused = await storeHealth(tx.db, batch.outcomes, batch.now);
    for (const callback of paused) cache.forget(callback.process_id);
    const notices = await tellOfOutcomes(tx.db, batch.outcomes, paused, batch.now);
    if (notices.length > 0) lease.spilled = true;
    if (paused.length > 0)
      await hot.tellSettings?.([...new Set(paused.map((callback) => callback.project_id))]);
    const requests: RequestResult[] = [];
    const changes = batch.requests.flatMap((request) => request.changes);
    const newIds = () => newId(batch.now);
    const loaded = begun(
      batch.requests.length === 0 ? null : loadBatch(tx, cache, changes, batch.now, newIds),
    );
    await held;
    const { released, leased } = await outcomes;
    const rows = begun(hot.readyRows(leased));
    const state = await loaded;
    const ready = await readyDeliveries(hot, await rows);
    if (state !== null) {
      const traces = new Map<string, string>();
      for (const request of batch.requests) {
        const before = state.deliveries.length;
        requests.push(await decideRequest(tx.db, state, request, batch.now));
        if (typeof request.traceparent !== "string") continue;
        for (const { id } of state.deliveries.slice(before)) traces.set(id, request.traceparent);
      }
      ready.push(...(await storeDecided(tx, cache, state, lease, traces)));
    }
    return {
      requests,
      unwritten: 0,
      ready,
      spilled: lease.spilled,
      overflowed: lease.overflowed,
      paused: paused.map((callback) => callback.id),
      lost: [],
      committed: await watchedChanges(tx.db, batch, { released, notices, state }),
    };
  });
}

/** What was begun and is awaited later: if it fails meanwhile, it is then that it says so. */
function begun<T>(result: Soon<T>): Soon<T> {
  if (result instanceof Promise) result.catch(() => {});
  return result;
}

/**
 * What the changes of a batch touch, the leads whose order its outcomes go on with, and the projects that are told of
 * some of them.
 */
function touchedByAll({ requests, outcomes }: WriteBatch): Touched {
  const touched = touchedBy(requests.flatMap((request) => request.changes));
  const finished = outcomes.flatMap(({ projectId, leadId: id }) => (id === null ? [] : { projectId, id }));
  const told = outcomes.filter(({ verdict, pause }) => verdict === "failed" || pause !== null);
  return {
    ...touched,
    projects: new Set([...touched.projects, ...told.map(({ projectId }) => projectId)]),
    leads: new Map([
      ...touched.leads,
      ...finished.map((lead) => [`${lead.projectId}:${lead.id}`, lead] as const),
    ]),
  };
}

async function watchedChanges(
  db: Parameters<typeof committedChanges>[0],
  { outcomes, watched }: WriteBatch,
  done: { released: readonly number[]; notices: readonly OwedChange[]; state: Batch | null },
): Promise<CommittedChanges[]> {
  if (watched === undefined || watched.length === 0) return [];
  const { activities, deliveries } = done.state ?? { activities: [], deliveries: [] };
  const owed = [...deliveries, ...done.notices];
  return committedChanges(db, watched, { outcomes, released: done.released, activities, owed });
}

/** Bodies are counted as one delivery for each of this many characters: memory is what the room is about. */
const ordinaryBody = 4_096;
/** What a `lead_history` is counted as, which can be 256 KiB whatever its own activity says. */
const historyWeight = 64;

/** How much of the room a delivery takes, in ordinary ones. */
function weightOf(format: PayloadFormat, body: string | undefined): number {
  if (format === "lead_history") return historyWeight;
  return Math.max(1, Math.ceil((body?.length ?? 0) / ordinaryBody));
}

/** Hands out the node's room, delivery by delivery. */
class Lease {
  readonly node: string;
  readonly until: number;
  spilled = false;
  overflowed = false;
  #room: number;
  readonly #full: ReadonlySet<string>;
  readonly #cutOff: ReadonlySet<string>;

  constructor(room: LeaseRoom) {
    this.node = room.node;
    this.until = room.until;
    this.#room = room.room;
    this.#full = new Set(room.full);
    this.#cutOff = new Set(room.cutOff);
  }

  /** The node where a delivery of this callback may be leased, or null where it is to wait in the database. */
  offer(callbackId: string, paused: boolean): string | null {
    const closed = paused || this.#cutOff.has(callbackId);
    return closed || this.#room <= 0 || this.#full.has(callbackId) ? null : this.node;
  }

  /** Notes that something of a callback became due, and where it went. */
  taken(callbackId: string, node: string | null, paused: boolean, weight = 1): void {
    if (node !== null) this.#room -= weight;
    else if (paused || this.#cutOff.has(callbackId)) return;
    else if (this.#full.has(callbackId)) this.overflowed = true;
    else this.spilled = true;
  }

  /** There was nothing to take after all. */
  notTaken(): void {
    this.#room += 1;
  }
}

/** Returns the deliveries that were held until now, and those of them that this node may send, by their row. */
async function storeOutcomes(
  hot: HotStatements,
  batch: WriteBatch,
  lease: Lease,
): Promise<{ released: number[]; leased: RowKey[] }> {
  const all: number[] = [];
  const leased: RowKey[] = [];
  if (batch.outcomes.length === 0) return { released: all, leased };
  const finished = begun(hot.finishAttempts(batch.outcomes, batch.lease.node));
  const pausedNow = new Set(
    batch.outcomes.filter((outcome) => outcome.pause !== null).map((o) => o.callbackId),
  );
  const releases = batch.outcomes.flatMap(({ verdict, projectId, callbackId, leadId, lane }): Release[] => {
    if (verdict === "retry" || leadId === null) return [];
    const leasedBy = lease.offer(callbackId, pausedNow.has(callbackId));
    if (leasedBy !== null) lease.taken(callbackId, leasedBy, false);
    return [{ projectId, callbackId, leadId, lane, leasedBy }];
  });
  const found = releases.length === 0 ? [] : await hot.releaseNext(releases, lease.until, batch.now);
  await finished;
  for (const [index, { projectId, callbackId, leasedBy }] of releases.entries()) {
    const released = found[index] ?? null;
    if (released === null) {
      if (leasedBy !== null) lease.notTaken();
      continue;
    }
    all.push(released);
    if (leasedBy !== null) leased.push({ n: released, projectId });
    else lease.taken(callbackId, null, pausedNow.has(callbackId));
  }
  return { released: all, leased };
}

async function decideRequest(
  db: Parameters<typeof findReplay>[0],
  state: Batch,
  request: ChangeRequest,
  now: number,
): Promise<RequestResult> {
  if (request.idempotency !== null) {
    const replay = await findReplay(db, request.idempotency, now);
    if (replay !== null) return replay;
  }
  const results = request.changes.map((change) => decide(state, change));
  if (request.idempotency !== null) await keepResults(db, request.idempotency, results, now);
  return { kind: "decided", results };
}

async function storeDecided(
  { db, hot }: { db: Kysely<Schema>; hot: HotStatements },
  cache: ProcessCache,
  state: Batch,
  lease: Lease,
  traces: ReadonlyMap<string, string>,
): Promise<ReadyDelivery[]> {
  const written = [
    begun(hot.insertLeads(state.newLeads)),
    begun(hot.updateLeads(state.changedLeads)),
    begun(hot.insertActivities(state.activities)),
    begun(hot.insertUpdates(state.updates)),
  ];
  await storeInboundCalls(db, state.changedCalls);
  const activities = new Map(state.activities.map((activity) => [activity.id, activity]));
  const rows: OwedRow[] = state.deliveries.map((owed) => {
    const traceparent = traces.get(owed.id) ?? null;
    if (owed.status === "held") return { ...owed, leasedBy: null, traceparent };
    const paused = cache.get(owed.processId)?.paused.has(owed.callbackId) ?? false;
    const leasedBy = lease.offer(owed.callbackId, paused);
    const activity = activities.get(owed.activityId ?? "");
    lease.taken(owed.callbackId, leasedBy, paused, weightOf(owed.payloadFormat, activity?.body));
    return { ...owed, leasedBy, traceparent };
  });
  const numbers = await hot.insertDeliveries(rows, lease.until);
  await Promise.all(written);
  const updates = new Map(state.updates.map((update) => [update.id, update]));
  const fresh: ReadyRow[] = rows.flatMap((row, index) => {
    if (row.leasedBy === null) return [];
    const activity = activities.get(row.activityId ?? "");
    return {
      n: numbers[index] ?? 0,
      id: row.id,
      projectId: row.projectId,
      processId: row.processId,
      callbackId: row.callbackId,
      leadId: row.leadId,
      attempts: 0,
      step: 0,
      lane: 0,
      owedAt: row.createdAt,
      traceparent: row.traceparent,
      payloadFormat: row.payloadFormat,
      body: updates.get(row.updateId ?? "")?.body ?? null,
      activity: activity === undefined ? null : envelopeOf(activity),
      lead: activity?.lead ?? null,
    };
  });
  return readyDeliveries(hot, fresh);
}
