import type { Cutoffs } from "./queries/retention.ts";

/** Numbers of one volume: more than are owed in any, and there are a hundred thousand volumes before they run out. */
export const numbersOfVolume = 2 ** 36;

/** Numbers of deliveries: from the first on, and before the last. */
export interface NumberRange {
  from: number;
  before: number;
}

export interface Tending {
  now: number;
  /** Before when deliveries must have ended to go with their volume. */
  cutoffs: Cutoffs;
  /** For how long one volume takes in what is owed, ms. */
  lengthMs: number;
  /** Asked between two steps. */
  isStopped: () => boolean;
}

/**
 * Deliveries of a database that keeps them by volumes (decision 013): each takes in what is owed for some days, and
 * goes as a whole.
 */
export interface Volumes {
  /**
   * Makes the next volume ahead, begins it when it is time, and drops those whose time is over, after what has to stay
   * was moved out of them. One node does this at a time; another one returns at once. What is broken off anywhere goes
   * on the next time.
   *
   * @returns the volumes that went
   * @throws StoreUnavailable where the database does not answer, or others are in the way for too long
   */
  tend(tending: Tending): Promise<number[]>;
  /** The volumes of which there is more than `rows`: they are dropped when it is time, not removed row by row. */
  large(rows: number): Promise<NumberRange[]>;
}

/** What lies beside ranges that are in order and apart from each other. */
export function beside(ranges: readonly NumberRange[]): NumberRange[] {
  const starts = [0, ...ranges.map(({ before }) => before)];
  const ends = [...ranges.map(({ from }) => from), Number.MAX_SAFE_INTEGER];
  return starts.flatMap((from, index) => {
    const before = ends[index] ?? from;
    return before > from ? [{ from, before }] : [];
  });
}
