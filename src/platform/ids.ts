import { randomBytes, randomInt } from "node:crypto";

/** Eighteen hex characters: the second (8) and this process's random part (10), made anew each second. */
let prefix = "";
let second = 0;
let counter = 0;
let processPart = randomBytes(5).toString("hex");
let firstCounter = (): number => randomInt(0, 0x10000);

/**
 * A new id: 24 hex characters in the ObjectId layout (4 bytes seconds, 5 bytes random per process, 3 bytes
 * counter). Ids made by one process are strictly increasing, also when its clock steps back; ids of several
 * processes are ordered by the second.
 *
 * @param now milliseconds since the Unix epoch
 */
export function newId(now: number): string {
  const nowSecond = Math.floor(now / 1000);
  if (nowSecond > second || prefix === "") {
    second = nowSecond;
    counter = firstCounter();
    prefix = nowSecond.toString(16).padStart(8, "0") + processPart;
  } else if (counter === 0xffffff) {
    second += 1;
    counter = 0;
    prefix = second.toString(16).padStart(8, "0") + processPart;
  }
  counter += 1;
  return prefix + counter.toString(16).padStart(6, "0");
}

/** No id holds a later second than this, which is in 2106. */
const lastSecond = 0xffffffff;

/** No id made in the second of `at` (ms since the epoch) or later is smaller than this. */
export function firstIdOf(at: number): string {
  return Math.min(lastSecond, Math.max(0, Math.floor(at / 1000)))
    .toString(16)
    .padStart(8, "0")
    .padEnd(24, "0");
}

/**
 * Begins anew, as a process whose random part is this one and whose counter begins with 0 each second: a simulation
 * makes the same ids in each run.
 *
 * @param part ten hex characters
 */
export function restartIds(part: string): void {
  [prefix, second, counter, processPart] = ["", 0, 0, part];
  firstCounter = () => 0;
}
