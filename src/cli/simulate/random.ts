import { createHash } from "node:crypto";

/** Chance that repeats itself: the same seed gives the same numbers on every machine. Not for secrets. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** Whether something of this probability (0 to 1) happens. */
  chance(probability: number): boolean;
  /** @throws RangeError of an empty list */
  pick<T>(list: readonly T[]): T;
  /** One of the pairs' first, each as likely as its weight (0 or more) says. */
  weighted<T>(pairs: readonly (readonly [T, number])[]): T;
}

/** Generator: sfc32 (PractRand's small fast counter, 128 bits of state), its state taken from SHA-256 of `seed`. */
export function seededRandom(seed: string): Random {
  const digest = createHash("sha256").update(seed).digest();
  let [a, b, c, counter] = [0, 4, 8, 12].map((at) => digest.readInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError("nothing to pick from");
    return list[between(0, list.length - 1)] as T;
  };
  return {
    next,
    between,
    pick,
    chance: (probability) => next() < probability,
    weighted: (pairs) => {
      let rest = next() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of pairs) {
        rest -= weight;
        if (rest < 0) return value;
      }
      return pick(pairs)[0];
    },
  };
}
