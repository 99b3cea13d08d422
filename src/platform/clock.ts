/** Time as the product sees it. Injected everywhere, so that tests and the simulation never wait for real time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `fn` once after `ms` milliseconds. */
  setTimeout(fn: () => void, ms: number): Timer;
}

export interface Timer {
  cancel(): void;
}

/** Node's longest timer, in ms; longer waits would fire at once. */
const longestTimer = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout(fn, ms) {
    const handle = setTimeout(fn, Math.min(Math.max(0, ms), longestTimer));
    return { cancel: () => clearTimeout(handle) };
  },
};

/** Waits for a promise, but no longer than `ms`. */
export async function waitAtMost(clock: Clock, promise: Promise<void>, ms: number): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimeout(resolve, ms);
  await Promise.race([promise, over]);
  timer.cancel();
}
