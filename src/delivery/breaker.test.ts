import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterAttempt, type Breaker, closedBreaker, failuresToOpen, probeWait, probing } from "./breaker.ts";

const start = 1_000_000;
const failed = { worked: false, probe: false };
const worked = { worked: true, probe: false };

function stateAfter(breaker: Breaker, attempts: readonly { worked: boolean; probe: boolean }[]): Breaker {
  return attempts.reduce((state, attempt) => afterAttempt(state, attempt, start), breaker);
}
const failures = (count: number) => Array.from({ length: count }, () => failed);

describe("the breaker", () => {
  it("opens after ten failures in a row, for five seconds", () => {
    expect(stateAfter(closedBreaker, failures(9))).toEqual({ state: "closed", failures: 9 });
    expect(stateAfter(closedBreaker, failures(10))).toEqual({
      state: "open",
      probes: 0,
      probeAt: start + 5_000,
    });
  });

  it("counts from anew after a success", () => {
    expect(stateAfter(closedBreaker, [...failures(9), worked, ...failures(9)])).toEqual({
      state: "closed",
      failures: 9,
    });
  });

  it("never opens for failures among which others succeed often enough", () => {
    const runs = fc.array(fc.integer({ min: 0, max: failuresToOpen - 1 }), { maxLength: 50 });
    fc.assert(
      fc.property(runs, (lengths) => {
        const attempts = lengths.flatMap((length) => [...failures(length), worked]);
        expect(stateAfter(closedBreaker, attempts)).toEqual(closedBreaker);
      }),
    );
  });

  it("waits for its probes ever longer, up to five minutes", () => {
    let breaker = stateAfter(closedBreaker, failures(10));
    const waits: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      if (breaker.state !== "open") throw new Error(breaker.state);
      waits.push((breaker.probeAt - start) / 1000);
      breaker = afterAttempt(probing(breaker), { worked: false, probe: true }, start);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
    expect(probeWait(2_000)).toBe(300_000);
  });

  it("closes on the first success, of the probe or of one that was on its way", () => {
    const open = stateAfter(closedBreaker, failures(10));
    expect(afterAttempt(open, worked, start)).toEqual(closedBreaker);
    expect(afterAttempt(probing(open), worked, start)).toEqual(closedBreaker);
    expect(afterAttempt(probing(open), { worked: true, probe: true }, start)).toEqual(closedBreaker);
  });

  it("learns nothing from failures that began before it opened", () => {
    const open = stateAfter(closedBreaker, failures(10));
    expect(afterAttempt(open, failed, start + 3_000)).toBe(open);
    expect(afterAttempt(probing(open), failed, start + 6_000)).toEqual({ state: "probing", probes: 0 });
  });

  it("probes only from open", () => {
    expect(probing(closedBreaker)).toBe(closedBreaker);
    expect(probing({ state: "probing", probes: 3 })).toEqual({ state: "probing", probes: 3 });
  });
});
