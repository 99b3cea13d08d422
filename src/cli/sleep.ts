import type { Clock } from "../platform/clock.ts";

/** Resolves after `ms` milliseconds, or at once when `signal` is aborted: look at the signal afterwards. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = (): void => {
      timer.cancel();
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = clock.setTimeout(wake, ms);
    signal?.addEventListener("abort", wake);
  });
}
