import { expect, test } from "vitest";
import { pickLanguage } from "./language.ts";

test.each([
  ["hi", ["en-US"], "hi"],
  ["en", ["hi-IN", "en"], "en"],
  [null, ["hi-IN", "en"], "hi"],
  [null, ["de-DE", "hi"], "hi"],
  [null, ["de-DE"], "en"],
  ["tlh", ["fr"], "en"],
  [null, [], "en"],
] as const)("takes the chosen %s before the preferred %s", (chosen, preferred, taken) => {
  expect(pickLanguage(chosen, preferred)).toBe(taken);
});
