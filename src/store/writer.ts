import type { Kysely } from "kysely";
import { newId } from "../platform/ids.ts";
import {
  attemptedStates,
  type CommittedChanges,
  committedChanges,
  nothingAttempted,
  type OwedChange,
} from "./committed.ts";
import {
  type AttemptOutcome,
  begun,
  type DeliveryState,
  type Engine,
  type HotStatements,
  type ReadyDelivery,
  Sent,
  type Soon,
  StoreUnavailable,
  type Touched,
} from "./engine.ts";
import { storeHealth } from "./health-turns.ts";
import { Keys } from "./idempotency.ts";
import { Lease, type LeaseRoom } from "./lease.ts";
import { loadBatch, touchedBy } from "./loading.ts";
import { tellOfOutcomes } from "./notices.ts";
import type { ProcessCache } from "./process-cache.ts";
import type { PausedCallback } from "./queries/callbacks.ts";
import { readyDeliveries } from "./ready.ts";
import type { Schema } from "./schema.ts";
import { type ChangeRequest, decideRequests, type RequestResult, storeDecided } from "./storing-changes.ts";
import { type StoredOutcomes, storeOutcomes } from "./storing-outcomes.ts";

interface Transaction {
  db: Kysely<Schema>;
  hot: HotStatements;
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
  /** Whether more may have been leased: the answer that would have told was lost. */
  unheard: boolean;
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
      unheard: false,
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
    unheard: false,
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
    whole.unheard ||= result.unheard;
    whole.spilled ||= result.spilled;
    whole.overflowed ||= result.overflowed;
    whole.paused.push(...result.paused);
    whole.committed.push(...result.committed);
    if (result.lost.length > 0) whole.lost.push(index);
  }
  return whole;
}

/**
 * All that a batch does to the database goes out in one flight of statements, and in a second where changes are
 * decided on what the first one read: the commit is sent right behind the last of them. Only what rarely happens
 * (something turned for a callback, a project is told of it) waits for answers of its own.
 */
async function commit(engine: Engine, cache: ProcessCache, batch: WriteBatch): Promise<WriteResult> {
  return engine.transaction(async (tx) => {
    const { hot } = tx;
    const lease = new Lease(batch.lease);
    begun(hot.lock?.(touchedByAll(batch)));
    // Others write too: settings may have changed since the last batch, and go on to until these are held.
    if (hot.rules.type === "asked") cache.clear();
    const failing = batch.outcomes.filter(({ verdict }) => verdict === "failed");
    const before = failing.length === 0 ? [] : begun(hot.deliveryStates(failing));
    // Outcomes first: what they finish no longer holds back what the changes owe.
    const outcomes = begun(storeOutcomes(hot, batch, lease));
    const { paused, notices } = await storeTurns(tx, batch, before);
    for (const callback of paused) cache.forget(callback.process_id);
    if (notices.length > 0) lease.spilled = true;
    const seen = begun(attemptedStates(hot, batch));
    const changes =
      batch.requests.length === 0 ? null : await storeChanges(tx, cache, batch, lease, outcomes);
    const told = (answers: Answers | null): WriteResult => {
      const { activities, deliveries } = changes?.state ?? { activities: [], deliveries: [] };
      const { attempted, released, ready } = answers ?? noAnswers;
      const work = { attempted, released, activities, owed: [...deliveries, ...notices] };
      return {
        requests: changes?.results ?? [],
        unwritten: 0,
        ready,
        unheard: answers === null,
        spilled: lease.spilled,
        overflowed: lease.overflowed,
        paused: paused.map((callback) => callback.id),
        lost: [],
        committed: committedChanges(batch.watched ?? [], work),
      };
    };
    const heard = async () => {
      const { released, leased } = await outcomes;
      const ready = await readyDeliveries(hot, leased);
      if (changes !== null) ready.push(...(await changes.ready));
      return told({ attempted: await seen, released, ready });
    };
    return new Sent(heard, () => told(null));
  });
}

/** What of a batch is known only once its last statements are answered. */
interface Answers {
  attempted: Awaited<ReturnType<typeof attemptedStates>>;
  released: StoredOutcomes["released"];
  ready: ReadyDelivery[];
}

const noAnswers: Answers = { attempted: nothingAttempted, released: [], ready: [] };

/** Stores what outcomes say beyond their deliveries, and who is to be told of it, given how those that fail stood. */
async function storeTurns(
  { db, hot }: Transaction,
  { outcomes, now }: WriteBatch,
  before: Soon<readonly DeliveryState[]>,
): Promise<{ paused: PausedCallback[]; notices: OwedChange[] }> {
  const paused = await storeHealth(db, outcomes, now);
  const notices = await tellOfOutcomes(db, outcomes, { paused, before }, now);
  if (paused.length > 0)
    await hot.tellSettings?.([...new Set(paused.map((callback) => callback.project_id))]);
  return { paused, notices };
}

/** Loads what the changes of a batch are decided on, decides them, and sends what is to be written. */
async function storeChanges(
  tx: Transaction,
  cache: ProcessCache,
  { requests, now }: WriteBatch,
  lease: Lease,
  outcomes: Soon<StoredOutcomes>,
) {
  const keyed = requests.flatMap(({ idempotency }) => idempotency ?? []);
  const known = keyed.length === 0 ? [] : begun(tx.hot.knownKeys(keyed));
  const changes = requests.flatMap((request) => request.changes);
  const state = await loadBatch(tx, cache, changes, now, () => newId(now));
  const keys = new Keys(await known, now);
  // What they lease is not there for the changes.
  await outcomes;
  const { results, traces } = decideRequests(state, keys, requests);
  return { state, results, ready: begun(storeDecided(tx.hot, cache, { state, keys, traces }, lease)) };
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
