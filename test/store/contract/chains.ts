import { describe, expect, it } from "vitest";
import type { ReadyDelivery } from "../../../src/store/engine.ts";
import {
  first,
  noRoom,
  type OpenStore,
  outcomeOf,
  report,
  retryAt,
  start,
  type World,
  worldOf,
} from "../world.ts";

/** In order per lead: what waits behind what, and when it goes on. */
export function describeChains(open: OpenStore): void {
  const setOrder = async (world: World, order: "per_lead" | "none", revision: number): Promise<void> => {
    const [callback] = world.callbacks;
    if (callback === undefined) throw new Error("no callback");
    const saved = await world.store.write.saveProcess({
      projectId: world.projectId,
      id: world.processId,
      revision,
      fields: {},
      callbacks: [{ ...callback, delivery_order: order }],
      now: start,
    });
    expect(saved).toBe("saved");
  };
  const finish = (world: World, ...ready: ReadyDelivery[]) =>
    world.commit({ outcomes: ready.map((delivery) => outcomeOf(delivery)) });

  describe("order per lead", () => {
    it("holds what comes behind something unfinished of the same lead and callback, and nothing else", async () => {
      const world = await worldOf(open, [{}, { delivery_order: "none" }]);
      const [a, b] = [await world.lead(), await world.lead()];
      await world.report(a);
      await world.report(a);
      await world.report(b);
      const rows = await world.deliveries();
      const [inOrder, any] = world.callbacks.map(({ id }) => id);
      const statusOf = (callback: string | undefined, lead: string) =>
        rows.filter((row) => row.callback_id === callback && row.lead_id === lead).map((row) => row.status);
      expect(statusOf(inOrder, a)).toEqual(["pending", "held"]);
      expect(statusOf(any, a)).toEqual(["pending", "pending"]);
      expect(statusOf(inOrder, b)).toEqual(["pending"]);
    });

    it.each(["delivered", "failed"] as const)("releases the next one when one is %s", async (verdict) => {
      const world = await worldOf(open);
      const lead = await world.lead();
      const { ready } = await world.report(lead);
      await world.report(lead);
      await world.report(lead);
      const { ready: next } = await world.commit({ outcomes: [outcomeOf(first(ready), { verdict })] });
      expect(await world.statuses()).toEqual([verdict, "pending", "held"]);
      expect(next.map(({ n }) => n)).toEqual([first(ready).n + 1]);
    });

    it("releases nothing while the first is to be tried again", async () => {
      const world = await worldOf(open);
      const lead = await world.lead();
      const { ready } = await world.report(lead);
      await world.report(lead);
      const result = await world.commit({ outcomes: [retryAt(first(ready), start + 5_000)] });
      expect(result.ready).toEqual([]);
      expect(await world.statuses()).toEqual(["pending", "held"]);
      expect((await world.claim({ now: start + 5_000 })).ready.map(({ n }) => n)).toEqual([first(ready).n]);
    });

    it("sees what the same commit finishes and what it owes before", async () => {
      const world = await worldOf(open);
      const lead = await world.lead();
      const { ready } = await world.report(lead);
      const request = { changes: [report(world.projectId, lead)], idempotency: null };
      await world.commit({ outcomes: [outcomeOf(first(ready))], requests: [request, request] });
      expect(await world.statuses()).toEqual(["delivered", "pending", "held"]);
    });

    it("leaves what it releases in the database where there is no room, due at once", async () => {
      const world = await worldOf(open);
      const lead = await world.lead();
      const { ready } = await world.report(lead);
      await world.report(lead);
      const result = await world.commit({ outcomes: [outcomeOf(first(ready))], lease: noRoom });
      expect(result).toMatchObject({ ready: [], spilled: true });
      expect((await world.claim()).ready.map(({ n }) => n)).toEqual([first(ready).n + 1]);
    });

    it("from none to per lead: waits for everything that is still on its way", async () => {
      const world = await worldOf(open, [{ delivery_order: "none" }]);
      const lead = await world.lead();
      const a = first((await world.report(lead)).ready);
      const b = first((await world.report(lead)).ready);
      await setOrder(world, "per_lead", 1);
      expect((await world.report(lead)).ready).toEqual([]);
      await finish(world, b);
      expect(await world.statuses()).toEqual(["pending", "delivered", "held"]);
      await finish(world, a);
      expect(await world.statuses()).toEqual(["delivered", "delivered", "pending"]);
    });

    it("from per lead to none: what was held follows its own predecessor only", async () => {
      const world = await worldOf(open);
      const lead = await world.lead();
      const a = first((await world.report(lead)).ready);
      await world.report(lead);
      await setOrder(world, "none", 1);
      const c = first((await world.report(lead)).ready);
      expect(await world.statuses()).toEqual(["pending", "held", "pending"]);
      await world.commit({ outcomes: [retryAt(c, start + 3_600_000)] });
      const { ready } = await finish(world, a);
      expect(ready.map(({ n }) => n)).toEqual([a.n + 1]);
      expect(await world.statuses()).toEqual(["delivered", "pending", "pending"]);
    });

    it("and back: nothing new overtakes what was owed in between", async () => {
      const world = await worldOf(open);
      const lead = await world.lead();
      const a = first((await world.report(lead)).ready);
      await world.report(lead);
      await setOrder(world, "none", 1);
      const c = first((await world.report(lead)).ready);
      await setOrder(world, "per_lead", 2);
      await world.report(lead);
      expect(await world.statuses()).toEqual(["pending", "held", "pending", "held"]);
      const b = first((await finish(world, a)).ready);
      await finish(world, b);
      expect(await world.statuses()).toEqual(["delivered", "delivered", "pending", "held"]);
      const d = first((await finish(world, c)).ready);
      expect(d.n).toBe(a.n + 3);
      await finish(world, d);
      expect(await world.statuses()).toEqual(["delivered", "delivered", "delivered", "delivered"]);
    });
  });
}
