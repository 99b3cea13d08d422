import type { Leased } from "../store/claiming.ts";
import type { ReadyDelivery } from "../store/engine.ts";

/** A delivery in memory, with the end of its lease (ms since the epoch). */
export interface Queued {
  delivery: ReadyDelivery;
  until: number;
  /** When its schedule has it due, where it may be sent before that: ms since the epoch, or null. */
  dueAt: number | null;
}

export const leaseOf = ({ delivery, until }: Queued): Leased => ({ n: delivery.n, until });

/** How many seconds of what a callback takes may wait in memory for it. */
const keptSeconds = 2;

/** How much of the requests a second a callback may use up at once after a rest, in seconds. */
const burstSeconds = 1;

/**
 * What one callback has in memory: its queue, first in first out, and how many requests are on their way. Keeps
 * one callback from using up what others need: its concurrency, halved by an overloaded receiver and won back
 * with each success, and its rate limit.
 */
export class Lane {
  readonly projectId: string;
  readonly callbackId: string;
  inFlight = 0;
  bytes = 0;
  readonly #mostInFlight: number;
  #limit: number;
  #queue: Queued[] = [];
  #head = 0;
  #tokens = burstSeconds;
  #tokensAt = 0;
  /** When the rate limit will have filled up again, ms since the epoch. */
  #restedAt = 0;
  /** Requests started in the second that is under way, and in the one before. */
  #second = 0;
  #started = 0;
  #startedBefore = 0;
  /** Whether its callback has a rate limit, as far as it was read. */
  isRateLimited = false;
  /** Whether it was full, so that more of it may wait in the database. */
  overflows = false;
  /** Whether somebody waits for the rate limit, to pump it again then. */
  waiting = false;

  constructor(projectId: string, callbackId: string, concurrency: number) {
    this.projectId = projectId;
    this.callbackId = callbackId;
    this.#mostInFlight = concurrency;
    this.#limit = concurrency;
  }

  get queued(): number {
    return this.#queue.length - this.#head;
  }

  get hasSlot(): boolean {
    return this.inFlight < this.#limit;
  }

  /** Whether it holds nothing that a new lane would not know: it can be forgotten. */
  isRested(now: number): boolean {
    return (
      this.inFlight === 0 && this.queued === 0 && this.#limit === this.#mostInFlight && now >= this.#restedAt
    );
  }

  /** A request goes out. */
  start(now: number): void {
    this.inFlight += 1;
    this.#countUntil(now);
    this.#started += 1;
  }

  /**
   * How many may wait in memory: what it takes in two seconds, so that a quick receiver never runs empty and the
   * queue of a slow one takes no room from the others.
   */
  allowance(now: number): number {
    this.#countUntil(now);
    const rate = Math.max(this.#started, this.#startedBefore);
    return keptSeconds * Math.max(this.#mostInFlight, rate);
  }

  #countUntil(now: number): void {
    const second = Math.floor(now / 1000);
    if (second === this.#second) return;
    this.#startedBefore = second === this.#second + 1 ? this.#started : 0;
    this.#started = 0;
    this.#second = second;
  }

  push(entry: Queued): void {
    this.#queue.push(entry);
    this.bytes += entry.delivery.body.length;
  }

  shift(): Queued | undefined {
    const entry = this.#queue[this.#head];
    if (entry === undefined) return undefined;
    this.#head += 1;
    this.bytes -= entry.delivery.body.length;
    if (this.#head === this.#queue.length || this.#head === 1_024) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }

  /** Takes out what is leased for less than until `at`, ms since the epoch; the oldest stand first. */
  dropExpired(at: number): Queued[] {
    const expired: Queued[] = [];
    for (let next = this.#queue[this.#head]; next !== undefined && next.until < at; ) {
      expired.push(next);
      this.shift();
      next = this.#queue[this.#head];
    }
    return expired;
  }

  /** Empties the queue and returns what was in it. */
  clear(): Queued[] {
    const entries = this.#queue.slice(this.#head);
    this.#queue = [];
    this.#head = 0;
    this.bytes = 0;
    return entries;
  }

  /** An overloaded receiver halves what it is sent at a time; each success gives one back. */
  slowDown(): void {
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  /** A receiver that was down begins with one at a time, beside what is on its way still. */
  startOver(): void {
    this.#limit = Math.min(this.#mostInFlight, this.inFlight + 1);
  }

  speedUp(): void {
    if (this.#limit < this.#mostInFlight) this.#limit += 1;
  }

  /**
   * Takes one request from the rate limit. Returns 0 where it may go now, else how long to wait, in ms.
   *
   * @param perSecond requests a second, or null for no limit
   */
  takeRate(perSecond: number | null, now: number): number {
    if (perSecond === null) return 0;
    const most = Math.max(1, perSecond * burstSeconds);
    this.#tokens = Math.min(most, this.#tokens + ((now - this.#tokensAt) / 1000) * perSecond);
    this.#tokensAt = now;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / perSecond) * 1000);
    this.#tokens -= 1;
    this.#restedAt = now + ((most - this.#tokens) / perSecond) * 1000;
    return 0;
  }
}
