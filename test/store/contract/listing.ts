import { beforeEach, describe, expect, it } from "vitest";
import type { DeliveryQuery } from "../../../src/store/queries/delivery-list.ts";
import {
  addProject,
  first,
  type OpenStore,
  outcomeOf,
  report,
  start,
  type World,
  worldOf,
} from "../world.ts";

/** Lists: pages without gaps or repeats while new rows arrive, filters, and nothing of another project. */
export function describeListing(open: OpenStore): void {
  describe("listing", () => {
    let world: World;
    beforeEach(async () => {
      world = await worldOf(open);
    });
    const all: Omit<DeliveryQuery, "projectId"> = {
      callbackId: null,
      processId: null,
      leadIds: null,
      activityId: null,
      status: null,
      trigger: null,
      statusCode: null,
      errorClass: null,
      q: null,
      since: null,
      until: null,
      before: null,
      limit: 3,
    };
    const page = (query: Partial<DeliveryQuery> = {}) =>
      world.store.read.listDeliveries({ projectId: world.projectId, ...all, ...query });
    const activitiesPage = (before: string | null, leadId: string | null = null) =>
      world.store.read.listActivities({
        projectId: world.projectId,
        leadId,
        processId: null,
        type: null,
        before,
        limit: 3,
      });

    it("pages through deliveries, newest first, while new ones arrive", async () => {
      const lead = await world.lead();
      for (let n = 0; n < 8; n += 1) await world.report(lead);
      const before = (await world.deliveries()).map(({ id }) => id).reverse();
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const { rows, next }: Awaited<ReturnType<typeof page>> = await page({ before: cursor });
        seen.push(...rows.map(({ id }) => id));
        cursor = next;
        await world.report(lead);
      } while (cursor !== null);
      expect(seen).toEqual(before);
    });

    it("pages through activities and leads in the same way", async () => {
      const lead = await world.lead();
      for (let n = 0; n < 7; n += 1) await world.report(lead);
      const sequences: number[] = [];
      let cursor: string | null = null;
      do {
        const { rows, next }: Awaited<ReturnType<typeof activitiesPage>> = await activitiesPage(cursor, lead);
        sequences.push(...rows.map(({ sequence }) => sequence));
        cursor = next;
        await world.report(lead);
      } while (cursor !== null);
      expect(sequences).toEqual([7, 6, 5, 4, 3, 2, 1]);

      const ids = [lead, await world.lead(), await world.lead(), await world.lead()].reverse();
      const leads = async (after: string | null) =>
        (
          await world.store.read.listLeads({
            projectId: world.projectId,
            processId: null,
            state: null,
            disposition: null,
            incoming: null,
            q: null,
            updatedSince: null,
            after: after === null ? null : { id: after, updatedAt: null },
            limit: 2,
          })
        ).rows.map(({ id }) => id);
      expect(await leads(null)).toEqual(ids.slice(0, 2));
      await world.lead();
      expect(await leads(ids[1] ?? "")).toEqual(ids.slice(2));
    });

    it("filters deliveries", async () => {
      const [a, b] = [await world.lead(), await world.lead()];
      const delivered = first((await world.report(a, { disposition: "Interested" })).ready);
      const failed = first((await world.report(b)).ready);
      await world.commit({
        outcomes: [outcomeOf(delivered), outcomeOf(failed, { verdict: "failed", statusCode: 404 })],
      });
      await world.report(a);
      const found = async (query: Partial<DeliveryQuery>) =>
        (await page(query)).rows.map(({ id, status }) => (id === delivered.id ? "delivered one" : status));
      expect(await found({})).toEqual(["pending", "failed", "delivered one"]);
      expect(await found({ leadIds: [b] })).toEqual(["failed"]);
      expect(await found({ leadIds: [] })).toEqual([]);
      expect(await found({ status: ["failed"] })).toEqual(["failed"]);
      expect(await found({ status: ["pending", "failed"] })).toEqual(["pending", "failed"]);
      expect(await found({ statusCode: 404 })).toEqual(["failed"]);
      expect(await found({ trigger: "disposition.final" })).toEqual(["delivered one"]);
      expect(await found({ callbackId: first(world.callbacks).id, until: start })).toEqual([]);
      expect(await found({ since: start + 1 })).toEqual([]);
      expect(await found({ since: start, processId: world.processId })).toHaveLength(3);
      expect(await found({ processId: "6964f2c80a7a6964f2c80a7a" })).toEqual([]);
    });

    it.each([
      ["few", 12],
      ["more than are looked up", 1_100],
    ])("pages through open deliveries, %s among those that ended", async (_, count) => {
      const lead = await world.lead();
      const { ready } = await world.change(
        Array.from({ length: count }, () => report(world.projectId, lead)),
        { room: count },
      );
      const [head, ...later] = (await page({ limit: count })).rows.reverse();
      expect([head?.status, ...new Set(later.map(({ status }) => status))]).toEqual(["pending", "held"]);
      const callbackId = first(world.callbacks).id;
      const pages = async (query: Partial<DeliveryQuery>) => {
        const one = await page({ limit: 5, ...query });
        const two = one.next === null ? null : await page({ limit: 5, ...query, before: one.next });
        return [...one.rows, ...(two?.rows ?? [])].map(({ id }) => id);
      };
      const newest = later
        .slice(-10)
        .reverse()
        .map(({ id }) => id);
      for (const narrowed of [{}, { callbackId }, { callbackId, processId: world.processId }]) {
        expect(await pages({ status: ["held"], ...narrowed })).toEqual(newest);
        expect(await pages({ status: ["pending"], ...narrowed })).toEqual([head?.id]);
      }
      const next = await world.commit({ outcomes: [outcomeOf(first(ready))] });
      expect(await pages({ status: ["pending"], callbackId })).toEqual([later[0]?.id]);
      expect(await pages({ status: ["retrying"], callbackId })).toEqual([]);
      await world.commit({
        outcomes: [outcomeOf(first(next.ready), { verdict: "failed", statusCode: 404 })],
      });
      expect(await pages({ status: ["waiting", "retrying"] })).toEqual([later[1]?.id]);
    });

    it("shows nothing of another project", async () => {
      const lead = await world.lead({ referenceId: "AB1", phone: "+919876543210" });
      const delivery = first((await world.report(lead)).ready);
      const { projectId } = await addProject(world.store, [{}]);
      const { read } = world.store;
      const { rows: activities } = await activitiesPage(null);
      const [activity] = activities;
      expect(await read.leadByTarget({ projectId, target: { leadId: lead } })).toBeUndefined();
      const target = { referenceId: "AB1", processId: world.processId };
      expect(await read.leadByTarget({ projectId, target })).toBeUndefined();
      expect(await read.leadIdsByReference({ projectId, referenceId: "AB1" })).toEqual([]);
      expect(await read.activityById({ projectId, id: activity?.id ?? "" })).toBeUndefined();
      expect(await read.deliveryById({ projectId, id: delivery.id })).toBeUndefined();
      expect(await read.deliveryInFull({ projectId, id: delivery.id })).toBeUndefined();
      expect(await read.callbackById({ projectId, id: first(world.callbacks).id })).toBeUndefined();
      expect(await read.processById({ projectId, id: world.processId })).toBeUndefined();
      expect(await page({ projectId })).toEqual({ rows: [], next: null });
      expect(await page({ projectId, leadIds: [lead] })).toEqual({ rows: [], next: null });
      expect(await page({ projectId, callbackId: first(world.callbacks).id })).toEqual({
        rows: [],
        next: null,
      });
      // A cursor of another project's delivery is no way in either.
      expect((await page({ projectId, before: delivery.id })).rows).toEqual([]);
    });
  });
}
