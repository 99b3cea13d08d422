import { beforeEach, describe, expect, it } from "vitest";
import {
  addProject,
  first,
  initiate,
  noRoom,
  type OpenStore,
  outcomeOf,
  report,
  retryAt,
  start,
  type World,
  worldOf,
} from "../world.ts";

/** What a commit names to those who watch: all of their project, nothing of another, and never too much. */
export function describeWatching(open: OpenStore): void {
  describe("watching", () => {
    let world: World;
    beforeEach(async () => {
      world = await worldOf(open);
    });
    const commit = (batch: Parameters<World["store"]["write"]["commit"]>[0]) =>
      world.store.write.commit(batch);
    const lease = { node: "node-a", until: start + 300_000, room: 1_000, full: [], cutOff: [] };
    const reports = (leads: readonly string[]) => [
      { changes: leads.map((lead) => report(world.projectId, lead)), idempotency: null },
    ];
    const batch = { now: start, requests: [], outcomes: [], lease };

    it("names nothing while nobody watches, or somebody else", async () => {
      const lead = await world.lead();
      expect((await commit({ ...batch, requests: reports([lead]) })).committed).toEqual([]);
      const other = await addProject(world.store, []);
      const watched = [other.projectId];
      expect((await commit({ ...batch, requests: reports([lead]), watched })).committed).toEqual([]);
    });

    it("names activities and what is owed, then what became of it", async () => {
      const lead = await world.lead();
      const watched = [world.projectId];
      const told = await commit({ ...batch, requests: reports([lead, lead]), watched });
      const { projectId, processId } = world;
      const of = { callbackId: first(world.callbacks).id, leadId: lead, processId };
      const [one, two] = (await world.deliveries()).map(({ id }) => id);
      expect(told.committed).toEqual([
        {
          projectId,
          activityCount: 2,
          deliveryCount: 2,
          activities: [
            { id: expect.any(String), leadId: lead, processId },
            { id: expect.any(String), leadId: lead, processId },
          ],
          deliveries: [
            { id: one, ...of, status: "pending" },
            { id: two, ...of, status: "held" },
          ],
        },
      ]);
      const delivery = first(told.ready);
      const retried = await commit({ ...batch, outcomes: [retryAt(delivery, start)], watched });
      expect(retried.committed).toMatchObject([
        { activityCount: 0, deliveries: [{ id: one, ...of, status: "retrying" }] },
      ]);
      const again = first((await world.claim({ now: start })).ready);
      const outcome = outcomeOf(again, {
        pause: { kind: "gone", reason: "answered 410 Gone" },
        verdict: "failed",
      });
      const ended = await commit({ ...batch, outcomes: [outcome], watched });
      // The next one is released, though nobody may send it while the callback is paused.
      expect(ended.ready).toEqual([]);
      expect(ended.committed).toMatchObject([
        {
          deliveryCount: 2,
          deliveries: [
            { id: one, status: "failed" },
            { id: two, status: "pending" },
          ],
        },
      ]);
    });

    it("counts what is too much to name", async () => {
      const leads = await Promise.all(Array.from({ length: 60 }, () => world.lead()));
      const watched = [world.projectId];
      const told = await commit({ ...batch, requests: reports(leads), watched });
      const [owed] = told.committed;
      expect(owed).toMatchObject({ activityCount: 60, deliveryCount: 60 });
      expect([owed?.activities.length, owed?.deliveries.length]).toEqual([50, 50]);
      const ended = await commit({ ...batch, outcomes: told.ready.map((one) => outcomeOf(one)), watched });
      expect(ended.committed).toMatchObject([{ deliveryCount: 60, deliveries: [] }]);
    });

    it("names what happened although another request of the batch failed", async () => {
      const lead = await world.lead();
      await world.report(lead, {}, noRoom);
      const watched = [world.projectId];
      const spoilt = initiate(world.projectId, world.processId, { metadata: null as never });
      const broken = { changes: [report(world.projectId, lead), spoilt], idempotency: null };
      const told = await commit({ ...batch, requests: [broken, ...reports([lead])], watched });
      expect(told.requests.map(({ kind }) => kind)).toEqual(["failed", "decided"]);
      expect(told.committed).toMatchObject([{ activityCount: 1, deliveries: [{ status: "held" }] }]);
    });
  });
}
