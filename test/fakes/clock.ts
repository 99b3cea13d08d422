import type { Clock, Timer } from "../../src/platform/clock.ts";

interface Waiting {
  at: number;
  fn: () => void;
}

/**
 * A clock that stands still until it is told to go on. Timers fire in the order in which they are due (those due
 * at the same moment in the order in which they were set), also those that are set while it advances.
 */
export class FakeClock implements Clock {
  #now: number;
  #waiting: Waiting[] = [];

  /** @param startAt where it begins, ms since the epoch */
  constructor(startAt = Date.UTC(2026, 0, 12, 4, 54)) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  /** How many timers wait to fire. */
  get pending(): number {
    return this.#waiting.length;
  }

  setTimeout(fn: () => void, ms: number): Timer {
    const waiting: Waiting = { at: this.#now + Math.max(0, ms), fn };
    const later = this.#waiting.findIndex((other) => other.at > waiting.at);
    this.#waiting.splice(later === -1 ? this.#waiting.length : later, 0, waiting);
    return {
      cancel: () => {
        const index = this.#waiting.indexOf(waiting);
        if (index !== -1) this.#waiting.splice(index, 1);
      },
    };
  }

  /** Moves time on by `ms`, firing what becomes due; promises settle before each timer and before it returns. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#waiting[0]; next !== undefined && next.at <= end; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#now = next.at;
      next.fn();
      await settle();
    }
    this.#now = end;
  }
}

/** One turn of the event loop: everything that is only waiting for other promises has run after it. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
