import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { Leased, LeaseInDoubt } from "../store/claiming.ts";
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
  #inDoubt: LeaseInDoubt[] = [];
  #lastUntil = 0;
  #timer: Timer | null = null;

  constructor(options: HandBackOptions) {
    this.#options = options;
  }

  /** These go back. */
  add(leases: readonly Leased[]): void {
    if (leases.length === 0) return;
    for (const lease of leases) this.#waiting.push(lease);
    this.#timer ??= this.#options.clock.setTimeout(() => void this.#return(), gatherMs);
  }

  /** An end for a lease, ms since the epoch, no earlier than `at`: no other of this node has it. */
  leaseUntil(at: number): number {
    this.#lastUntil = Math.max(at, this.#lastUntil + 1);
    return this.#lastUntil;
  }

  /** All of a lease goes back but what came of it, if the database turns out to have given it. */
  addInDoubt(lease: LeaseInDoubt): void {
    this.#inDoubt.push(lease);
    this.#timer ??= this.#options.clock.setTimeout(() => void this.#return(), gatherMs);
  }

  /** Gives back at once what waits for it; tries once. */
  async last(): Promise<void> {
    this.#timer?.cancel();
    if (this.#waiting.length + this.#inDoubt.length > 0) await this.#return();
    this.#timer?.cancel();
  }

  async #return(): Promise<void> {
    this.#timer = null;
    const { store, node, log, clock, onReturned } = this.#options;
    const leases = this.#waiting.splice(0);
    const inDoubt = this.#inDoubt.splice(0);
    try {
      const unknown = inDoubt.length === 0 ? 0 : await store.write.handBackInDoubt({ node, leases: inDoubt });
      if (unknown > 0) log.warn({ unknown }, "the answer to a lease was lost; its deliveries go back");
      if (leases.length > 0) await store.write.handBack({ node, leases });
      if (unknown + leases.length > 0) onReturned();
    } catch (error) {
      const reason = (error as Error).message;
      log.warn({ count: leases.length, reason }, "could not hand deliveries back; trying again");
      this.#waiting.push(...leases);
      this.#inDoubt.push(...inDoubt);
      this.#timer ??= clock.setTimeout(() => void this.#return(), retryMs);
    }
  }
}
