import { beforeEach, describe, expect, it } from "vitest";
import type { ReadyDelivery } from "../../../src/store/engine.ts";
import {
  first,
  leasesOf,
  noRoom,
  type OpenStore,
  outcomeOf,
  retryAt,
  start,
  type World,
  worldOf,
} from "../world.ts";

/** Claiming what is due, and the leases that come with it. */
export function describeClaiming(open: OpenStore): void {
  describe("claiming", () => {
    let world: World;
    beforeEach(async () => {
      world = await worldOf(open, [{ delivery_order: "none" }, { delivery_order: "none" }]);
    });
    const pause = (index: number) => {
      const { id, project_id: projectId } = world.callbacks[index] ?? first(world.callbacks);
      return world.store.write.pauseCallbacks({
        callbacks: [{ id, projectId, reason: "by hand" }],
        now: start,
      });
    };

    it("takes what is due, in the order of its time, and not twice", async () => {
      const lead = await world.lead();
      const [a, b] = (await world.report(lead)).ready;
      if (a === undefined || b === undefined) throw new Error("not ready");
      await world.commit({ outcomes: [retryAt(a, start + 10_000), retryAt(b, start + 5_000)] });
      expect(await world.claim({ now: start + 4_999 })).toEqual({
        ready: [],
        more: false,
        nextDueAt: start + 5_000,
      });
      const soon = await world.claim({ now: start + 5_000 });
      expect(soon).toMatchObject({ ready: [{ n: b.n, attempts: 1, step: 1, body: b.body }], more: false });
      expect(soon.nextDueAt).toBe(start + 10_000);
      expect((await world.claim({ now: start + 10_000 })).ready.map(({ n }) => n)).toEqual([a.n]);
      expect(await world.claim({ now: start + 10_000 })).toEqual({ ready: [], more: false, nextDueAt: null });
    });

    it("tells when the rest of a callback is due of which it claims something", async () => {
      const lead = await world.lead();
      const callback = first(world.callbacks).id;
      const ready = [...(await world.report(lead)).ready, ...(await world.report(lead)).ready];
      const [a, b] = ready.filter((delivery) => delivery.callbackId === callback);
      if (a === undefined || b === undefined) throw new Error("not ready");
      await world.commit({ outcomes: [retryAt(a, start + 1_000), retryAt(b, start + 2_000)] });
      const claimed = await world.claim({ now: start + 1_000 });
      expect(claimed.ready.map(({ n }) => n)).toEqual([a.n]);
      expect(claimed.nextDueAt).toBe(start + 2_000);
    });

    it("gives every callback the same share", async () => {
      const lead = await world.lead();
      const lone = first(world.callbacks).id;
      const busy = world.callbacks[1]?.id ?? "";
      await world.report(lead, {}, noRoom);
      for (let n = 0; n < 20; n += 1) await world.report(lead, {}, { ...noRoom, full: [busy] });
      const { ready, more } = await world.claim({ room: 10 });
      const of = (callback: string) => ready.filter((delivery) => delivery.callbackId === callback).length;
      expect([of(lone), of(busy)]).toEqual([5, 5]);
      expect(more).toBe(true);
      const none = await world.claim({ room: 0 });
      expect(none).toMatchObject({ ready: [], more: true });
      const rest = await world.claim({ perCallback: 7, full: [lone] });
      expect(rest.ready).toHaveLength(7);
      expect(rest.ready.every((delivery) => delivery.callbackId === busy)).toBe(true);
    });

    it("leaves what paused callbacks are owed, and their times", async () => {
      const lead = await world.lead();
      await world.report(lead, {}, noRoom);
      await pause(0);
      const { ready, more, nextDueAt } = await world.claim();
      expect(ready.map(({ callbackId }) => callbackId)).toEqual([world.callbacks[1]?.id]);
      expect([more, nextDueAt]).toEqual([false, null]);
      // It goes on being owed, and nothing of it is leased by a commit.
      expect((await world.report(lead)).ready.map(({ callbackId }) => callbackId)).toEqual([
        world.callbacks[1]?.id,
      ]);
      await world.store.write.resumeCallback({
        projectId: world.projectId,
        id: first(world.callbacks).id,
        pending: "send",
        now: start,
      });
      expect((await world.claim()).ready.map(({ callbackId }) => callbackId)).toEqual(
        [0, 0].map(() => first(world.callbacks).id),
      );
    });

    it("takes back what is handed back, without an attempt", async () => {
      const { ready } = await world.report(await world.lead());
      expect((await world.claim()).ready).toEqual([]);
      await world.store.write.handBack({ node: "node-a", leases: leasesOf(ready) });
      const again = await world.claim();
      expect(again.ready).toEqual(ready);
      expect((await world.deliveries()).map(({ attempts, status }) => [attempts, status])).toEqual([
        [0, "pending"],
        [0, "pending"],
      ]);
    });

    it("hands back thousands at once", async () => {
      const { ready } = await world.report(await world.lead());
      const own = first(leasesOf(ready));
      const others = Array.from({ length: 3_000 }, (_, n) => ({ n: n + 1_000_000, until: own.until }));
      await world.store.write.handBack({ node: "node-a", leases: [...others, own] });
      expect((await world.claim()).ready.map(({ n }) => n)).toEqual([first(ready).n]);
    });

    it("leaves a later lease of the same node to it", async () => {
      const [a, b] = (await world.report(await world.lead())).ready;
      if (a === undefined || b === undefined) throw new Error("two are owed");
      await world.store.write.endLeases({ keep: null, now: Number.MAX_SAFE_INTEGER });
      const again = await world.claim({ now: start + 1_000 });
      expect(again.ready).toHaveLength(2);
      // Together with one that is meant as it is now.
      const leases = [...leasesOf([a]), { n: b.n, until: first(leasesOf([b])).until + 1_000 }];
      await world.store.write.handBack({ node: "node-a", leases });
      expect((await world.claim({ now: start + 2_000 })).ready.map(({ n }) => n)).toEqual([b.n]);
    });

    it("takes back what a lease brought whose answer was lost, but not what came of it", async () => {
      const ready: ReadyDelivery[] = [];
      for (const [node, until] of [
        ["node-a", start + 1_000],
        ["node-a", start + 1_001],
        ["node-b", start + 1_000],
      ] as const)
        ready.push(...(await world.report(await world.lead(), {}, { node, until })).ready);
      const [, kept] = ready;
      if (kept === undefined) throw new Error("not ready");
      const leases = [
        { until: start + 999, kept: [] },
        { until: start + 1_000, kept: [kept.n] },
      ];
      const { handBackInDoubt } = world.store.write;
      expect(await handBackInDoubt({ node: "node-a", leases })).toBe(1);
      expect((await world.claim()).ready.map(({ n }) => n)).toEqual([first(ready).n]);
      expect(await handBackInDoubt({ node: "node-a", leases })).toBe(0);
    });

    it("ends leases that ran out, but for those of the node that asks", async () => {
      await world.report(await world.lead(), {}, { node: "dead", until: start + 1_000 });
      await world.report(await world.lead(), {}, { node: "alive", until: start + 1_000 });
      const { endLeases } = world.store.write;
      expect(await endLeases({ keep: "alive", now: start + 1_000 })).toBe(0);
      expect(await endLeases({ keep: "alive", now: start + 1_001 })).toBe(2);
      expect((await world.claim()).ready).toHaveLength(2);
      // At a start there is no life of this node to keep.
      expect(await endLeases({ keep: null, now: Number.MAX_SAFE_INTEGER })).toBe(4);
      expect((await world.claim()).ready).toHaveLength(4);
    });

    it("does not offer what has ended", async () => {
      const { ready } = await world.report(await world.lead());
      await world.commit({ outcomes: ready.map((delivery) => outcomeOf(delivery)) });
      expect(await world.store.write.endLeases({ keep: null, now: Number.MAX_SAFE_INTEGER })).toBe(0);
      await world.store.write.handBack({ node: "node-a", leases: leasesOf(ready) });
      expect(await world.claim()).toEqual({ ready: [], more: false, nextDueAt: null });
    });
  });
}
