import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { Store } from "../store/operations.ts";
import type { Cutoffs } from "../store/queries/retention.ts";
import { beside, type NumberRange } from "../store/volumes.ts";

const dayMs = 24 * 3_600_000;
/** The first round after a start, ms; then one every so often, more often where little is kept. */
const firstMs = 1_000;
const everyMs = 10 * 60_000;
const roundsWithin = 20;
/** Deliveries that one transaction removes, and the pause after it, ms: what is live goes in between. */
const removedAtOnce = 200;
const pauseMs = 10;
/** Where deliveries are kept by volumes: how many of these the time that they are kept for is divided into. */
const volumesKept = 6;
const shortestVolumeMs = 3_600_000;
/** A volume of more rows is not emptied row by row: it is dropped when its time is over. */
const largeVolume = 1_000_000;

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
 * old enough in short reads and removes in small transactions; imports, which say what files held, go as delivered ones
 * do. What is owed, leads and activities stay.
 * Where deliveries are kept by volumes, large ones go as a whole.
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
    try {
      const large = await this.#tendVolumes(now, cutoffs);
      let removed = 0;
      for (const range of beside(large)) removed += await this.#removeRows(range, cutoffs);
      if (removed > 0) log.info({ removed }, "removed deliveries that have expired");
      while (!this.#stopped && (await store.write.removeImports({ before: cutoffs.done })) > 0)
        await this.#pause();
    } catch (error) {
      log.warn({ reason: (error as Error).message }, "could not remove what has expired; trying again");
    }
  }

  /** Returns what is not to be removed row by row. */
  async #tendVolumes(now: number, cutoffs: Cutoffs): Promise<NumberRange[]> {
    const { store, log, days } = this.#options;
    if (store.volumes === null) return [];
    const lengthMs = Math.max(shortestVolumeMs, (days * dayMs) / volumesKept);
    const isStopped = () => this.#stopped;
    const volumes = await store.volumes.tend({ now, cutoffs, lengthMs, isStopped });
    if (volumes.length > 0) log.info({ volumes }, "dropped volumes of deliveries that have expired");
    return store.volumes.large(largeVolume);
  }

  async #removeRows({ from, before }: NumberRange, cutoffs: Cutoffs): Promise<number> {
    const { store } = this.#options;
    let removed = 0;
    let after: number | null = Math.max(0, from - 1);
    while (after !== null && !this.#stopped) {
      const query = { after, before, cutoffs };
      const page: { ns: number[]; next: number | null } = await store.read.expiredDeliveries(query);
      for (let start = 0; start < page.ns.length && !this.#stopped; start += removedAtOnce) {
        const ns = page.ns.slice(start, start + removedAtOnce);
        removed += await store.write.removeDeliveries({ ns, cutoffs });
        await this.#pause();
      }
      after = page.next;
    }
    return removed;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve;
      this.#timer = this.#options.clock.setTimeout(resolve, pauseMs);
    });
  }
}
