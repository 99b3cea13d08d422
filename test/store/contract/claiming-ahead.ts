import { beforeEach, describe, expect, it } from "vitest";
import type { AheadRequest, DuePlace } from "../../../src/store/claiming-ahead.ts";
import type { ReadyDelivery } from "../../../src/store/engine.ts";
import { first, noRoom, type OpenStore, outcomeOf, retryAt, start, type World, worldOf } from "../world.ts";

const hour = 3_600_000;

/** Claiming what waits before it is due, for a probe or to bring it forward. */
export function describeClaimingAhead(open: OpenStore): void {
  describe("claiming ahead", () => {
    let world: World;
    beforeEach(async () => {
      world = await worldOf(open, [{ delivery_order: "none" }, { delivery_order: "none" }]);
    });
    const ahead = (more: Partial<AheadRequest> = {}) =>
      world.store.write.claimAhead({
        callbackId: first(world.callbacks).id,
        node: "node-a",
        now: start,
        until: start + hour,
        after: null,
        untouchedAfter: null,
        limit: 100,
        ...more,
      });
    /** Deliveries of the first callback that failed at `start` and are due again later, one minute apart. */
    const waiting = async (count: number): Promise<ReadyDelivery[]> => {
      const lead = await world.lead();
      const made: ReadyDelivery[] = [];
      for (let n = 0; n < count; n += 1) made.push(...(await world.report(lead)).ready);
      const own = made.filter(({ callbackId }) => callbackId === first(world.callbacks).id);
      await world.commit({ outcomes: own.map((one, n) => retryAt(one, start + hour + n * 60_000)) });
      return own;
    };

    it("takes what is due first, of this callback alone, and leaves its place on the schedule", async () => {
      const [a, b] = await waiting(3);
      await world.report(await world.lead(), {}, noRoom);
      const { ready, next } = await ahead({ limit: 3 });
      const fresh = first(ready);
      expect(fresh).toMatchObject({ dueAt: start, delivery: { attempts: 0 } });
      expect(ready.slice(1)).toEqual([
        { dueAt: start + hour, delivery: { ...a, attempts: 1, step: 1 } },
        { dueAt: start + hour + 60_000, delivery: { ...b, attempts: 1, step: 1 } },
      ]);
      expect(next).toEqual({ dueAt: start + hour + 60_000, n: b?.n });
      const rows = (await world.deliveries()).filter(({ n }) => n === a?.n);
      expect(rows).toMatchObject([{ status: "pending", due_at: start + hour, leased_by: "node-a" }]);
      // What is leased is not claimed twice.
      expect((await ahead()).ready).toHaveLength(1);
      expect(await ahead()).toEqual({ ready: [], next: null });
    });

    it("goes on where it was, also through deliveries that are due at the same moment", async () => {
      const own = await waiting(5);
      await world.store.write.endLeases({ keep: null, now: Number.MAX_SAFE_INTEGER });
      const { ready } = await ahead();
      const same = ready.map(({ delivery }) =>
        outcomeOf(delivery, { verdict: "retry", dueAt: start + hour, step: 1 }),
      );
      await world.commit({ outcomes: same });
      const seen: number[] = [];
      let after: DuePlace | null = { dueAt: start, n: Number.MAX_SAFE_INTEGER };
      while (after !== null) {
        const page: Awaited<ReturnType<typeof ahead>> = await ahead({ after, limit: 2 });
        await world.store.write.handBack({
          node: "node-a",
          leases: page.ready.map(({ delivery }) => ({ n: delivery.n, until: start + hour })),
        });
        seen.push(...page.ready.map(({ delivery }) => delivery.n));
        after = page.next;
      }
      expect(seen).toEqual(own.map(({ n }) => n));
    });

    it("leaves out what was attempted after a time", async () => {
      const [a] = await waiting(2);
      // The attempts of both began at `start`.
      expect((await ahead({ untouchedAfter: start - 1 })).ready).toEqual([]);
      const { ready } = await ahead({ untouchedAfter: start, limit: 1 });
      expect(ready.map(({ delivery }) => delivery.n)).toEqual([a?.n]);
    });

    it("leaves out what the receiver named a time for, until then", async () => {
      const lead = await world.lead();
      const [one] = (await world.report(lead)).ready;
      if (one === undefined) throw new Error("not ready");
      const named = { ...retryAt(one, start + hour), notBefore: start + 60_000 };
      await world.commit({ outcomes: [named] });
      expect(await ahead({ now: start + 59_999 })).toEqual({ ready: [], next: null });
      expect((await ahead({ now: start + 60_000 })).ready).toHaveLength(1);
    });

    it("looks at a bounded number of rows, and says where to go on", async () => {
      const lead = await world.lead();
      const changes = 200;
      for (let n = 0; n < changes; n += 1)
        await world.report(lead, {}, { full: [world.callbacks[1]?.id ?? ""] });
      const own = (await ahead({ limit: 0 })).ready;
      expect(own).toEqual([]);
      const claimed = await world.claim({ perCallback: 500 });
      const rows = await world.deliveries();
      const outcomes = rows
        .filter(({ callback_id: id }) => id === first(world.callbacks).id)
        .map((row) => ({
          ...retryAt({ ...first(claimed.ready), ...asReady(row) }, start + hour),
          notBefore: start + hour,
        }));
      await world.commit({ outcomes });
      const page = await ahead({ limit: 10 });
      expect(page.ready).toEqual([]);
      expect(page.next).not.toBeNull();
      expect(await ahead({ limit: 10, after: page.next })).toEqual({ ready: [], next: null });
    });

    it("takes nothing of a callback that is paused or removed", async () => {
      await waiting(1);
      const { id, project_id: projectId } = first(world.callbacks);
      await world.store.write.pauseCallbacks({
        callbacks: [{ id, projectId, reason: "by hand" }],
        now: start,
      });
      expect(await ahead()).toEqual({ ready: [], next: null });
      await world.store.write.resumeCallback({ projectId, id, pending: "send", now: start });
      expect((await ahead()).ready).toHaveLength(1);
    });
  });
}

const asReady = (row: { n: number; id: string; callback_id: string }) => ({
  n: row.n,
  id: row.id,
  callbackId: row.callback_id,
  attempts: 0,
  step: 0,
});
