import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { Store } from "../store/operations.ts";

const dayMs = 24 * 3_600_000;
/** The first round after a start, ms; then one every so often, more often where little is kept. */
const firstMs = 1_000;
const everyMs = 10 * 60_000;
const roundsWithin = 20;
/** Deliveries that one transaction removes, and the pause after it, ms: what is live goes in between. */
const removedAtOnce = 200;
const pauseMs = 10;

export interface RetentionOptions {
  store: Store;
  clock: Clock;
  log: Log;
  /** How long delivered and skipped deliveries are kept, days. */
  days: number;
  /** And failed ones. */
  failedDays: number;
}

/**
 * Removes deliveries, with their attempts, that ended longer ago than they are kept. Each round walks over what is
 * old enough in short reads and removes in small transactions. What is owed, leads and activities stay.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #everyMs: number;
  #timer: Timer | null = null;
  #resume: (() => void) | null = null;
  #round: Promise<void> | null = null;
  #stopped = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    const shortest = Math.min(options.days, options.failedDays) * dayMs;
    this.#everyMs = Math.min(everyMs, Math.max(firstMs, shortest / roundsWithin));
  }

  start(): void {
    this.#after(firstMs);
  }

  /** Lets the transaction that is under way finish. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#resume?.();
    await this.#round;
  }

  #after(ms: number): void {
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#round = this.#remove().finally(() => {
        if (!this.#stopped) this.#after(this.#everyMs);
      });
    }, ms);
  }

  async #remove(): Promise<void> {
    const { store, clock, log, days, failedDays } = this.#options;
    const now = clock.now();
    const cutoffs = { done: Math.floor(now - days * dayMs), failed: Math.floor(now - failedDays * dayMs) };
    let removed = 0;
    try {
      let after: number | null = 0;
      while (after !== null && !this.#stopped) {
        const page: { ns: number[]; next: number | null } = await store.read.expiredDeliveries({
          after,
          cutoffs,
        });
        for (let start = 0; start < page.ns.length && !this.#stopped; start += removedAtOnce) {
          const ns = page.ns.slice(start, start + removedAtOnce);
          removed += await store.write.removeDeliveries({ ns, cutoffs });
          await this.#pause();
        }
        after = page.next;
      }
    } catch (error) {
      log.warn({ reason: (error as Error).message }, "could not remove what has expired; trying again");
    }
    if (removed > 0) log.info({ removed }, "removed deliveries that have expired");
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve;
      this.#timer = this.#options.clock.setTimeout(resolve, pauseMs);
    });
  }
}
