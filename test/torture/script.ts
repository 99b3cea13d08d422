import type { Random } from "./random.ts";

/** What a seed has in store: how much there is of everything, and when something happens. */
export interface Script {
  nodes: number;
  receivers: number;
  /** Callbacks of each process. */
  processes: readonly number[];
  concurrency: number;
  autoPauseAfterMs: number;
  /** Waits of the retry schedule, ms. */
  schedule: readonly number[];
  events: readonly { after: number; what: "user" | "weather" }[];
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** SPEC.md "Delivering", and shorter ones that let a script see more ends in less time. */
const schedules: readonly (readonly [readonly number[], number])[] = [
  [[5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour], 1],
  [[5 * second, 30 * second, 2 * minute, 10 * minute], 4],
  [[second, second], 3],
];

/** Waits between what happens: mostly moments, now and then long. */
const paces: readonly (readonly [number, number])[] = [
  [5, 6],
  [100, 4],
  [3 * second, 4],
  [2 * minute, 2],
  [hour, 0.3],
];

export function scriptOf(random: Random, nodes?: number): Script {
  const chosen = random.weighted([
    [1, 5],
    [2, 3],
    [3, 2],
  ]);
  const length = random.between(20, 120);
  return {
    nodes: nodes ?? chosen,
    receivers: random.between(1, 3),
    processes: Array.from({ length: random.between(1, 2) }, () => random.between(1, 3)),
    concurrency: random.pick([1, 2, 4, 32]),
    autoPauseAfterMs: random.pick([5 * 24 * hour, 20 * minute]),
    schedule: random.weighted(schedules),
    events: Array.from({ length }, () => ({
      after: random.below(random.weighted(paces) + 1),
      what: random.chance(0.2) ? ("weather" as const) : ("user" as const),
    })),
  };
}
