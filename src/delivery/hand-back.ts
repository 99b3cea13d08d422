import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { Leased } from "../store/claiming.ts";
import type { Store } from "../store/operations.ts";

/** Gathered for so long, ms, so that one transaction gives many back. */
const gatherMs = 20;
const retryMs = 1_000;

export interface HandBackOptions {
  store: Store;
  clock: Clock;
  log: Log;
  /** The node that has them. */
  node: string;
  /** Called after deliveries were given back: they can be claimed. */
  onReturned: () => void;
}

/** Gives leased deliveries back to the database, gathered, without counting an attempt. */
export class HandBack {
  readonly #options: HandBackOptions;
  #waiting: Leased[] = [];
  #timer: Timer | null = null;

  constructor(options: HandBackOptions) {
    this.#options = options;
  }

  /** These go back. */
  add(leases: readonly Leased[], afterMs = gatherMs): void {
    if (leases.length === 0) return;
    for (const lease of leases) this.#waiting.push(lease);
    this.#timer ??= this.#options.clock.setTimeout(() => void this.#return(), afterMs);
  }

  /** What waits to go back is this node's no more. */
  forget(): void {
    this.#waiting = [];
  }

  /** Gives back at once what waits for it; tries once. */
  async last(): Promise<void> {
    this.#timer?.cancel();
    if (this.#waiting.length > 0) await this.#return();
    this.#timer?.cancel();
  }

  async #return(): Promise<void> {
    this.#timer = null;
    const leases = this.#waiting.splice(0);
    try {
      await this.#options.store.write.handBack({ node: this.#options.node, leases });
      this.#options.onReturned();
    } catch (error) {
      this.#options.log.warn(
        { count: leases.length, reason: (error as Error).message },
        "could not hand deliveries back; trying again",
      );
      this.add(leases, retryMs);
    }
  }
}
