import { expect, it } from "vitest";
import { actionOf } from "./use-keys.ts";

it("takes arrows in the list alone, and letters only where they are allowed", () => {
  expect(actionOf("ArrowDown", true, true)).toBe("down");
  expect(actionOf("ArrowUp", false, true)).toBe("up");
  expect(actionOf("ArrowDown", true, false)).toBe(null);
  expect(["j", "k", "r"].map((key) => actionOf(key, true, false))).toEqual(["down", "up", "resend"]);
  expect(["j", "k", "r"].map((key) => actionOf(key, false, true))).toEqual([null, null, null]);
});

it("always closes by Escape, and leaves every other key alone", () => {
  expect(actionOf("Escape", false, false)).toBe("close");
  for (const key of ["a", "J", "Enter", " ", "constructor"]) expect(actionOf(key, true, true)).toBe(null);
});
