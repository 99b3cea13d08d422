import { describe, expect, it } from "vitest";
import { durationInWords, failingReason, type Health, healthAfter, storedHealth } from "./health.ts";

const start = Date.UTC(2026, 0, 12, 4, 54);

/** What is stored of attempts, each ending when it began. */
function changesOf(attempts: readonly [at: number, worked: boolean][], from = storedHealth(null)) {
  let health: Health = from;
  return attempts.map(([at, worked]) => {
    const after = healthAfter(health, { worked, at }, at);
    health = after.health;
    return after.change;
  });
}

describe("the health of a callback", () => {
  it("is stored when it turns, and only then", () => {
    const changes = changesOf([
      [start, true],
      [start + 1, false],
      [start + 2, false],
      [start + 9_000_000, false],
      [start + 9_000_001, true],
      [start + 9_000_002, true],
    ]);
    expect(changes).toEqual([null, { since: start + 1 }, null, null, "over", null]);
  });

  it("goes on from what is stored", () => {
    expect(changesOf([[start, false]], storedHealth(start - 1_000))).toEqual([null]);
    expect(changesOf([[start, true]], storedHealth(start - 1_000))).toEqual(["over"]);
  });

  it("is written twice a minute at most, however often failures and successes alternate", () => {
    const attempts = Array.from({ length: 6_000 }, (_, n) => [start + n * 10, n % 2 === 1] as const);
    const changes = changesOf(attempts.map(([at, worked]) => [at, worked]));
    expect(changes.filter((change) => change !== null)).toEqual([{ since: start }, "over"]);
  });

  it("stores the run that lasts with the time of its first failure, though that was not written", () => {
    const changes = changesOf([
      [start, false],
      [start + 10, true],
      [start + 20, false],
      [start + 59_999, false],
      [start + 60_000, false],
    ]);
    expect(changes).toEqual([{ since: start }, "over", null, null, { since: start + 20 }]);
  });
});

describe("the reason of a pause", () => {
  it("says for how long, and since when", () => {
    expect(failingReason(start, 5 * 86_400_000)).toBe(
      "every attempt failed for 5 days (since 2026-01-12T04:54:00.000Z)",
    );
  });

  it.each([
    [86_400_000, "1 day"],
    [36 * 3_600_000, "36 hours"],
    [90 * 60_000, "90 minutes"],
    [1_000, "1 second"],
    [1_500, "1500 ms"],
  ])("says %i ms in words", (ms, words) => {
    expect(durationInWords(ms)).toBe(words);
  });
});
