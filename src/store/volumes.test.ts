import { describe, expect, it } from "vitest";
import { beside } from "./volumes.ts";

describe("what lies beside ranges", () => {
  const end = Number.MAX_SAFE_INTEGER;
  it("is all of it where there is none, and nothing between two that touch", () => {
    expect(beside([])).toEqual([{ from: 0, before: end }]);
    const ranges = [
      { from: 10, before: 20 },
      { from: 20, before: 30 },
      { from: 40, before: 50 },
    ];
    expect(beside(ranges)).toEqual([
      { from: 0, before: 10 },
      { from: 30, before: 40 },
      { from: 50, before: end },
    ]);
    expect(beside([{ from: 0, before: 5 }])).toEqual([{ from: 5, before: end }]);
  });
});
