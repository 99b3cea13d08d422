import type { Clock } from "../platform/clock.ts";
import type { AttemptOutcome } from "../store/engine.ts";
import type { JudgedAttempt } from "./attempt-outcome.ts";
import type { CallbackTarget } from "./callback-targets.ts";
import { failingReason, type Health, healthAfter, storedHealth } from "./health.ts";

/** The health of the callbacks that have failed since this node started; of the others, what is stored holds. */
export class HealthBook {
  readonly #clock: Clock;
  readonly #autoPauseAfterMs: number;
  readonly #known = new Map<string, Health>();

  /** @param autoPauseAfterMs a callback whose every attempt failed for so long is to be paused */
  constructor(clock: Clock, autoPauseAfterMs: number) {
    this.#clock = clock;
    this.#autoPauseAfterMs = autoPauseAfterMs;
  }

  /** What is stored of these may have changed. */
  forget(callbackIds: readonly string[]): void {
    for (const id of callbackIds) this.#known.delete(id);
  }

  /** What an attempt changes of its callback's health, and whether the callback is to be paused. */
  after(
    target: CallbackTarget,
    { receiver, outcome }: JudgedAttempt,
  ): Pick<AttemptOutcome, "failing" | "pause"> {
    const known = this.#known.get(target.id) ?? storedHealth(target.failingSince);
    if (receiver === "not asked" || (receiver === "works" && known.since === null))
      return { failing: null, pause: outcome.pause };
    const now = this.#clock.now();
    const { health, change } = healthAfter(known, { worked: receiver === "works", at: outcome.at }, now);
    this.#known.set(target.id, health);
    const { since } = health;
    const failing =
      since === null || now - since < this.#autoPauseAfterMs
        ? null
        : ({ kind: "failing", reason: failingReason(since, this.#autoPauseAfterMs) } as const);
    return { failing: change, pause: outcome.pause ?? failing };
  }
}
