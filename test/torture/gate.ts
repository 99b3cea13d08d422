import type { Clock, Timer } from "../../src/platform/clock.ts";
import type { Timeline } from "./timeline.ts";

/**
 * What stands between a node and the world. Whatever comes to the node passes through here, timers, replies of the
 * store and the network alike: a frozen node gets it when it goes on, a dead one never.
 */
export class Gate {
  #state: "open" | "frozen" | "dead" = "open";
  readonly #waiting: (() => void)[] = [];

  get isDead(): boolean {
    return this.#state === "dead";
  }

  get isFrozen(): boolean {
    return this.#state === "frozen";
  }

  pass(deliver: () => void): void {
    if (this.#state === "open") deliver();
    else if (this.#state === "frozen") this.#waiting.push(deliver);
  }

  freeze(): void {
    if (this.#state === "open") this.#state = "frozen";
  }

  thaw(): void {
    if (this.#state !== "frozen") return;
    this.#state = "open";
    for (const deliver of this.#waiting.splice(0)) deliver();
  }

  kill(): void {
    this.#state = "dead";
    this.#waiting.length = 0;
  }
}

/** The clock of one node. */
export class NodeClock implements Clock {
  readonly #timeline: Timeline;
  readonly #gate: Gate;

  constructor(timeline: Timeline, gate: Gate) {
    this.#timeline = timeline;
    this.#gate = gate;
  }

  now(): number {
    return this.#timeline.now;
  }

  setTimeout(fn: () => void, ms: number): Timer {
    let cancelled = false;
    const fire = (): void => {
      if (!cancelled) fn();
    };
    const timer = this.#timeline.after(ms, () => this.#gate.pass(fire), true);
    return {
      cancel: () => {
        cancelled = true;
        timer.cancel();
      },
    };
  }
}
