/** Failures in a row that open it. */
export const failuresToOpen = 10;
const firstProbeMs = 5_000;
const longestProbeMs = 5 * 60_000;

/**
 * The circuit breaker of one callback (SPEC.md "Delivering").
 *
 * - `closed`: deliveries are sent; `failures` in a row so far.
 * - `open`: nothing is sent until `probeAt`, ms since the epoch; `probes` have failed since it opened.
 * - `probing`: one delivery may be sent, to find out.
 */
export type Breaker =
  | { readonly state: "closed"; readonly failures: number }
  | { readonly state: "open"; readonly probes: number; readonly probeAt: number }
  | { readonly state: "probing"; readonly probes: number };

export const closedBreaker: Breaker = { state: "closed", failures: 0 };

/** How long an open breaker waits for its next probe, ms: 5 s, then twice as long after each, up to 5 min. */
export function probeWait(probes: number): number {
  return Math.min(longestProbeMs, firstProbeMs * 2 ** probes);
}

/**
 * The breaker after an attempt. It opens after ten failures in a row and closes on the first success, also on that
 * of an attempt that was on its way when it opened. Failures of those say nothing new.
 *
 * @param attempt whether the receiver worked, and whether this was the probe
 * @param now ms since the epoch
 */
export function afterAttempt(
  breaker: Breaker,
  attempt: { worked: boolean; probe: boolean },
  now: number,
): Breaker {
  if (attempt.worked) return closedBreaker;
  switch (breaker.state) {
    case "closed": {
      const failures = breaker.failures + 1;
      return failures < failuresToOpen ? { state: "closed", failures } : opened(0, now);
    }
    case "open":
      return breaker;
    case "probing":
      return attempt.probe ? opened(breaker.probes + 1, now) : breaker;
  }
}

function opened(probes: number, now: number): Breaker {
  return { state: "open", probes, probeAt: now + probeWait(probes) };
}

/** The breaker once it is time for its probe. */
export function probing(breaker: Breaker): Breaker {
  return breaker.state === "open" ? { state: "probing", probes: breaker.probes } : breaker;
}
