import { type Clock, waitAtMost } from "../platform/clock.ts";
import type { Backlog } from "../store/queries/backlog.ts";

/** How old a reading may be, ms, and how long counting may take of that: a large backlog is counted less often. */
const everyMs = 15_000;
const mostShare = 1 / 50;
/** How long whoever asks waits for a new reading before the one of before has to do, ms. */
const patienceMs = 2_000;
/** Callbacks that are shown by their id. */
const shown = 20;

/** What is owed, as `/metrics` shows it: by callback id, the rest together as `other`. */
export interface OwedFigures {
  count: Record<string, number>;
  oldestS: Record<string, number>;
}

/** The largest by their id, the rest as one, so that many callbacks make no more series. */
export function owedFigures({ owed }: Backlog, now: number): OwedFigures {
  const figures: OwedFigures = { count: {}, oldestS: {} };
  for (const [index, { callbackId, count, oldestAt }] of owed.entries()) {
    const name = index < shown ? callbackId : "other";
    figures.count[name] = (figures.count[name] ?? 0) + count;
    const age = oldestAt === null ? 0 : Math.max(0, now - oldestAt) / 1000;
    figures.oldestS[name] = Math.max(figures.oldestS[name] ?? 0, age);
  }
  return figures;
}

/**
 * The backlog as it was a moment ago: read only when it is asked for, at most every 15 s, and never for more than a
 * fiftieth of the time. Null before the first reading, and where the database does not answer.
 */
export class BacklogReading {
  readonly #read: () => Promise<Backlog>;
  readonly #clock: Clock;
  #last: { backlog: Backlog | null; validUntil: number } | null = null;
  #underWay: Promise<void> | null = null;

  constructor(read: () => Promise<Backlog>, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  async get(): Promise<Backlog | null> {
    if (this.#last === null || this.#clock.now() >= this.#last.validUntil) {
      this.#underWay ??= this.#readAnew().finally(() => {
        this.#underWay = null;
      });
      await waitAtMost(this.#clock, this.#underWay, patienceMs);
    }
    return this.#last?.backlog ?? null;
  }

  async #readAnew(): Promise<void> {
    const began = performance.now();
    const backlog = await this.#read().catch(() => null);
    const tookMs = performance.now() - began;
    this.#last = { backlog, validUntil: this.#clock.now() + Math.max(everyMs, tookMs / mostShare) };
  }
}
