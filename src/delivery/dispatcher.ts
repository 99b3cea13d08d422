import { randomUUID } from "node:crypto";
import { type Clock, waitAtMost } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { AheadDelivery } from "../store/claiming-ahead.ts";
import { type CommitObserver, Committer, type Intake } from "../store/committer.ts";
import type { AttemptOutcome, ReadyDelivery } from "../store/engine.ts";
import type { LeaseRoom } from "../store/lease.ts";
import type { Store } from "../store/operations.ts";
import { attemptOutcome } from "./attempt-outcome.ts";
import { Breakers } from "./breakers.ts";
import type { CallbackTarget, CallbackTargets } from "./callback-targets.ts";
import type { FleetSender, Membership } from "./fleet.ts";
import { HandBack } from "./hand-back.ts";
import { HealthBook } from "./health-book.ts";
import { type Lane, leaseOf, type Queued } from "./lane.ts";
import { Lanes } from "./lanes.ts";
import type { Meter } from "./meter.ts";
import { Poller } from "./poller.ts";
import type { Sender } from "./sender.ts";

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
  /** A callback whose every attempt failed for so long is paused, ms. */
  autoPauseAfterMs: number;
  /** The name that leases are taken under; made up by default, since no two nodes may share one. */
  node?: string;
  /** This node among those that share the database; left out where it has the database to itself. */
  membership?: Membership;
  /** Who is told how it goes, for metrics and the log. */
  meter?: Meter;
  /** Who is told what commits changed. */
  observer?: CommitObserver;
}

/**
 * Gets deliveries there: takes what commits lease to this node (fast path) and what the poller claims (slow path),
 * keeps a lane for each callback, sends within its limits, and hands every outcome to the committer. What does
 * not fit into memory waits in the database.
 */
