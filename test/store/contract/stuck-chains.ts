import { describe, expect, it } from "vitest";
import type { ChainPlace } from "../../../src/store/stuck-chains.ts";
import { first, type OpenStore, outcomeOf, start, worldOf } from "../world.ts";

/** What is held with nothing before it, found and released. */
export function describeStuckChains(open: OpenStore): void {
  describe("stuck chains", () => {
    it("are found in pages, and only they are released", async () => {
      const world = await worldOf(open, [{}, {}]);
      const leads = [await world.lead(), await world.lead(), await world.lead()];
      const heads = [];
      for (const lead of leads) {
        for (let n = 0; n < 3; n += 1) heads.push(...(await world.report(lead)).ready);
      }
      const { stuckChains } = world.store.read;
      expect(await stuckChains({ after: null, limit: 100 })).toEqual({ stuck: [], next: null });
      // As if whoever finished had not seen what was held behind: the head ends, and nothing is released.
      const ended = heads.filter(({ leadId }) => leadId === leads[1]);
      await world.commit({ outcomes: ended.map((delivery) => outcomeOf(delivery, { leadId: null })) });
      const found = [];
      let after: ChainPlace | null = null;
      do {
        const page: Awaited<ReturnType<typeof stuckChains>> = await stuckChains({ after, limit: 4 });
        found.push(...page.stuck);
        after = page.next;
      } while (after !== null);
      expect(found.map(({ leadId, lane }) => [leadId, lane])).toEqual([
        [leads[1], 0],
        [leads[1], 0],
      ]);
      const { projectId } = world;
      const sound = { projectId, callbackId: first(world.callbacks).id, leadId: leads[0] ?? "", lane: 0 };
      const released = await world.store.write.releaseStuck({ chains: [...found, sound], now: start });
      expect(released).toHaveLength(2);
      const rows = (await world.deliveries()).filter((row) => row.lead_id === leads[1]);
      const statuses = ["delivered", "delivered", "pending", "pending", "held", "held"];
      expect(rows.map(({ status }) => status)).toEqual(statuses);
      expect(await stuckChains({ after: null, limit: 100 })).toEqual({ stuck: [], next: null });
    });
  });
}
