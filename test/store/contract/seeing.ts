import { beforeEach, describe, expect, it } from "vitest";
import type { DeliveryQuery } from "../../../src/store/queries/delivery-list.ts";
import { first, type OpenStore, outcomeOf, retryAt, start, type World, worldOf } from "../world.ts";

const hour = 3_600_000;
const record = '{"timings":{"total":12.5}}';

/** What pages show beside plain lists: searches, chips, figures, counts, inspectors. */
export function describeSeeing(open: OpenStore): void {
  describe("seeing", () => {
    let world: World;
    beforeEach(async () => {
      world = await worldOf(open, [{ name: "CRM" }]);
    });
    const list = async (query: Partial<DeliveryQuery>) => {
      const all = { callbackId: null, processId: null, leadIds: null, activityId: null, status: null };
      const rest = { trigger: null, statusCode: null, errorClass: null, q: null, since: null, until: null };
      const { projectId, store } = world;
      const page = { projectId, ...all, ...rest, before: null, limit: 10, ...query };
      return (await store.read.listDeliveries(page)).rows;
    };
    const callbackKey = () => ({ projectId: world.projectId, callbackId: first(world.callbacks).id });

    it("tells of a delivery what its lead, activity, callback and last attempt add to it", async () => {
      const lead = await world.lead({ name: "Asha Verma", referenceId: "AB_1", phone: "+919876543210" });
      const ready = first((await world.report(lead, { disposition: "Interested" })).ready);
      const failed = { record, errorClass: "timeout", errorMessage: "no answer within 15 s" };
      await world.commit({ outcomes: [{ ...retryAt(ready, start + hour), ...failed }] });
      const [row] = await list({});
      expect(row).toMatchObject({
        id: ready.id,
        callback_name: "CRM",
        callback_removed_at: null,
        lead_name: "Asha Verma",
        lead_reference_id: "AB_1",
        activity: { type: "call", disposition: "Interested", toState: "interested" },
        duration_ms: 12.5,
      });
      const activityId = row?.activity_id ?? "";
      const found = ["AB_1", "ab_", "ASHA", "+919876543210", "98765 43210", lead, ready.id, activityId];
      for (const q of found)
        expect(
          (await list({ q })).map(({ id }) => id),
          q,
        ).toEqual([ready.id]);
      for (const q of ["AB%", "A__1", "\\", "nobody"]) expect(await list({ q }), q).toEqual([]);
      expect(await list({ errorClass: "timeout", status: ["retrying"] })).toHaveLength(1);
      expect(await list({ errorClass: "dns" })).toEqual([]);
      expect(await list({ status: ["waiting", "delivered"] })).toEqual([]);
      const { projectId } = world;
      const caused = { projectId, leadId: lead, activityIds: [activityId] };
      expect(await world.store.read.deliveriesOfActivities(caused)).toEqual([
        {
          id: ready.id,
          activity_id: activityId,
          callback_id: first(world.callbacks).id,
          callback_name: "CRM",
          status: "pending",
          attempts: 1,
          last_status_code: 500,
        },
      ]);
    });

    it("counts deliveries by time and tells how callbacks do", async () => {
      const since = Math.floor(start / hour) * hour;
      for (const verdict of ["delivered", "failed"] as const) {
        const ready = first((await world.report(await world.lead())).ready);
        await world.commit({ outcomes: [outcomeOf(ready, { verdict, record })] });
      }
      await world.report(await world.lead());
      const { read } = world.store;
      // Ids never go back in time within a process, wherever this test's clock stands.
      const owed = (await list({})).map(({ id }) => Number.parseInt(id.slice(0, 8), 16) * 1_000);
      const from = Math.min(...owed);
      const spans = [
        { at: from - hour, until: from },
        { at: from, until: from + hour },
      ];
      const empty = { delivered: 0, failed: 0, open: 0, estimated: false };
      for (const [callbackId, processId] of [
        [null, null],
        [first(world.callbacks).id, null],
        [null, world.processId],
      ] as const) {
        const query = { projectId: world.projectId, callbackId, processId, spans };
        expect(await read.deliveryTimeline(query)).toEqual([
          { ...spans[0], ...empty },
          { ...spans[1], ...empty, delivered: 1, failed: 1, open: 1 },
        ]);
      }
      const { rows, next } = await read.listCallbacks({
        projectId: world.projectId,
        processId: null,
        before: null,
        since,
        limit: 10,
      });
      expect([rows.length, next]).toEqual([1, null]);
      expect(rows[0]?.health).toMatchObject({ delivered: 1, failed: 1, waiting: 1, truncated: false });
      const stats = await read.callbackStats({ ...callbackKey(), since, latenciesSince: since });
      expect(stats.latencies.map(({ durationMs }) => durationMs)).toEqual([12.5, 12.5]);
    });

    it("counts leads, and lists them by what they hold", async () => {
      const { projectId, processId } = world;
      const lead = await world.lead({ name: "Ravi", referenceId: "R_1" });
      await world.lead({ init: false });
      await world.report(lead, { disposition: "Interested" });
      const counts = await world.store.read.leadCounts({ projectId, processId });
      expect(counts).toEqual({
        total: 2,
        states: expect.arrayContaining([
          { name: "interested", count: 1 },
          { name: null, count: 1 },
        ]),
        dispositions: expect.arrayContaining([{ name: "Interested", count: 1 }]),
        truncated: false,
      });
      const fields = { state: null, disposition: null, incoming: null, updatedSince: null, after: null };
      const found = async (q: string) =>
        (await world.store.read.listLeads({ projectId, processId, ...fields, q, limit: 10 })).rows;
      for (const q of ["rav", "R_1", "_", lead])
        expect(
          (await found(q)).map(({ id }) => id),
          q,
        ).toEqual([lead]);
      expect(await found("%")).toEqual([]);
      const [process] = await world.store.read.listProcesses({
        projectId,
        q: null,
        status: null,
        before: null,
        limit: 10,
      });
      expect(process).toMatchObject({ leads: 2, callbacks: 1, last_activity_at: start });
    });

    it("keeps the newest of what an inspector got, as long as it lasts", async () => {
      const { store, projectId } = world;
      const inspector = {
        id: "6964f2c80000000000000001",
        project_id: projectId,
        name: "Inspector",
        token: "a-private-part",
        answer_status: 200,
        created_at: start,
        expires_at: start + hour,
      };
      expect(await store.write.insertInspector({ inspector })).toBe(true);
      const got = (n: number) => ({
        id: n.toString(16).padStart(24, "0"),
        project_id: projectId,
        inspector_id: inspector.id,
        received_at: start + n,
        method: "POST",
        path: "/inspect/a-private-part",
        headers: "{}",
        body: `${n}`,
        truncated: 0,
        delivery_id: null,
        callback_id: first(world.callbacks).id,
        answered: 200,
        verified: null,
        reason: "it carries no signature",
      });
      await store.write.insertInspected(Array.from({ length: 150 }, (_, n) => got(n)));
      await store.write.insertInspected(Array.from({ length: 60 }, (_, n) => got(150 + n)));
      const page = { projectId, inspectorId: inspector.id, before: null, limit: 300 };
      const kept = await store.read.listInspected(page);
      expect([kept.length, kept[0]?.body, kept.at(-1)?.body]).toEqual([200, "209", "10"]);
      expect(kept[0]?.callback_name).toBe("CRM");
      const listed = { projectId, id: null, now: start };
      expect(await store.read.listInspectors(listed)).toEqual([
        { ...inspector, requests: 200, last_request_at: start + 209 },
      ]);
      const change = { projectId, id: inspector.id, now: start, fields: { answer_status: 500 } };
      expect(await store.write.updateInspector(change)).toBe(true);
      const asked = { token: inspector.token, now: start };
      expect(await store.read.inspectorByToken(asked)).toEqual({ ...inspector, answer_status: 500 });
      expect(await store.read.inspectorByToken({ ...asked, now: start + hour })).toBeUndefined();
      // The next one clears away what has ended.
      const next = {
        ...inspector,
        id: "6964f2c80000000000000002",
        token: "another",
        created_at: start + hour,
      };
      expect(
        await store.write.insertInspector({ inspector: { ...next, expires_at: start + 2 * hour } }),
      ).toBe(true);
      expect(await store.read.listInspected(page)).toEqual([]);
      expect(await store.write.deleteInspector({ projectId, id: inspector.id })).toBe(false);
      await store.write.insertInspected([got(1)]);
      expect(await store.read.listInspected(page)).toEqual([]);
    });
  });
}
