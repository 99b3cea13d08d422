import { describe, expect, it } from "vitest";
import { type BehaviourOptions, behaviourOf, describeBehaviour } from "./behaviour.ts";

describe("behaviourOf", () => {
  const cases: [BehaviourOptions, string | null][] = [
    [{}, null],
    [{ status: 410 }, "answers every request with 410"],
    [{ status: 204 }, "answers every request with 204"],
    [{ failRate: 0.3 }, "answers 30 % of the requests with 500"],
    [{ failRate: 0.125, status: 404 }, "answers 12.5 % of the requests with 404"],
    [{ retryAfter: 30_000 }, "answers every request with 503 with Retry-After 30 s"],
    [{ delay: 1500 }, "waits 1.5 s before each answer"],
    [{ failRate: 0, delay: 500 }, "waits 0.5 s before each answer"],
  ];
  it.each(cases)("%j: %s", (options, words) => {
    expect(describeBehaviour(behaviourOf(options, false))).toBe(words);
  });

  it("refuses options that contradict each other", () => {
    expect(() => behaviourOf({ failRate: 0.3, status: 204 }, false)).toThrow(/would fail nothing/);
    expect(() => behaviourOf({ status: 500 }, true)).toThrow(/never forward/);
    expect(behaviourOf({ failRate: 0.3 }, true).share).toBe(0.3);
  });
});
