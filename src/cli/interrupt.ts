/**
 * A signal that is aborted by the first Ctrl-C (or SIGTERM), so that the command can end in order. A second
 * Ctrl-C ends the program at once, as if nobody listened.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}

/** Resolves when `signal` is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
