import type { BareLoop } from "./bare-loop.ts";
import type { BullMq } from "./baseline-bullmq.ts";
import type { EndToEnd } from "./end-to-end.ts";
import type { Waiting } from "./waiting.ts";

/** How large a run is. Counts are of deliveries unless the name says otherwise. */
export interface Sizes {
  bareLoopSeconds: number;
  baselineJobs: number;
  warmUp: number;
  endToEnd: number;
  endToEndRounds: number;
  leads: number;
  /** How far reports may be ahead of what has arrived, so that what waits in memory is as in steady work. */
  backlog: number;
  latencySeconds: number;
  reportsSeconds: number;
  waiting: number;
  claimRounds: number;
  badOwed: number;
  isolationRounds: number;
  isolationSeconds: number;
  startRounds: number;
  pageRounds: number;
}

export const fullSizes: Sizes = {
  bareLoopSeconds: 2,
  baselineJobs: 30_000,
  warmUp: 20_000,
  endToEnd: 40_000,
  endToEndRounds: 5,
  leads: 20_000,
  backlog: 4_000,
  latencySeconds: 20,
  reportsSeconds: 10,
  waiting: 1_000_000,
  claimRounds: 15,
  badOwed: 100_000,
  isolationRounds: 3,
  isolationSeconds: 15,
  startRounds: 5,
  pageRounds: 20,
};

/** A look at every figure in a few minutes; too short to be quoted. */
export const quickSizes: Sizes = {
  ...fullSizes,
  bareLoopSeconds: 1,
  baselineJobs: 5_000,
  warmUp: 5_000,
  endToEnd: 20_000,
  endToEndRounds: 1,
  leads: 5_000,
  backlog: 4_000,
  latencySeconds: 5,
  reportsSeconds: 3,
  waiting: 50_000,
  claimRounds: 5,
  badOwed: 10_000,
  isolationRounds: 1,
  isolationSeconds: 5,
  startRounds: 3,
};

/** One number that was measured. */
export interface Measurement {
  what: string;
  value: number;
  unit: string;
  /** What it is measured against, taken in the same run: `ratio` is `value` divided by `limit`. */
  limit?: { what: string; value: number; ratio: number };
  /** QUALITY.md's target, for the ratio where there is a limit, else for the value. */
  target?: { atLeast: number } | { atMost: number };
  note?: string;
}

/** What is measured at most once a run, however many figures need it. */
export interface Bench {
  readonly sizes: Sizes;
  readonly baseline: boolean;
  bareLoop(): Promise<BareLoop>;
  /** Null without `--baseline`, or where a part of it is not at hand. */
  bullMq(): Promise<BullMq | null>;
  endToEnd(): Promise<EndToEnd>;
  /** The server with `sizes.waiting` deliveries waiting, for the figures that need many rows. */
  waiting(): Promise<Waiting>;
  /** Whether `waiting` has been asked for in this run. */
  readonly hasWaiting: boolean;
}

export interface Figure {
  name: string;
  title: string;
  run(bench: Bench): Promise<Measurement[]>;
}

/** Whether a measurement meets its target; null where it has none. */
export function isMet({ value, limit, target }: Measurement): boolean | null {
  if (target === undefined) return null;
  const measured = limit?.ratio ?? value;
  return "atLeast" in target ? measured >= target.atLeast : measured <= target.atMost;
}

/** A measurement beside what it is measured against. */
export function against(what: string, value: number, limit: number): Measurement["limit"] & object {
  return { what, value: limit, ratio: value / limit };
}
