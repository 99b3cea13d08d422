import type { Kysely } from "kysely";
import type { ActivityEnvelope, HistoryEntry } from "../callbacks/payload.ts";
import type { PayloadFormat } from "../contract/words.ts";
import type { LeadChange } from "../outreach/batch.ts";
import type {
  ActivityRecord,
  CallKey,
  InboundCall,
  LeadRecord,
  OwedRecord,
  UpdateRecord,
} from "../outreach/model.ts";
import type { IdempotentRequest, KnownKey } from "./idempotency.ts";
import type { AttemptTable, CallbackSettings, ProcessSettings, Schema } from "./schema.ts";

/** A result that SQLite has at once and PostgreSQL after a round trip. */
export type Soon<T> = T | Promise<T>;

/** A delivery that this node has leased and can send: its body is made. */
export interface ReadyDelivery {
  /** Its row; increases in the order in which deliveries were owed. */
  n: number;
  id: string;
  projectId: string;
  processId: string;
  callbackId: string;
  leadId: string | null;
  /** Attempts made before this one. */
  attempts: number;
  /** How far it is on the retry schedule. */
  step: number;
  lane: number;
  /** When it was owed, ms since the epoch. */
  owedAt: number;
  /** Where it belongs in a trace (W3C Trace Context), or null. */
  traceparent: string | null;
  body: string;
}

/** Something owed, with the lease that it is inserted under (null: it waits to be claimed). */
export interface OwedRow extends OwedRecord {
  leasedBy: string | null;
  /** Where it belongs in a trace, or null. */
  traceparent: string | null;
}

/**
 * Why a callback is paused by itself, in words. `gone`: its receiver asked for it. `failing`: every attempt has
 * failed for too long; it stays as it is where the store knows of a success.
 */
export interface PauseCause {
  kind: "gone" | "failing";
  reason: string;
}

/** What one attempt came to, decided by `delivery/`; stored in batches. */
export interface AttemptOutcome {
  n: number;
  projectId: string;
  callbackId: string;
  leadId: string | null;
  lane: number;
  /** Of the attempt, from 1. */
  number: number;
  /** When it began, ms since the epoch. */
  at: number;
  statusCode: number | null;
  errorClass: string | null;
  errorMessage: string | null;
  hint: string | null;
  /** JSON of the attempt record. */
  record: string;
  verdict: "delivered" | "failed" | "retry";
  /** How far on the schedule it is from now on, and when it is due again; for `retry`. */
  step: number;
  dueAt: number | null;
  /** When the attempt ended, ms since the epoch. */
  endedAt: number;
  /** The time that the receiver named for the next attempt, ms since the epoch, or null. */
  notBefore: number | null;
  /** Where the callback's health turned: since when every attempt has failed, or that this is over. */
  failing: { since: number } | "over" | null;
  /** Why the callback is to be paused, or null. */
  pause: PauseCause | null;
}

/** A delivery's row. Its project says which part of a database that is spread by project has it. */
export interface RowKey {
  n: number;
  projectId: string;
}

/** A lead of a project. */
export interface LeadKey {
  projectId: string;
  id: string;
}

/** A lead as the customer's own system names it. */
export interface ReferenceKey {
  projectId: string;
  processId: string;
  referenceId: string;
}

/** What a callback gets about a lead. */
export interface ChainKey {
  projectId: string;
  callbackId: string;
  leadId: string;
}

/** One end of what a callback gets about a lead in order: in the lead's own order (lane 0), or of what is resent. */
export interface Chain extends ChainKey {
  /** Of the delivery that ended. */
  lane: number;
}

/** A chain to go on with, and who gets what it releases (null: it waits to be claimed). */
export interface Release extends Chain {
  leasedBy: string | null;
}

/** What a batch reads and changes, each once: what an engine with other writers beside it has to hold. */
export interface Touched {
  /** Projects whose settings it is decided by. */
  projects: ReadonlySet<string>;
  /** Projects in which it may take a phone, email or reference. */
  claiming: ReadonlySet<string>;
  leads: ReadonlyMap<string, LeadKey>;
  references: ReadonlyMap<string, ReferenceKey>;
}

/** What a batch names, by which the processes are found whose settings it is decided by. */
export interface TouchedSettings {
  projects: ReadonlySet<string>;
  processIds: ReadonlySet<string>;
  leads: Touched["leads"];
  references: Touched["references"];
}

