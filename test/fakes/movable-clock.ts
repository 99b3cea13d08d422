import type { Clock, Timer } from "../../src/platform/clock.ts";

interface Waiting {
  at: number;
  fn: () => void;
  handle: NodeJS.Timeout;
}

/** A clock that goes as the system's does, but from an earlier time, and can be moved on: history is made quickly. */
export class MovableClock implements Clock {
  #behindMs: number;
  readonly #waiting = new Set<Waiting>();

  /** @param behindMs how far it is behind the system's clock at first */
  constructor(behindMs: number) {
    this.#behindMs = behindMs;
  }

  now(): number {
    return Date.now() - this.#behindMs;
  }

  setTimeout(fn: () => void, ms: number): Timer {
    const waiting: Waiting = { at: this.now() + ms, fn, handle: setTimeout(() => {}, 0) };
    this.#waiting.add(waiting);
    this.#arm(waiting);
    return {
      cancel: () => {
        clearTimeout(waiting.handle);
        this.#waiting.delete(waiting);
      },
    };
  }

  /** Moves it on to this time, never beyond the system's; what becomes due meanwhile fires at once. */
  moveTo(at: number): void {
    this.#behindMs = Math.max(0, Math.min(this.#behindMs, Date.now() - at));
    for (const waiting of this.#waiting) this.#arm(waiting);
  }

  #arm(waiting: Waiting): void {
    clearTimeout(waiting.handle);
    // Node's longest timer: longer waits would fire at once.
    const ms = Math.min(Math.max(0, waiting.at - this.now()), 2 ** 31 - 1);
    waiting.handle = setTimeout(() => {
      this.#waiting.delete(waiting);
      waiting.fn();
    }, ms);
  }
}
