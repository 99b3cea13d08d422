import { randomUUID } from "node:crypto";
import type { AttemptRecord } from "../contract/delivery.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { type CommitObserver, Committer, type Intake } from "../store/committer.ts";
import type { AttemptOutcome, ReadyDelivery } from "../store/engine.ts";
import type { Store } from "../store/operations.ts";
import type { LeaseRoom } from "../store/writer.ts";
import { attemptOutcome } from "./attempt-outcome.ts";
import type { CallbackTarget, CallbackTargets } from "./callback-targets.ts";
import { Lane, type Queued } from "./lane.ts";
import { Poller } from "./poller.ts";
import type { Sender } from "./sender.ts";

/** Deliveries in memory at the most: of the node, and of one callback. */
const mostQueued = 8_192;
const mostOfOne = 4_096;
/** A lane with less than this asks for more. */
const lowWater = 256;
const mostBytes = 64 * 1024 * 1024;
/** Outcomes that wait to be stored before sending pauses. */
const mostOutcomes = 8_192;
/** How long a lease lasts, ms: what waits in memory for longer is given back. */
const leaseMs = 5 * 60_000;
/** How long a stop waits for the last outcomes to be stored, ms: a full disk must not hold it up. */
const lastCommitMs = 2_000;

export interface DispatcherOptions {
  store: Store;
  targets: CallbackTargets;
  sender: Sender;
  clock: Clock;
  log: Log;
  random: () => number;
  schedule: readonly number[];
  /** Requests on their way to one callback at the most. */
  concurrency: number;
  /** The name that leases are taken under; made up by default, since no two nodes may share one. */
  node?: string;
  /** Called after each attempt, for metrics. */
  onAttempt?: (record: AttemptRecord, outcome: AttemptOutcome) => void;
  /** Who is told what commits changed. */
  observer?: CommitObserver;
}

/**
 * Gets deliveries there: takes what commits lease to this node (fast path) and what the poller claims (slow path),
 * keeps a lane for each callback, sends within its limits, and hands every outcome to the committer. What does
 * not fit into memory waits in the database.
 */
