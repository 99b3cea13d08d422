import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { Committer } from "../store/committer.ts";
import { forgottenAtOnce } from "../store/idempotency.ts";
import type { Store } from "../store/operations.ts";

/** How often it looks, ms. */
const everyMs = 10_000;
/** Calls ended in one round at the most. */
const mostAtOnce = 500;

export interface WatchdogOptions {
  store: Store;
  committer: Committer;
  clock: Clock;
  log: Log;
  /** How long a call may be in progress, ms. */
  callLimitMs: number;
}

/** Ends calls that were marked as in progress and forgotten, and forgets idempotency keys past their time. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #timer: Timer | null = null;
  #stopped = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, callLimitMs } = this.#options;
    this.#timer = clock.setTimeout(() => void this.#round(), Math.min(everyMs, callLimitMs));
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async #round(): Promise<void> {
    const { store, log, clock } = this.#options;
    try {
      await this.#endForgottenCalls();
      while ((await store.write.forgetOldKeys(clock.now())) >= forgottenAtOnce && !this.#stopped);
    } catch (error) {
      log.warn({ reason: (error as Error).message }, "the watchdog could not do its round; it tries again");
    }
    if (!this.#stopped) this.start();
  }

  async #endForgottenCalls(): Promise<void> {
    const { store, committer, clock, callLimitMs, log } = this.#options;
    const calls = await store.read.forgottenCalls({ before: clock.now() - callLimitMs, limit: mostAtOnce });
    if (calls.length === 0) return;
    const changes = calls.map((call) => ({ kind: "end-forgotten-call" as const, ...call }));
    await committer.submit({ changes, idempotency: null });
    log.info({ calls: calls.length }, "ended calls that were never reported to have ended");
  }
}
