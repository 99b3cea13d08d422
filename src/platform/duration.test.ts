import { describe, expect, it } from "vitest";
import { parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  it.each([
    ["500ms", 500],
    ["5s", 5_000],
    ["1.5s", 1_500],
    ["30m", 1_800_000],
    ["2h", 7_200_000],
    ["3d", 259_200_000],
    ["0s", 0],
    [" 5s ", 5_000],
  ])("reads %s as %d ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "5", "s", "5 s", "-5s", "5S", "5sec", "1h30m", "1,5s", ".5s", "1e3s", "Infinitys"])(
    "takes %j for none",
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});
