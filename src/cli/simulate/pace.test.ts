import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fakes/clock.ts";
import { Pace } from "./pace.ts";

const { signal } = new AbortController();

/** Takes turns for ever and notes when each came, in ms from the start. */
function takeTurns(pace: Pace, clock: FakeClock): number[] {
  const startedAt = clock.now();
  const turns: number[] = [];
  const go = async (): Promise<void> => {
    for (;;) {
      await pace.turn(signal);
      turns.push(clock.now() - startedAt);
    }
  };
  void go();
  return turns;
}

describe("Pace", () => {
  it("lets through at a steady rate, the first at once", async () => {
    const clock = new FakeClock();
    const turns = takeTurns(new Pace(clock, 5), clock);
    await clock.advance(1000);
    expect(turns).toEqual([0, 200, 400, 600, 800, 1000]);
  });

  it("keeps everybody back while it is held, and does not catch up in a burst", async () => {
    const clock = new FakeClock();
    const pace = new Pace(clock, 10);
    const turns = takeTurns(pace, clock);
    await clock.advance(250);
    pace.hold(3000);
    await clock.advance(3300);
    expect(turns).toEqual([0, 100, 200, 3250, 3350, 3450, 3550]);
  });

  it("makes up for lateness of a tenth of a second, not for a stall", async () => {
    const clock = new FakeClock();
    const pace = new Pace(clock, 20);
    await pace.turn(signal);
    await clock.advance(10_000);
    const turns = takeTurns(pace, clock);
    await clock.advance(100);
    expect(turns).toEqual([0, 0, 0, 50, 100]);
  });
});
