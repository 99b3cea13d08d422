import { type Clock, systemClock } from "../../platform/clock.ts";

/**
 * The database's time, carried on by this machine's monotonic clock between two looks at it: however wrong the
 * machine's own time is, and whoever sets it, due times and leases of all nodes are compared with one clock.
 */
export class DatabaseClock implements Clock {
  #offset = 0;
  #last = 0;

  /**
   * @param databaseMs the database's time, ms since the epoch
   * @param askedAt when it was asked for, and `answeredAt`, by `performance.now()`
   */
  set(databaseMs: number, askedAt: number, answeredAt: number): void {
    this.#offset = databaseMs - (askedAt + answeredAt) / 2;
  }

  now(): number {
    const now = Math.floor(this.#offset + performance.now());
    // A correction by less than a second only slows it down; ids and positions count on that.
    this.#last = now < this.#last && this.#last - now < 1_000 ? this.#last : now;
    return this.#last;
  }

  setTimeout(fn: () => void, ms: number) {
    return systemClock.setTimeout(fn, ms);
  }
}
