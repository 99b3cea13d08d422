import type { Clock, Timer } from "../../src/platform/clock.ts";

/**
 * A clock whose timers fire at once, moving time to when they were due: what waits by it for minutes takes none,
 * while real sockets go on underneath.
 */
export class InstantClock implements Clock {
  #now: number;
  /** Every wait that was asked for, in ms, in order. */
  readonly waits: number[] = [];

  /** @param startAt ms since the epoch */
  constructor(startAt = Date.UTC(2026, 0, 12, 4, 54)) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(fn: () => void, ms: number): Timer {
    const at = this.#now + Math.max(0, ms);
    this.waits.push(ms);
    const handle = setImmediate(() => {
      this.#now = Math.max(this.#now, at);
      fn();
    });
    return { cancel: () => clearImmediate(handle) };
  }
}
