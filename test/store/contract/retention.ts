import { beforeEach, describe, expect, it } from "vitest";
import { scopeOf } from "../../../src/store/jobs/page.ts";
import {
  first,
  jobRow,
  noRoom,
  type OpenStore,
  outcomeOf,
  report,
  retryAt,
  start,
  type World,
  worldOf,
} from "../world.ts";

/** Removing what has ended long enough ago. */
export function describeRetention(open: OpenStore): void {
  describe("retention", () => {
    let world: World;
    let lead: string;
    beforeEach(async () => {
      world = await worldOf(open);
      lead = await world.lead();
    });
    const hour = 3_600_000;
    const now = start + 10 * hour;
    /** Kept for an hour, failed ones for three. */
    const cutoffs = { done: now - hour, failed: now - 3 * hour };
    const before = Number.MAX_SAFE_INTEGER;

    /** A delivery that was owed and ended at a time. */
    async function ended(verdict: "delivered" | "failed", endedAt: number) {
      const delivery = first((await world.report(lead)).ready);
      await world.commit({ outcomes: [outcomeOf(delivery, { verdict, endedAt })] });
      return delivery;
    }
    const expired = (after = 0) => world.store.read.expiredDeliveries({ after, before, cutoffs });
    const remove = (ns: readonly number[]) => world.store.write.removeDeliveries({ ns, cutoffs });
    const left = async () => (await world.deliveries()).map(({ n }) => n);

    it("finds what ended before its time, and nothing that is owed", async () => {
      const old = await ended("delivered", cutoffs.done - 1);
      await ended("delivered", cutoffs.done);
      const oldFailed = await ended("failed", cutoffs.failed - 1);
      await ended("failed", cutoffs.failed);
      const waiting = first((await world.report(lead)).ready);
      await world.commit({ outcomes: [retryAt(waiting, start + hour)] });
      await world.report(lead);
      expect(await expired()).toEqual({ ns: [old.n, oldFailed.n], next: null });
      expect(await remove((await world.deliveries()).map(({ n }) => n))).toBe(2);
      expect(await world.statuses()).toEqual(["delivered", "failed", "pending", "held"]);
    });

    it("finds what was skipped", async () => {
      const other = await worldOf(open);
      await other.report(await other.lead(), {}, noRoom);
      const { id } = first(other.callbacks);
      const pause = { id, projectId: other.projectId, reason: "by hand" };
      await other.store.write.pauseCallbacks({ callbacks: [pause], now: start });
      await other.store.write.resumeCallback({ ...pause, pending: "skip", now: start });
      expect((await other.store.read.expiredDeliveries({ after: 0, before, cutoffs })).ns).toHaveLength(1);
    });

    it("removes attempts with their delivery, and leaves the activity", async () => {
      const delivery = await ended("delivered", start);
      const kept = await ended("delivered", now);
      expect(await remove([delivery.n])).toBe(1);
      expect(await left()).toEqual([kept.n]);
      const key = { projectId: world.projectId, id: kept.id };
      expect((await world.store.read.deliveryInFull(key))?.attempts).toHaveLength(1);
      // The row's number can be used again by nobody's attempts.
      expect(await world.store.read.deliveryInFull({ ...key, id: delivery.id })).toBeUndefined();
      const { rows } = await world.store.read.listActivities({
        projectId: world.projectId,
        leadId: lead,
        processId: null,
        type: null,
        before: null,
        limit: 10,
      });
      expect(rows).toHaveLength(2);
    });

    it("leaves one that was opened again since it was found", async () => {
      const delivery = await ended("delivered", start);
      await ended("delivered", now);
      const { ns } = await expired();
      await world.store.write.resendDelivery({ projectId: world.projectId, id: delivery.id, now });
      expect(await remove(ns)).toBe(0);
      expect(await world.statuses()).toEqual(["pending", "delivered"]);
    });

    it("never gives a number twice: the newest of all stays", async () => {
      const [a, b] = [await ended("delivered", start), await ended("delivered", start)];
      expect(await remove((await expired()).ns)).toBe(1);
      expect(await left()).toEqual([b.n]);
      const c = await ended("delivered", start);
      expect(c.n).toBeGreaterThan(b.n);
      expect(await remove((await expired()).ns)).toBe(1);
      expect(await left()).toEqual([c.n]);
      expect(a.n).toBeLessThan(b.n);
    });

    it("walks over many in pages, and ends at what is too young", async () => {
      const reports = Array.from({ length: 1_500 }, () => lead);
      for (let at = 0; at < reports.length; at += 500) {
        await world.change(
          reports.slice(at, at + 500).map((leadId) => report(world.projectId, leadId)),
          noRoom,
        );
      }
      const { id } = first(world.callbacks);
      const pause = { id, projectId: world.projectId, reason: "by hand" };
      await world.store.write.pauseCallbacks({ callbacks: [pause], now: start });
      await world.store.write.resumeCallback({ ...pause, pending: "skip", now: start });
      const one = await expired();
      expect(one.ns).toHaveLength(1_000);
      const two = await expired(one.next ?? 0);
      expect([two.ns.length, two.next]).toEqual([500, null]);
      const young = { done: start, failed: start };
      expect(await world.store.read.expiredDeliveries({ after: 0, before, cutoffs: young })).toEqual({
        ns: [],
        next: null,
      });
    });

    it("makes a new delivery in a replay of what was removed", async () => {
      const removed = await ended("delivered", start);
      await ended("delivered", now);
      await remove([removed.n]);
      const page = await world.store.read.jobPage({ job: scopeOf(jobRow(world)), position: "", limit: 10 });
      expect(page.items).toEqual([
        { type: "owe", leadId: lead, activityId: expect.any(String), updateId: null },
      ]);
    });

    it("forgets old idempotency keys some at a time, the oldest first", async () => {
      const keys = Array.from({ length: 1_200 }, (_, index) => `${index}`);
      for (const key of keys) {
        const idempotency = { projectId: world.projectId, route: "r", key, requestHash: "h" };
        await world.commit({ requests: [{ changes: [], idempotency }], now: start + Number(key) });
      }
      const day = 24 * hour;
      expect(await world.store.write.forgetOldKeys(start + day + 1_099)).toBe(1_000);
      expect(await world.store.write.forgetOldKeys(start + day + 1_099)).toBe(100);
      expect(await world.store.write.forgetOldKeys(start + day + 1_099)).toBe(0);
    });
  });
}
