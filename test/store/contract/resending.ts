import { beforeEach, describe, expect, it } from "vitest";
import type { ReadyDelivery } from "../../../src/store/engine.ts";
import {
  addProject,
  first,
  type OpenStore,
  outcomeOf,
  retryAt,
  start,
  type World,
  worldOf,
} from "../world.ts";

/** Resend: the same delivery again, outside the lead's order. */
export function describeResending(open: OpenStore): void {
  describe("resending", () => {
    let world: World;
    let lead: string;
    beforeEach(async () => {
      world = await worldOf(open);
      lead = await world.lead();
    });
    const later = start + 60_000;
    const resend = (delivery: { id: string }, projectId = world.projectId) =>
      world.store.write.resendDelivery({ projectId, id: delivery.id, now: later });
    const failed = async (): Promise<ReadyDelivery> => {
      const delivery = first((await world.report(lead)).ready);
      await world.commit({ outcomes: [outcomeOf(delivery, { verdict: "failed", statusCode: 500 })] });
      return delivery;
    };

    it.each(["delivered", "failed"] as const)(
      "opens a %s one again: same id, same bytes",
      async (verdict) => {
        const delivery = first((await world.report(lead)).ready);
        await world.commit({ outcomes: [outcomeOf(delivery, { verdict, step: 9 })] });
        expect(await resend(delivery)).toBe("reopened");
        expect((await world.deliveries())[0]).toMatchObject({ status: "pending", ended_at: null });
        const [again] = (await world.claim({ now: later })).ready;
        expect(again).toEqual({ ...delivery, attempts: 1, step: 0, lane: 1 });
      },
    );

    it("forgets a time that the receiver named, which was for the attempts before", async () => {
      const delivery = first((await world.report(lead)).ready);
      const outcome = outcomeOf(delivery, { verdict: "failed", notBefore: start + 3_600_000 });
      await world.commit({ outcomes: [outcome] });
      expect((await world.deliveries())[0]).toMatchObject({ not_before: start + 3_600_000 });
      await resend(delivery);
      expect((await world.deliveries())[0]).toMatchObject({ not_before: null });
    });

    it("goes outside the lead's order, and the lead's order goes on without it", async () => {
      const a = await failed();
      const b = first((await world.report(lead)).ready);
      await resend(a);
      // Neither holds back the other.
      const [again] = (await world.claim({ now: later })).ready;
      expect(again?.n).toBe(a.n);
      await world.commit({ outcomes: [outcomeOf(b)] });
      expect((await world.report(lead)).ready).toHaveLength(1);
      expect(await world.statuses()).toEqual(["pending", "delivered", "pending"]);
    });

    it("goes in the order in which it was resent, one of a lead at a time", async () => {
      const [a, b, c] = [await failed(), await failed(), await failed()];
      for (const delivery of [c, a, b]) await resend(delivery);
      expect(await world.statuses()).toEqual(["held", "held", "pending"]);
      const order: number[] = [];
      for (;;) {
        const [next, ...more] = (await world.claim({ now: later })).ready;
        if (next === undefined) break;
        expect(more).toEqual([]);
        order.push(next.n);
        await world.commit({ outcomes: [outcomeOf(next)], lease: { room: 0 }, now: later });
      }
      expect(order).toEqual([c.n, a.n, b.n]);
    });

    it("brings one forward that waits for its time, and keeps it in the lead's order", async () => {
      const delivery = first((await world.report(lead)).ready);
      await world.report(lead);
      await world.commit({ outcomes: [retryAt(delivery, start + 3_600_000)] });
      expect(await resend(delivery)).toBe("reopened");
      const { ready } = await world.claim({ now: later });
      expect(ready).toMatchObject([{ n: delivery.n, step: 1, lane: 0 }]);
      expect(await world.statuses()).toEqual(["pending", "held"]);
    });

    it("leaves one alone that is on its way", async () => {
      const delivery = first((await world.report(lead)).ready);
      expect(await resend(delivery)).toBe("reopened");
      expect((await world.claim({ now: later })).ready).toEqual([]);
      expect((await world.deliveries())[0]).toMatchObject({ due_at: start });
    });

    it("refuses one that is held, one of a removed callback and one of another project", async () => {
      const delivery = first((await world.report(lead)).ready);
      await world.report(lead);
      const held = (await world.deliveries())[1];
      if (held === undefined) throw new Error("nothing is held");
      expect(await resend(held)).toBe("held-back");
      const other = await addProject(world.store, []);
      expect(await resend(delivery, other.projectId)).toBe("unknown");
      await world.store.write.saveProcess({
        projectId: world.projectId,
        id: world.processId,
        revision: 1,
        fields: {},
        callbacks: [],
        now: start,
      });
      expect(await resend(delivery)).toBe("removed");
      expect(await world.statuses()).toEqual(["skipped", "skipped"]);
    });
  });
}
