import type { Clock } from "../../platform/clock.ts";
import { sleep } from "../sleep.ts";

/** How much lateness is made up for, in ms: that of timers, but not a stall, after which a burst would follow. */
const mostLateMs = 100;

/** Lets callers through at a steady rate. */
export class Pace {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  /** When the next turn is due, ms; null before the first, which is due at once. */
  #next: number | null = null;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#intervalMs = 1000 / perSecond;
  }

  /** Resolves when it is the caller's turn, or at once when `signal` is aborted. One caller at a time. */
  async turn(signal: AbortSignal): Promise<void> {
    this.#next ??= this.#clock.now();
    for (let wait = this.#next - this.#clock.now(); wait > 0 && !signal.aborted; ) {
      await sleep(this.#clock, wait, signal);
      wait = this.#next - this.#clock.now(); // a hold may have come meanwhile
    }
    this.#next = Math.max(this.#next, this.#clock.now() - mostLateMs) + this.#intervalMs;
  }

  /** Lets nobody through for `ms`: the server asked for a pause. */
  hold(ms: number): void {
    this.#next = Math.max(this.#next ?? 0, this.#clock.now() + ms);
  }
}