/** A delivery's row with what its body is made of; columns of the join that found it. */
export interface ReadyRow extends Omit<ReadyDelivery, "body"> {
  payloadFormat: PayloadFormat;
  /** Own body, or the body of the update that it tells; null where an activity makes it. */
  body: string | null;
  activity: ActivityEnvelope | null;
  /** JSON text of the lead as it stood at the activity, where it was kept. */
  lead: string | null;
  /** What came before the activity, where the format tells it and it was read along; else it is asked for. */
  history?: readonly HistoryEntry[] | null;
}

/** A delivery as it stands, for those who watch its project. */
export type DeliveryState = Pick<
  ReadyDelivery,
  "n" | "id" | "projectId" | "processId" | "callbackId" | "leadId" | "attempts"
> & { status: string };

/** A delivery that was held until now. */
export interface ReleasedDelivery extends DeliveryState {
  /** Where a node got it. */
  ready: ReadyRow | null;
}

/** A call of a voice provider as it was known, null where it is new, and as it is known from now on. */
export interface CallChange {
  before: InboundCall | null;
  after: InboundCall;
}

/** What a batch is decided by, where others may have changed it since the last one: it is asked for each time. */
export interface AskedRules {
  type: "asked";
  /**
   * The settings of all processes that a batch touches, of their callbacks in order, and which (callback, lead) pairs
   * have something unfinished in the lead's order, as `chainKey`s.
   */
  ask(
    touched: TouchedSettings,
  ): Promise<{ processes: ProcessSettings[]; callbacks: CallbackSettings[]; openChains: string[] }>;
}

/** The same where settings are kept in memory from one batch to the next, since nobody else changes them. */
export interface KeptRules {
  type: "kept";
  /** Which of these (callback, lead) pairs have something unfinished in the lead's order, as `chainKey`s. */
  openChains(pairs: readonly ChainKey[]): Soon<string[]>;
}

/** Statements of the hot path about leads, and what happens to them. */
export interface LeadStatements {
  leadsById(keys: readonly LeadKey[]): Soon<LeadRecord[]>;
  leadsByReference(keys: readonly ReferenceKey[]): Soon<LeadRecord[]>;
  leadsByPhone(keys: readonly { projectId: string; phone: string }[]): Soon<LeadRecord[]>;
  leadsByEmail(keys: readonly { projectId: string; email: string }[]): Soon<LeadRecord[]>;
  /** Leads that have a reference in the process of the lead that is named with it. */
  leadsByWantedReference(keys: readonly (LeadKey & { referenceId: string })[]): Soon<LeadRecord[]>;
  insertLeads(leads: readonly LeadRecord[]): Soon<void>;
  updateLeads(changes: Iterable<LeadChange>): Soon<void>;
  insertActivities(activities: readonly ActivityRecord[]): Soon<void>;
  insertUpdates(updates: readonly UpdateRecord[]): Soon<void>;
}

/** Those about what requests are known again by. */
export interface RequestStatements {
  /** What is known of the keys of requests, however old. */
  knownKeys(requests: readonly IdempotentRequest[]): Soon<KnownKey[]>;
  /**
   * Keeps keys; those that are past their time, ms since the epoch, make room. Fails as a conflict where another node
   * has kept one meanwhile.
   */
  keepKeys(keys: readonly KnownKey[], outlived: number): Soon<void>;
  /** What is known of these calls; those that are new are left out. */
  knownCalls(keys: readonly CallKey[]): Soon<InboundCall[]>;
  /** Stores what is known of calls. Fails as a conflict where another node has stored the same new call meanwhile. */
  storeCalls(changes: readonly CallChange[]): Soon<void>;
}

