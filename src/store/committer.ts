import type { Clock, Timer } from "../platform/clock.ts";
import type { CommittedChanges } from "./committed.ts";
import { type AttemptOutcome, isInDoubt, type ReadyDelivery, StoreUnavailable } from "./engine.ts";
import type { LeaseRoom } from "./lease.ts";
import type { Store } from "./operations.ts";
import type { ChangeRequest, RequestResult } from "./storing-changes.ts";

/** At most this many changes go into one commit, and this many outcomes. */
const batchChanges = 256;
const batchOutcomes = 256;
/** While one commit is under way the next one is handed over as well, if at least this much waits for it. */
const worthAhead = 64;
/** More changes than this do not wait in memory: the API answers 503. */
const waitingChanges = 65_536;
/** Pause before outcomes are tried again that the database could not take, ms. */
const retryMs = 250;

/** Who sends what a commit makes ready. */
export interface Intake {
  /** How much it can take now; the end of the lease is of this request alone. */
  room(): LeaseRoom;
  /**
   * Takes what the commit leased to this node.
   *
   * @param until end of the leases as the database has it, ms since the epoch: the reply may have been long on its way
   */
  accept(ready: readonly ReadyDelivery[], until: number): void;
  /** What was leased under this end, ms since the epoch, and is not among `kept`, never came: its answer was lost. */
  inDoubt(until: number, kept: readonly ReadyDelivery[]): void;
  /** Something became due that was not leased. */
  spilled(): void;
  /** The same of callbacks that were full. */
  overflowed(): void;
  /** The commit paused these callbacks. */
  paused(callbackIds: readonly string[]): void;
  /** An outcome could not be stored because of a bug. */
  lost(outcome: AttemptOutcome): void;
}

/** Who is told what commits changed. While nothing is watched, nothing is collected. */
export interface CommitObserver {
  /** Projects whose changes are asked for. */
  watched(): readonly string[];
  /** Called after the commit is durable. */
  committed(changes: readonly CommittedChanges[]): void;
}

/** One commit that is durable, for metrics. */
export interface CommitFigures {
  /** Changes and outcomes in it. */
  size: number;
  /** From when it was handed to the store, behind one that was under way perhaps, until it was durable, ms. */
  tookMs: number;
}

interface Waiting {
  request: ChangeRequest;
  resolve: (result: RequestResult) => void;
  reject: (error: Error) => void;
}

/**
 * Group commit. Changes and outcomes that arrive while a commit is under way go together into the next one, so
 * that one `fsync` serves all of them; when nothing is under way the next one begins within the same turn of the
 * event loop. An answer leaves after its commit is durable, never before.
 */
export class Committer {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #observer: CommitObserver | null;
  readonly #meter: { committed(figures: CommitFigures): void };
  #intake: Intake;
  #requests: Waiting[] = [];
  #changes = 0;
  #outcomes: AttemptOutcome[] = [];
  /** Commits handed to the store; it runs them one after the other. */
  #underWay = 0;
  #scheduled = false;
  #retry: Timer | null = null;
  #idle: (() => void)[] = [];

  constructor(
    store: Store,
    clock: Clock,
    intake: Intake,
    observer: CommitObserver | null = null,
    meter: { committed(figures: CommitFigures): void } = { committed: () => {} },
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#intake = intake;
    this.#observer = observer;
    this.#meter = meter;
  }

  /** Outcomes that are not stored yet. */
  get pendingOutcomes(): number {
    return this.#outcomes.length;
  }

  /** Whether the database refused the last commit of outcomes. */
  get blocked(): boolean {
    return this.#retry !== null;
  }