export class Dispatcher implements Intake {
  readonly committer: Committer;
  readonly node: string;
  readonly #options: DispatcherOptions;
  readonly #poller: Poller;
  readonly #lanes = new Map<string, Lane>();
  readonly #returned: number[] = [];
  #returning: Timer | null = null;
  #queued = 0;
  #inFlight = new Map<number, Lane>();
  #stopping = false;
  /** Sending stopped because outcomes could not be stored; goes on with the first commit that can. */
  #stalled = false;
  #onIdle: (() => void) | null = null;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.node = options.node ?? randomUUID();
    this.committer = new Committer(options.store, options.clock, this, options.observer);
    this.#poller = new Poller({
      store: options.store,
      clock: options.clock,
      log: options.log,
      intake: this,
    });
  }

  /** Begins to claim what waits in the database. */
  start(): void {
    this.#poller.start();
  }

  /** Deliveries in memory, those on their way included. */
  get load(): number {
    return this.#queued + this.#inFlight.size;
  }

  /** Requests on their way. */
  get sending(): number {
    return this.#inFlight.size;
  }

  room(): LeaseRoom {
    const { clock } = this.#options;
    const lanes = [...this.#lanes.values()];
    const bytes = lanes.reduce((sum, lane) => sum + lane.bytes, 0);
    const full = lanes.filter((lane) => lane.queued >= mostOfOne).map((lane) => lane.callbackId);
    const closed = this.#stopping || bytes >= mostBytes || this.#blocked;
    const room = closed ? 0 : Math.max(0, mostQueued - this.load);
    return { node: this.node, until: clock.now() + leaseMs, room, full };
  }

  accept(ready: readonly ReadyDelivery[], until: number): void {
    const touched = new Set<Lane>();
    for (const delivery of ready) {
      const lane = this.#laneOf(delivery);
      lane.push({ delivery, until });
      this.#queued += 1;
      touched.add(lane);
    }
    if (this.#stalled && !this.#blocked) {
      this.#stalled = false;
      for (const lane of this.#lanes.values()) touched.add(lane);
    }
    for (const lane of touched) this.#pump(lane);
  }

  spilled(): void {
    this.#poller.wake();
  }

  paused(callbackIds: readonly string[]): void {
    this.#options.log.warn({ callbackIds }, "callbacks paused: their receivers want no more");
    this.forget(callbackIds);
  }

  lost(outcome: AttemptOutcome): void {
    this.#options.log.error({ n: outcome.n }, "an outcome could not be stored; its delivery is sent again");
    // Not at once: what made it fail is likely to do so again.
    this.#options.clock.setTimeout(() => this.#handBack([outcome.n]), leaseMs);
  }

  /**
   * Settings, secrets or state of callbacks changed: the next attempt reads them anew. What waits in memory goes
   * back, since it may have been skipped.
   */
  forget(callbackIds: readonly string[]): void {
    this.#options.targets.forget(callbackIds);
    for (const id of callbackIds) {
      const lane = this.#lanes.get(id);
      if (lane !== undefined) this.#giveBack(lane.clear());
    }
    this.#poller.wake();
  }

  /** Something may be due that was not: look now. */
  wake(): void {
    this.#poller.wake();
  }

  /**
   * Stops: nothing more is claimed, what is on its way may finish for `graceMs`, the rest is handed back without
   * counting an attempt.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    await this.#poller.stop();
    for (const lane of this.#lanes.values()) this.#giveBack(lane.clear());
    if (this.#inFlight.size > 0) {
      await this.#atMost(new Promise<void>((resolve) => (this.#onIdle = resolve)), graceMs);
    }
    this.#returned.push(...this.#inFlight.keys());
    this.#inFlight.clear();
    await this.#atMost(this.committer.drained(), lastCommitMs);
    // What the last commits leased.
    for (const lane of this.#lanes.values()) this.#giveBack(lane.clear());
    this.#returning?.cancel();
    if (this.#returned.length > 0) await this.#return();
    this.#returning?.cancel();
  }

  /** Waits for a promise, but no longer than `ms`. */
  async #atMost(promise: Promise<void>, ms: number): Promise<void> {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.setTimeout(resolve, ms);
    await Promise.race([promise, over]);
    timer.cancel();
  }

  get #blocked(): boolean {
    return this.committer.blocked || this.committer.pendingOutcomes >= mostOutcomes;
  }

  #laneOf(delivery: ReadyDelivery): Lane {
    const { callbackId, projectId } = delivery;
    const known = this.#lanes.get(callbackId);
    if (known !== undefined) return known;
    const lane = new Lane(projectId, callbackId, this.#options.concurrency);
    this.#lanes.set(callbackId, lane);
    return lane;
  }

  /** Sends from a lane as long as it has something and a slot. */
  #pump(lane: Lane): void {
    this.#stalled ||= this.#blocked;
    if (this.#stopping || this.#stalled) return;
    while (lane.queued > 0 && lane.hasSlot) {
      const target = this.#targetOf(lane);
      if (target === "later") return;
      if (target === null || target.stopped) {
        this.#giveBack(lane.clear());
        return;
      }
      this.#giveBack(lane.dropExpired(this.#options.clock.now() + target.timeoutMs));
      if (lane.queued === 0) return;
      const wait = lane.takeRate(target.rateLimit, this.#options.clock.now());
      if (wait > 0) {
        this.#pumpAfter(lane, wait);
        return;
      }
      const entry = lane.shift();
      if (entry === undefined) return;
      this.#queued -= 1;
      void this.#send(lane, target, entry.delivery);
    }
  }

  /** Pumps a lane again when its rate limit allows; one timer a lane. */
  #pumpAfter(lane: Lane, wait: number): void {
    if (lane.waiting) return;
    lane.waiting = true;
    this.#options.clock.setTimeout(() => {
      lane.waiting = false;
      this.#pump(lane);
    }, wait);
  }

  /** The lane's target where it is at hand; else it is read, and the lane pumped again then. */
  #targetOf(lane: Lane): CallbackTarget | null | "later" {
    const found = this.#options.targets.get(lane.projectId, lane.callbackId);
    if (!(found instanceof Promise)) return found;
    found.then(
      () => this.#pump(lane),
      (error: Error) => {
        this.#options.log.error(
          { callbackId: lane.callbackId, reason: error.message },
          "a callback cannot be read",
        );
        this.#options.clock.setTimeout(() => this.#pump(lane), 5_000);
      },
    );
    return "later";
  }

  async #send(lane: Lane, target: CallbackTarget, delivery: ReadyDelivery): Promise<void> {
    const { clock, sender, schedule, random, onAttempt } = this.#options;
    lane.inFlight += 1;
    this.#inFlight.set(delivery.n, lane);
    const record = await sender.send({
      deliveryId: delivery.id,
      attempt: delivery.attempts + 1,
      url: target.url,
      body: delivery.body,
      authHeader: target.authHeader,
      sign: target.sign,
      timeoutMs: target.timeoutMs,
      route: target.route,
      callback: { projectId: lane.projectId, id: lane.callbackId, receiverKeys: target.receiverKeys },
    });
    lane.inFlight -= 1;
    // Handed back while it was on its way: the stop did not wait for it.
    if (!this.#inFlight.delete(delivery.n)) return;
    const { outcome, slowDown } = attemptOutcome(delivery, record, { schedule, random }, clock.now());
    this.committer.finish(outcome);
    onAttempt?.(record, outcome);
    if (slowDown) lane.slowDown();
    else if (outcome.verdict === "delivered") lane.speedUp();
    if (outcome.dueAt !== null) this.#poller.dueAt(outcome.dueAt);
    if (this.#inFlight.size === 0) this.#onIdle?.();
    this.#pump(lane);
    // The database may hold more for it: ask before it runs empty.
    if (lane.queued < lowWater) this.#poller.roomAgain();
    if (lane.isRested(clock.now())) this.#lanes.delete(lane.callbackId);
  }

  #giveBack(entries: readonly Queued[]): void {
    if (entries.length === 0) return;
    this.#queued -= entries.length;
    this.#handBack(entries.map(({ delivery }) => delivery.n));
  }

  #handBack(ns: readonly number[], afterMs = 20): void {
    this.#returned.push(...ns);
    this.#returning ??= this.#options.clock.setTimeout(() => void this.#return(), afterMs);
  }

  async #return(): Promise<void> {
    this.#returning = null;
    const ns = this.#returned.splice(0);
    try {
      await this.#options.store.write.handBack({ node: this.node, ns });
      this.#poller.wake();
    } catch (error) {
      this.#options.log.warn(
        { count: ns.length, reason: (error as Error).message },
        "could not hand deliveries back; trying again",
      );
      this.#handBack(ns, 1_000);
    }
  }
}