/** Those about deliveries: owing, claiming, finishing, releasing. */
export interface DeliveryStatements {
  /** The last turn (`lane`) of what was resent to each pair and has not ended, in the order given; 0 for none. */
  lastTurns(pairs: readonly ChainKey[]): Soon<number[]>;
  /** Returns each row's `n`, in the order given. */
  insertDeliveries(rows: readonly OwedRow[], leasedUntil: number): Soon<number[]>;
  /** Stores an attempt that changes nothing of its delivery. */
  insertAttempt(attempt: AttemptTable, projectId: string): Soon<void>;
  /** Stores attempts of a node and what they mean for their deliveries. */
  finishAttempts(outcomes: readonly AttemptOutcome[], node: string): Soon<void>;
  /**
   * Makes the next held delivery of each chain pending where nothing before it is; returns them in the order given,
   * null where there is none.
   */
  releaseNext(
    chains: readonly Release[],
    leasedUntil: number,
    now: number,
  ): Soon<(ReleasedDelivery | null)[]>;
  /** Deliveries as they stand, in the order of their rows. */
  deliveryStates(rows: readonly RowKey[]): Soon<DeliveryState[]>;
  /** Leases what is due of each callback, earliest first; returns their rows, callback by callback. */
  claimDue(claim: {
    callbacks: readonly { projectId: string; callbackId: string; limit: number }[];
    node: string;
    now: number;
    until: number;
  }): Soon<RowKey[]>;
  /** Rows of deliveries with what their bodies are made of. */
  readyRows(rows: readonly RowKey[]): Soon<ReadyRow[]>;
  /** The lead's activities up to `sequence` that fire something, newest first, at most `limit`. */
  history(lead: { projectId: string; id: string }, sequence: number, limit: number): Soon<HistoryEntry[]>;
  /** Callbacks that have something claimable, with the time of the earliest. */
  waitingCallbacks(): Soon<{ projectId: string; callbackId: string; dueAt: number }[]>;
}

/**
 * The statements of the hot path, one function each, written by hand for each engine. All of them run inside the
 * transaction of the batch that calls them.
 */
export interface HotStatements extends LeadStatements, RequestStatements, DeliveryStatements {
  /**
   * Holds what a batch touches until the transaction ends, so that nobody else changes it meanwhile. Left out where
   * nobody else writes.
   */
  lock?: (touched: Touched) => Promise<void>;
  /** Holds the settings of projects, to change them: no batch is decided by them meanwhile. */
  holdSettings?: (projectIds: readonly string[]) => Promise<void>;
  /** Tells the other nodes, once the transaction is committed, that settings of projects changed. */
  tellSettings?: (projectIds: readonly string[]) => Promise<void>;
  readonly rules: AskedRules | KeptRules;
}

/**
 * The end of a transaction's work that has sent all that it has to send, and knows what it came to only once that is
 * answered: the commit goes out right behind. A statement that fails fails the transaction, heard or not.
 */
export class Sent<T> {
  /** Makes the result of what was answered; sends nothing more. */
  readonly heard: () => Promise<T>;
  /** What is known of the result where the transaction is committed and its last answers were lost. */
  readonly unheard: () => T;

  constructor(heard: () => Promise<T>, unheard: () => T) {
    this.heard = heard;
    this.unheard = unheard;
  }
}

/** What was begun and is awaited later, or never: if it fails meanwhile, it is then that it says so. */
export function begun<T>(result: Soon<T>): Soon<T> {
  if (result instanceof Promise) result.catch(() => {});
  return result;
}

/** One database connection's worth of store. */
export interface Engine {
  readonly kind: "sqlite" | "postgres";
  readonly db: Kysely<Schema>;
  /**
   * Runs `work` in one write transaction: all of it is durable when the promise fulfils, or none of it happened.
   * Where others write too, it is run again after a conflict with one of them.
   *
   * @throws StoreUnavailable where the database cannot take writes now (full, read-only, unreachable), or has not
   *   said what became of the transaction (`inDoubt`)
   */
  transaction<T>(work: (tx: { db: Kysely<Schema>; hot: HotStatements }) => Promise<T | Sent<T>>): Promise<T>;
  close(): Promise<void>;
}

/** The database cannot take writes now; nothing of the transaction happened, but for one in doubt. API: 503. */
export class StoreUnavailable extends Error {
  override name = "StoreUnavailable";
  /** Whether it may have been committed all the same: the answer was lost, and nobody says what became of it. */
  readonly inDoubt: boolean;

  constructor(message: string, { inDoubt = false, ...options }: ErrorOptions & { inDoubt?: boolean } = {}) {
    super(message, options);
    this.inDoubt = inDoubt;
  }
}

/** Whether a transaction that failed with this may have been committed all the same. */
export function isInDoubt(error: unknown): boolean {
  return error instanceof StoreUnavailable && error.inDoubt;
}
