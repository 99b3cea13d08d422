import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { Committer } from "../store/committer.ts";
import { forgottenAtOnce } from "../store/idempotency.ts";
import type { Store } from "../store/operations.ts";
import { callsForgottenAtOnce } from "../store/queries/inbound-calls.ts";

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
  /** How long the final report of a call that has ended is waited for, ms. */
  reportLimitMs: number;
}

/** Ends calls that were begun or ended in part and forgotten, and forgets what was kept against repetition long enough. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #timer: Timer | null = null;
  #stopped = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, callLimitMs, reportLimitMs } = this.#options;
    this.#timer = clock.setTimeout(() => void this.#round(), Math.min(everyMs, callLimitMs, reportLimitMs));
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async #round(): Promise<void> {
    const { store, log, clock } = this.#options;
    const now = clock.now();
    try {
      // First: what is known of a provider's call says more of it than the mark on its lead, which goes with it.
      if ((await this.#closeInboundCalls(now)) < mostAtOnce) await this.#endForgottenCalls(now);
      while ((await store.write.forgetOldKeys(now)) >= forgottenAtOnce && !this.#stopped);
      while ((await store.write.forgetInboundCalls(now)) >= callsForgottenAtOnce && !this.#stopped);
    } catch (error) {
      log.warn({ reason: (error as Error).message }, "the watchdog could not do its round; it tries again");
    }
    if (!this.#stopped) this.start();
  }

  /** Returns how many there were; there may be more where that is `mostAtOnce` or above. */
  async #closeInboundCalls(now: number): Promise<number> {
    const { store, committer, callLimitMs, reportLimitMs, log } = this.#options;
    const limits = { on: now - callLimitMs, held: now - reportLimitMs };
    const calls = await store.read.openInboundCalls({ limits, limit: mostAtOnce });
    if (calls.length === 0) return 0;
    const changes = calls.map((call) => {
      const { projectId, processId, provider, callId, leadId } = call;
      const key = { projectId, processId, provider, callId };
      return { kind: "close-inbound-call" as const, call: key, leadId, limits };
    });
    await committer.submit({ changes, idempotency: null });
    log.info({ calls: calls.length }, "closed calls whose provider sent no end or no final report of them");
    return calls.length;
  }

  async #endForgottenCalls(now: number): Promise<void> {
    const { store, committer, callLimitMs, log } = this.#options;
    const calls = await store.read.forgottenCalls({ before: now - callLimitMs, limit: mostAtOnce });
    if (calls.length === 0) return;
    const changes = calls.map((call) => ({ kind: "end-forgotten-call" as const, ...call }));
    await committer.submit({ changes, idempotency: null });
    log.info({ calls: calls.length }, "ended calls that were never reported to have ended");
  }
}
