/** A seeded source of randomness: the same seed gives the same numbers, on every machine. */
export class Random {
  #state: number;

  /** @param seed any whole number; only its lower 32 bits count */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1 (mulberry32, a public-domain generator of 32 bits of state). */
  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }

  /** One of the values, each as often as its weight says. */
  weighted<T>(entries: readonly (readonly [T, number])[]): T {
    let at = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of entries) {
      at -= weight;
      if (at < 0) return value;
    }
    return this.pick(entries)[0];
  }

  /** A generator of its own, so that what one part draws does not shift what another gets. */
  fork(): Random {
    return new Random(this.below(2 ** 32));
  }
}