export class Dispatcher implements Intake, FleetSender {
  readonly committer: Committer;
  readonly node: string;
  readonly #options: DispatcherOptions;
  readonly #poller: Poller;
  readonly #breakers: Breakers;
  readonly #handBack: HandBack;
  readonly #lanes: Lanes;
  readonly #health: HealthBook;
  /** A delivery can be among them twice: it was others' for a while, and is this node's again. */
  readonly #inFlight = new Set<Queued>();
  #stopping = false;
  /** Sending stopped because outcomes could not be stored; goes on with the first commit that can. */
  #stalled = false;
  #onIdle: (() => void) | null = null;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.node = options.node ?? randomUUID();
    this.committer = new Committer(options.store, options.clock, this, options.observer, options.meter);
    const { store, clock, log } = options;
    this.#lanes = new Lanes(options.concurrency);
    this.#health = new HealthBook(clock, options.autoPauseAfterMs);
    this.#poller = new Poller({ store, clock, log, intake: this });
    this.#breakers = new Breakers({ store, clock, log, intake: this });
    this.#handBack = new HandBack({
      store,
      clock,
      log,
      node: this.node,
      onReturned: () => this.spilled(),
    });
  }

  /** Begins to claim what waits in the database. */
  start(): void {
    this.#poller.start();
  }

  /** Deliveries in memory, those on their way included. */
  get load(): number {
    return this.#lanes.queued + this.#inFlight.size;
  }

  /** Requests on their way. */
  get sending(): number {
    return this.#inFlight.size;
  }

  /** Callbacks whose breaker is open. */
  get openBreakers(): number {
    return this.#breakers.open;
  }

  room(): LeaseRoom {
    const now = this.#options.clock.now();
    const { free, full } = this.#lanes.room(now, this.#inFlight.size);
    const closed = this.#stopping || this.#share === 0 || this.#blocked;
    const foreign = this.#lanes.all().filter((lane) => this.#isForeign(lane));
    return {
      node: this.node,
      until: this.#handBack.leaseUntil(now + leaseMs),
      room: closed ? 0 : free,
      full: [...new Set([...full, ...foreign])].map((lane) => lane.callbackId),
      cutOff: this.#breakers.cutOff(),
    };
  }

  atMost(): Record<string, number> {
    return Object.fromEntries([
      ...this.#lanes.limits(this.#options.clock.now()),
      // One of them is sent, to find out.
      ...this.#breakers.probing().map((callbackId) => [callbackId, 1]),
    ]);
  }

  queued(callbackId: string): number {
    return this.#lanes.get(callbackId)?.queued ?? 0;
  }

  accept(ready: readonly ReadyDelivery[], until: number): void {
    this.#take(
      ready.map((delivery) => ({ delivery, dueAt: null })),
      until,
    );
  }

  acceptAhead(ready: readonly AheadDelivery[], until: number): void {
    this.#take(ready, until);
  }

  inDoubt(until: number, kept: readonly ReadyDelivery[]): void {
    this.#handBack.addInDoubt({ until, kept: kept.map(({ n }) => n) });
  }

  #take(ready: readonly Omit<Queued, "until">[], until: number): void {
    const touched = new Set<Lane>();
    for (const entry of ready) touched.add(this.#lanes.push({ ...entry, until }));
    if (this.#stalled && !this.#blocked) {
      this.#stalled = false;
      for (const lane of this.#lanes.all()) touched.add(lane);
    }
    for (const lane of touched) this.#pump(lane);
  }

  spilled(): void {
    this.#poller.wake();
    this.#options.membership?.leftOver();
  }

  overflowed(): void {
    // This node claims more when the lane has room again.
    this.#options.membership?.leftOver();
  }

  paused(callbackIds: readonly string[]): void {
    this.#options.log.warn({ callbackIds }, "callbacks paused by themselves");
    this.forget(callbackIds);
  }

  lost(outcome: AttemptOutcome): void {
    this.#options.log.error({ n: outcome.n }, "an outcome could not be stored; its delivery is sent again");
    // Not at once: what made it fail is likely to do so again.
    const { clock } = this.#options;
    const lease = { n: outcome.n, until: this.#handBack.leaseUntil(clock.now() + leaseMs) };
    clock.setTimeout(() => this.#handBack.add([lease]), leaseMs);
  }

  /**
   * Settings, secrets or state of callbacks changed: the next attempt reads them anew. What waits in memory goes
   * back, since it may have been skipped.
   */
  forget(callbackIds: readonly string[]): void {
    this.#options.targets.forget(callbackIds);
    this.#health.forget(callbackIds);
    for (const id of callbackIds) {
      const lane = this.#lanes.get(id);
      if (lane !== undefined) this.#giveBack(lane);
    }
    this.#breakers.changed(callbackIds);
    this.#poller.wake();
  }

  /** Something may be due that was not: look now. */
  wake(): void {
    this.#poller.wake();
  }

  /** The same, for every node. */
  wakeAll(): void {
    this.spilled();
  }

  get withinShare(): boolean {
    const share = this.#share;
    return this.#lanes
      .all()
      .every((lane) => lane.inFlight <= share && (lane.inFlight === 0 || !this.#isForeign(lane)));
  }

  shareChanged(): void {
    for (const lane of this.#lanes.all()) this.#pump(lane);
    this.#poller.wake();
  }

  givenUp(): void {
    // What others have by now stays theirs. They found no lease of a transaction that was under way meanwhile.
    for (const lane of this.#lanes.all()) this.#giveBack(lane);
  }

  forgetProjects(projectIds: readonly string[] | null): void {
    this.#options.targets.forgetAll();
    const lanes = this.#lanes.all();
    const changed = lanes.filter((lane) => projectIds === null || projectIds.includes(lane.projectId));
    // Also of those that have no lane, since nothing of them waits in memory.
    this.forget([...new Set([...changed.map((lane) => lane.callbackId), ...this.#breakers.of(projectIds)])]);
  }

  /**
   * Stops: nothing more is claimed, what is on its way may finish for `graceMs`, the rest is handed back without
   * counting an attempt.
   */
  async stop(graceMs: number): Promise<void> {
    const { clock } = this.#options;
    this.#stopping = true;
    this.#breakers.stop();
    await this.#poller.stop();
    for (const lane of this.#lanes.all()) this.#giveBack(lane);
    if (this.#inFlight.size > 0) {
      await waitAtMost(clock, new Promise<void>((resolve) => (this.#onIdle = resolve)), graceMs);
    }
    this.#handBack.add([...this.#inFlight].map(leaseOf));
    this.#inFlight.clear();
    await waitAtMost(clock, this.committer.drained(), lastCommitMs);
    // What the last commits leased.
    for (const lane of this.#lanes.all()) this.#giveBack(lane);
    await this.#handBack.last();
  }

  get #blocked(): boolean {
    return this.committer.blocked || this.committer.pendingOutcomes >= mostOutcomes;
  }

  /** Requests that this node may have on their way to one callback: none while what it leased may be others' now. */
  get #share(): number {
    const { membership, concurrency } = this.#options;
    if (membership === undefined) return concurrency;
    return membership.holdsLeases ? membership.slots(concurrency) : 0;
  }

  /** Whether another node sends what this callback is owed, so that its rate limit holds over all of them. */
  #isForeign(lane: Lane): boolean {
    const { membership, concurrency } = this.#options;
    return lane.isRateLimited && !(membership?.owns(lane.callbackId, concurrency) ?? true);
  }

  /** Sends from a lane as long as it has something and a slot. */
  #pump(lane: Lane): void {
    this.#stalled ||= this.#blocked;
    if (this.#stopping || this.#stalled) return;
    const share = this.#share;
    // Others send it: kept here it would wait until its lease has run out.
    if (share === 0) this.#giveBack(lane);
    while (lane.queued > 0 && lane.hasSlot && lane.inFlight < share) {
      const allowed = this.#breakers.allows(lane.callbackId);
      if (allowed === "no") this.#giveBack(lane);
      if (allowed !== "yes") return;
      const target = this.#targetOf(lane);
      if (target === "later") return;
      if (target === null || target.stopped) {
        this.#giveBack(lane);
        return;
      }
      lane.isRateLimited = target.rateLimit !== null;
      if (this.#isForeign(lane)) {
        this.#giveBack(lane);
        return;
      }
      this.#handBack.add(this.#lanes.dropExpired(lane, this.#options.clock.now() + target.timeoutMs));
      if (lane.queued === 0) return;
      const wait = lane.takeRate(target.rateLimit, this.#options.clock.now());
      if (wait > 0) {
        this.#pumpAfter(lane, wait);
        return;
      }
      const entry = this.#lanes.shift(lane);
      if (entry === undefined) return;
      void this.#send(lane, target, entry);
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

  async #send(lane: Lane, target: CallbackTarget, entry: Queued): Promise<void> {
    const { delivery, dueAt } = entry;
    const { clock, sender, schedule, random, meter } = this.#options;
    const startedAt = clock.now();
    lane.start(startedAt);
    this.#inFlight.add(entry);
    this.#breakers.started(lane.callbackId, delivery.n);
    if (delivery.attempts === 0) meter?.firstAttempt(startedAt - delivery.owedAt);
    const record = await sender.send({
      deliveryId: delivery.id,
      attempt: delivery.attempts + 1,
      url: target.url,
      body: delivery.body,
      authHeader: target.authHeader,
      sign: target.sign,
      timeoutMs: target.timeoutMs,
      route: target.route,
      traceparent: delivery.traceparent,
      callback: { projectId: lane.projectId, id: lane.callbackId, receiverKeys: target.receiverKeys },
    });
    lane.inFlight -= 1;
    // Handed back while it was on its way: the stop did not wait for it.
    if (!this.#inFlight.delete(entry)) return;
    const early = dueAt !== null && dueAt > startedAt ? dueAt : null;
    const judged = attemptOutcome(delivery, record, { schedule, random }, clock.now(), early);
    const outcome = { ...judged.outcome, ...this.#health.after(target, judged) };
    this.committer.finish(outcome);
    meter?.attempted(delivery, record, outcome);
    if (judged.slowDown) lane.slowDown();
    else if (outcome.verdict === "delivered") lane.speedUp();
    // Where the deployment's own source is down, the breaker spares it as well.
    this.#judge(lane, delivery.n, judged.receiver === "works");
    if (outcome.dueAt !== null) this.#poller.dueAt(outcome.dueAt);
    if (this.#inFlight.size === 0) this.#onIdle?.();
    this.#pump(lane);
    // The database may hold more for it: ask before it runs empty.
    if (this.#lanes.runsLow(lane, clock.now())) this.#askForMore(lane);
    this.#breakers.refill(lane.callbackId);
    this.#lanes.forgetRested(lane, clock.now());
  }

  #askForMore(lane: Lane): void {
    if (lane.overflows) this.#poller.wake();
    else this.#poller.roomAgain();
    lane.overflows = false;
  }

  /** Tells the breaker, and does what it says. */
  #judge(lane: Lane, n: number, worked: boolean): void {
    const { log, meter } = this.#options;
    const { callbackId } = lane;
    const turn = this.#breakers.ended(lane, n, worked);
    if (turn === "closed") {
      log.info({ callbackId }, "a receiver works again");
      lane.startOver();
      this.#poller.wake();
    } else if (turn !== null) {
      this.#giveBack(lane);
    }
    if (turn !== "opened") return;
    log.warn({ callbackId }, "a receiver failed ten times in a row: it is only probed until it works");
    meter?.breakerOpened();
  }

  #giveBack(lane: Lane): void {
    this.#handBack.add(this.#lanes.clear(lane));
  }
}
