/**
 * Milliseconds on the machine's monotonic clock, sub-millisecond. Comparable between processes of one machine:
 * `hrtime` reads the clock that all of them share, while `performance.now()` begins anew in each.
 */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Settles as `promise` does, or rejects after `ms` milliseconds with a message that names `what`. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not done after ${Math.round(ms / 1000)} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks `condition` every `everyMs` milliseconds until it answers true.
 *
 * @throws Error naming `what` when `timeoutMs` have passed
 */
export async function until(
  what: string,
  timeoutMs: number,
  everyMs: number,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = nowMs() + timeoutMs;
  while (!(await condition())) {
    if (nowMs() > end) throw new Error(`${what}: not so after ${Math.round(timeoutMs / 1000)} s`);
    await sleep(everyMs);
  }
}
