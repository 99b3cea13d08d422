import { expect, test } from "vitest";
import { median, percentile } from "./statistics.ts";

test("takes the nearest rank, whatever the order", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0)).toBe(1);
  expect(percentile(values, 1)).toBe(100);
});

test("sorts by number, not by text", () => {
  expect(percentile([9, 10, 100], 1)).toBe(100);
  expect(median([10, 9, 100])).toBe(10);
});

test("has no percentile of nothing", () => {
  expect(percentile([], 0.5)).toBeNaN();
});