  /**
   * Commits the changes of a request. The promise fulfils once they are durable.
   *
   * @throws StoreUnavailable where they could not be written; nothing of them happened
   */
  submit(request: ChangeRequest): Promise<RequestResult> {
    if (this.#changes >= waitingChanges)
      return Promise.reject(new StoreUnavailable("too many changes are waiting"));
    return new Promise((resolve, reject) => {
      this.#requests.push({ request, resolve, reject });
      this.#changes += request.changes.length;
      this.#schedule();
    });
  }

  /** Stores the outcome of an attempt; it is kept and tried again until the database takes it. */
  finish(outcome: AttemptOutcome): void {
    this.#outcomes.push(outcome);
    if (this.#retry === null) this.#schedule();
  }

  /** Fulfils when nothing waits to be committed any more. */
  drained(): Promise<void> {
    if (this.#underWay === 0 && this.#requests.length === 0 && this.#outcomes.length === 0)
      return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled || !this.#mayCommit()) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#commit();
    });
  }

  /** One commit at a time, and one more behind it, so that the store never waits for the next. */
  #mayCommit(): boolean {
    if (this.#underWay === 0) return true;
    return this.#underWay === 1 && this.#changes + this.#outcomes.length >= worthAhead;
  }

  async #commit(): Promise<void> {
    if (!this.#mayCommit()) return;
    const waiting = this.#takeRequests();
    const outcomes = this.#retry === null ? this.#outcomes.splice(0, batchOutcomes) : [];
    if (waiting.length === 0 && outcomes.length === 0) return;
    const lease = this.#halfOfTheRoom();
    this.#underWay += 1;
    this.#goOn();
    const began = performance.now();
    try {
      const result = await this.#store.write.commit({
        now: this.#clock.now(),
        requests: waiting.map(({ request }) => request),
        outcomes,
        lease,
        watched: this.#observer?.watched() ?? [],
      });
      const changes = waiting.reduce((sum, { request }) => sum + request.changes.length, 0);
      this.#meter.committed({ size: changes + outcomes.length, tookMs: performance.now() - began });
      for (const [index, { resolve, reject }] of waiting.entries()) {
        const written = result.requests[index];
        if (written === undefined) reject(new StoreUnavailable("the database stopped taking writes"));
        else resolve(written);
      }
      this.#keep(outcomes.slice(outcomes.length - result.unwritten));
      if (result.committed.length > 0) this.#observer?.committed(result.committed);
      if (result.paused.length > 0) this.#intake.paused(result.paused);
      for (const index of result.lost) {
        const outcome = outcomes[index];
        if (outcome !== undefined) this.#intake.lost(outcome);
      }
      this.#intake.accept(result.ready, lease.until);
      if (result.unheard || result.unwritten > 0 || result.requests.length < waiting.length)
        this.#intake.inDoubt(lease.until, result.ready);
      if (result.spilled) this.#intake.spilled();
      if (result.overflowed) this.#intake.overflowed();
    } catch (error) {
      if (isInDoubt(error)) this.#intake.inDoubt(lease.until, []);
      for (const { reject } of waiting) reject(error as Error);
      this.#keep(outcomes);
    } finally {
      this.#underWay -= 1;
    }
    this.#goOn();
  }

  /** Two commits can be under way, and neither knows yet what the other leases. */
  #halfOfTheRoom(): LeaseRoom {
    const lease = this.#intake.room();
    return { ...lease, room: Math.floor(lease.room / 2) };
  }

  #takeRequests(): Waiting[] {
    let changes = 0;
    let count = 0;
    for (const { request } of this.#requests) {
      if (count > 0 && changes + request.changes.length > batchChanges) break;
      changes += request.changes.length;
      count += 1;
    }
    this.#changes -= changes;
    return this.#requests.splice(0, count);
  }

  #keep(outcomes: AttemptOutcome[]): void {
    if (outcomes.length === 0) return;
    this.#outcomes = outcomes.concat(this.#outcomes);
    this.#retry ??= this.#clock.setTimeout(() => {
      this.#retry = null;
      this.#schedule();
    }, retryMs);
  }

  #goOn(): void {
    if (this.#requests.length > 0 || (this.#outcomes.length > 0 && this.#retry === null)) this.#schedule();
    else if (this.#underWay === 0 && this.#outcomes.length === 0)
      for (const resolve of this.#idle.splice(0)) resolve();
  }
}
