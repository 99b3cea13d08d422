import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { isInDoubt, type ReadyDelivery } from "../store/engine.ts";
import type { LeaseRoom } from "../store/lease.ts";
import type { Store } from "../store/operations.ts";

/** At the latest it looks again after this long, ms. */
const idleMs = 5_000;
/** Leases that ran out are looked for this often, ms. */
const leaseSweepMs = 30_000;
/** Of one callback at a time, so that a long queue of one takes no room from the others. */
const claimOfOne = 512;
/** It does not claim for less room than this, unless nothing is in memory. */
const worthwhile = 128;

export interface PollerOptions {
  store: Store;
  clock: Clock;
  log: Log;
  intake: {
    readonly load: number;
    room(): LeaseRoom;
    /** Of these callbacks it takes at most so many, where that is less than the share of each. */
    atMost(): Record<string, number>;
    accept(ready: readonly ReadyDelivery[], until: number): void;
    /** What was leased under this end never came. */
    inDoubt(until: number, kept: readonly ReadyDelivery[]): void;
  };
}

/**
 * The slow path: claims what is due in the database, retries, what did not fit into memory, leases that ran out.
 * It sleeps until the earliest due time that it knows of, or until it is woken.
 */
export class Poller {
  readonly #options: PollerOptions;
  #timer: Timer | null = null;
  #timerAt = Number.POSITIVE_INFINITY;
  #sweptAt = 0;
  #claiming: Promise<void> | null = null;
  #again = false;
  /** Whether the last claim left something that is due, beside that of the callbacks that were full. */
  #more = false;
  #running = false;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = true;
    this.wake();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#timer?.cancel();
    await this.#claiming;
  }

  /** Claims now, or again right after the claim that is under way. */
  wake(): void {
    if (!this.#running) return;
    if (this.#claiming !== null) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#claiming = this.#claim().finally(() => {
      this.#claiming = null;
      if (this.#again) this.wake();
    });
  }

  /** Something will be due at this time, ms since the epoch. */
  dueAt(at: number): void {
    if (!this.#running || at >= this.#timerAt) return;
    this.#timer?.cancel();
    this.#timerAt = at;
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.wake();
    }, at - this.#options.clock.now());
  }

  /** There is room in memory again. */
  roomAgain(): void {
    if (this.#more) this.wake();
  }

  async #claim(): Promise<void> {
    const { store, clock, log, intake } = this.#options;
    const now = clock.now();
    const { node, until, room, full, cutOff } = intake.room();
    if (room < worthwhile && intake.load > 0) {
      this.#more = true;
      this.dueAt(now + idleMs);
      return;
    }
    try {
      if (now - this.#sweptAt >= leaseSweepMs) {
        this.#sweptAt = now;
        const ended = await store.write.endLeases({ keep: node, now });
        if (ended > 0) log.warn({ ended }, "leases ran out; their deliveries are sent again");
      }
      const claimed = await store.write.claim({
        node,
        now,
        until,
        room,
        perCallback: claimOfOne,
        full: [...full, ...cutOff],
        atMost: intake.atMost(),
      });
      this.#more = claimed.more;
      intake.accept(claimed.ready, until);
      if (claimed.more && claimed.ready.length > 0) this.#again = true;
      this.dueAt(Math.min(claimed.nextDueAt ?? Number.POSITIVE_INFINITY, now + idleMs));
    } catch (error) {
      if (isInDoubt(error)) intake.inDoubt(until, []);
      log.error({ reason: (error as Error).message }, "could not claim deliveries; trying again");
      this.dueAt(now + 1_000);
    }
  }
}
