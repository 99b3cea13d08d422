import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import type { Backlog } from "../store/queries/backlog.ts";
import { BacklogReading, owedFigures } from "./backlog.ts";

const callbacks = { active: 1, failing: 0, paused: 0 };
const empty: Backlog = { owed: [], callbacks, jobs: 0 };

describe("owedFigures", () => {
  it("shows twenty callbacks by their id and the rest as one", () => {
    const owed = Array.from({ length: 25 }, (_, index) => {
      return { callbackId: `c${index}`, count: 100 - index, oldestAt: index === 24 ? null : 1_000 * index };
    });
    const { count, oldestS } = owedFigures({ ...empty, owed }, 60_000);
    expect(Object.keys(count)).toHaveLength(21);
    expect(count.c0).toBe(100);
    expect(count.other).toBe(80 + 79 + 78 + 77 + 76);
    expect(oldestS.c1).toBe(59);
    expect(oldestS.other).toBe(40);
  });
});

describe("BacklogReading", () => {
  it("reads at most every 15 s, and once for all who ask meanwhile", async () => {
    const clock = new FakeClock();
    let reads = 0;
    const reading = new BacklogReading(async () => {
      reads += 1;
      return { ...empty, jobs: reads };
    }, clock);
    const both = await Promise.all([reading.get(), reading.get()]);
    expect(both.map((backlog) => backlog?.jobs)).toEqual([1, 1]);
    await clock.advance(14_000);
    expect((await reading.get())?.jobs).toBe(1);
    await clock.advance(1_000);
    expect((await reading.get())?.jobs).toBe(2);
  });

  it("says nothing where the database fails, and does not wait for one that hangs", async () => {
    const clock = new FakeClock();
    expect(await new BacklogReading(() => Promise.reject(new Error("down")), clock).get()).toBeNull();
    const hanging = new BacklogReading(() => new Promise(() => {}), clock).get();
    await clock.advance(2_000);
    expect(await hanging).toBeNull();
  });
});
