import type { Kysely } from "kysely";
import type { ActivityEnvelope, HistoryEntry } from "../callbacks/payload.ts";
import type { PayloadFormat } from "../contract/words.ts";
import type { LeadChange } from "../outreach/batch.ts";
import type { ActivityRecord, LeadRecord, OwedRecord, UpdateRecord } from "../outreach/model.ts";
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
}

/**
 * The statements of the hot path, one function each, written by hand for each engine. All of them run inside the
 * transaction of the batch that calls them.
 */
export interface HotStatements {
  /**
   * Holds what a batch touches until the transaction ends, so that nobody else changes it meanwhile. Left out where
   * nobody else writes.
   */
  lock?: (touched: Touched) => Promise<void>;
  /** Holds the settings of projects, to change them: no batch is decided by them meanwhile. */
  holdSettings?: (projectIds: readonly string[]) => Promise<void>;
  /** Tells the other nodes, once the transaction is committed, that settings of projects changed. */
  tellSettings?: (projectIds: readonly string[]) => Promise<void>;
  /**
   * The settings of all processes that a batch touches, and of their callbacks in order. Left out where they are kept
   * in memory from one batch to the next, since nobody else changes them.
   */
  settingsOf?: (
    touched: TouchedSettings,
  ) => Promise<{ processes: ProcessSettings[]; callbacks: CallbackSettings[] }>;
  leadsById(keys: readonly LeadKey[]): Soon<LeadRecord[]>;
  leadsByReference(keys: readonly ReferenceKey[]): Soon<LeadRecord[]>;
  leadsByPhone(keys: readonly { projectId: string; phone: string }[]): Soon<LeadRecord[]>;
  leadsByEmail(keys: readonly { projectId: string; email: string }[]): Soon<LeadRecord[]>;
  /** Which of these (callback, lead) pairs have something unfinished in the lead's order, as `chainKey`s. */
  openChains(pairs: readonly ChainKey[]): Soon<string[]>;
  /** The last turn (`lane`) of what was resent to each pair and has not ended, in the order given; 0 for none. */
  lastTurns(pairs: readonly ChainKey[]): Soon<number[]>;
  insertLeads(leads: readonly LeadRecord[]): Soon<void>;
  updateLeads(changes: Iterable<LeadChange>): Soon<void>;
  insertActivities(activities: readonly ActivityRecord[]): Soon<void>;
  insertUpdates(updates: readonly UpdateRecord[]): Soon<void>;
  /** Returns each row's `n`, in the order given. */
  insertDeliveries(rows: readonly OwedRow[], leasedUntil: number): Soon<number[]>;
  /** Stores an attempt that changes nothing of its delivery. */
  insertAttempt(attempt: AttemptTable, projectId: string): Soon<void>;
  /** Stores attempts of a node and what they mean for their deliveries. */
  finishAttempts(outcomes: readonly AttemptOutcome[], node: string): Soon<void>;
  /**
   * Makes the next held delivery of each chain pending where nothing before it is; returns their `n` in the order
   * given, null where there is none.
   */
  releaseNext(chains: readonly Release[], leasedUntil: number, now: number): Soon<(number | null)[]>;
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
  transaction<T>(work: (tx: { db: Kysely<Schema>; hot: HotStatements }) => Promise<T>): Promise<T>;
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

/** A transaction met another that had written the same meanwhile: run again, it sees what the other did. */
export class WriteConflict extends Error {
  override name = "WriteConflict";
}
