import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { Store } from "../store/operations.ts";
import type { ChainPlace } from "../store/stuck-chains.ts";

/** How often all chains are looked at, ms. */
const everyMs = 60_000;
/** Open deliveries that one read looks at. */
const pageRows = 5_000;

export interface ChainSweepOptions {
  store: Store;
  clock: Clock;
  log: Log;
  /** Something was released: it can be claimed. */
  released: () => void;
}

/**
 * Looks for deliveries that are held with nothing before them. There are none as long as whoever reports and whoever
 * finishes hold the lead's row; should there be one all the same, it is reported as the bug that it is, and sent.
 */
export class ChainSweep {
  readonly #options: ChainSweepOptions;
  #timer: Timer | null = null;
  #round: Promise<void> = Promise.resolve();
  #running = false;

  constructor(options: ChainSweepOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = true;
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#round = this.#sweep().finally(() => {
        if (this.#running) this.start();
      });
    }, everyMs);
  }

  /** Lets the read that is under way finish. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#timer?.cancel();
    await this.#round;
  }

  async #sweep(): Promise<void> {
    const { store, clock, log, released } = this.#options;
    try {
      let after: ChainPlace | null = null;
      do {
        const page: Awaited<ReturnType<Store["read"]["stuckChains"]>> = await store.read.stuckChains({
          after,
          limit: pageRows,
        });
        if (page.stuck.length > 0) {
          const ns = await store.write.releaseStuck({ chains: page.stuck, now: clock.now() });
          // What was only just being released is stuck no more.
          if (ns.length > 0) {
            log.error({ ns }, "deliveries were held with nothing before them: a bug; they are sent now");
            released();
          }
        }
        after = page.next;
      } while (after !== null && this.#running);
    } catch (error) {
      log.warn({ reason: (error as Error).message }, "could not look for stuck deliveries; trying again");
    }
  }
}
