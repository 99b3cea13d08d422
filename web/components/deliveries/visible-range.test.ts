import fc from "fast-check";
import { expect, it } from "vitest";
import { rangeIn } from "./visible-range.ts";

it("draws what is in the window, and some more on either side", () => {
  expect(rangeIn(300, 900, 37, 10_000)).toEqual({ first: 0, end: 45 });
  const { first, end } = rangeIn(-37 * 5_000, 900, 37, 10_000);
  expect(first).toBeLessThanOrEqual(5_000 - 15);
  expect(end).toBeGreaterThanOrEqual(5_025 + 15);
  expect(end - first).toBeLessThan(100);
});

it("always covers the window, and never leaves the list", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -400_000, max: 2_000 }),
      fc.integer({ min: 200, max: 2_000 }),
      fc.integer({ min: 0, max: 10_000 }),
      (top, height, count) => {
        const { first, end } = rangeIn(top, height, 37, count);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        for (const row of [Math.floor(-top / 37), Math.floor((height - 1 - top) / 37)])
          if (row >= 0 && row < count) expect(row >= first && row < end).toBe(true);
      },
    ),
  );
});
