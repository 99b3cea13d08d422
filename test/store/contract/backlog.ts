import { describe, expect, it } from "vitest";
import { first, type OpenStore, outcomeOf, start, worldOf } from "../world.ts";

/** What is left to do, as `/metrics` counts it. */
export function describeBacklog(open: OpenStore): void {
  describe("the backlog", () => {
    it("counts what has not ended, callback by callback, with its oldest", async () => {
      const world = await worldOf(open, [{}, {}]);
      const [most, least] = world.callbacks;
      const lead = await world.lead();
      const delivered = [];
      for (let n = 0; n < 3; n += 1) delivered.push(...(await world.report(lead)).ready);
      const ended = delivered.filter(({ callbackId }) => callbackId === least?.id);
      await world.commit({ outcomes: ended.map((delivery) => outcomeOf(delivery)) });
      const { owed, callbacks, jobs } = await world.store.read.backlog();
      expect(owed.map(({ callbackId, count }) => [callbackId, count])).toEqual([
        [first(world.callbacks).id, 3],
        [least?.id, 2],
      ]);
      expect(owed.find(({ callbackId }) => callbackId === most?.id)?.oldestAt).toBe(start);
      expect(callbacks).toEqual({ active: 2, failing: 0, paused: 0 });
      expect(jobs).toBe(0);
    });
  });
}
