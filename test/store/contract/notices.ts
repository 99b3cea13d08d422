import { beforeEach, describe, expect, it } from "vitest";
import type { AttemptOutcome, ReadyDelivery } from "../../../src/store/engine.ts";
import type { DeliveryRow } from "../../../src/store/queries/delivery-row.ts";
import {
  addProject,
  callbackRow,
  first,
  type OpenStore,
  outcomeOf,
  start,
  type World,
  worldOf,
} from "../world.ts";

const gone = { kind: "gone", reason: "answered 410 Gone" } as const;

/** What a project's operational callback is owed: one notice for each cause, in the transaction of the cause. */
export function describeNotices(open: OpenStore): void {
  describe("notices", () => {
    let world: World;
    let delivery: ReadyDelivery;
    beforeEach(async () => {
      world = await worldOf(open, [{ delivery_order: "none", url: "https://example.com/hook?key=secret" }]);
      delivery = await next();
    });
    const next = async () => first((await world.report(await world.lead())).ready);
    const save = (fields: Parameters<typeof callbackRow>[3] = {}, of = world) =>
      of.store.write.saveOperationalCallback({
        projectId: of.projectId,
        row: callbackRow(of.projectId, "", 0, {
          name: "Notices",
          url: "https://ops.example.com/",
          ...fields,
        }),
      });
    const failed = (of: ReadyDelivery, more: Partial<AttemptOutcome> = {}) =>
      outcomeOf(of, { verdict: "failed", statusCode: 500, errorMessage: "answered 500", ...more });
    const notices = async (of = world): Promise<DeliveryRow[]> =>
      (await of.deliveries()).filter(({ kind }) => kind === "operational");
    const told = async (of = world) => (await notices(of)).map(({ body }) => JSON.parse(body ?? "null"));

    it("tell of a delivery that failed for good, and are claimed like any other", async () => {
      const id = await save();
      const { spilled } = await world.commit({ outcomes: [failed(delivery)] });
      expect(spilled).toBe(true);
      const [row, ...more] = await notices();
      expect(more).toEqual([]);
      expect(row).toMatchObject({ callback_id: id, status: "pending", lead_id: null, process_name: null });
      expect(await told()).toEqual([
        {
          type: "delivery.failed",
          timestamp: new Date(start).toISOString(),
          data: {
            callbackId: first(world.callbacks).id,
            callbackName: "Callback 1",
            processId: world.processId,
            urlOrigin: "https://example.com",
            deliveryId: delivery.id,
            kind: "activity",
            leadId: delivery.leadId,
            activityId: expect.any(String),
            updateId: null,
            attempts: 1,
            lastStatusCode: 500,
            lastError: "answered 500",
          },
        },
      ]);
      const { ready } = await world.claim();
      expect(ready).toMatchObject([{ id: row?.id, callbackId: id, body: row?.body }]);
    });

    it("tell once of a failure that is stored again or that another node brings late, and of the next anew", async () => {
      await save();
      const one = failed(delivery);
      await world.commit({ outcomes: [one] });
      // The answer to the commit was lost; a node that was given up had the delivery too.
      await world.commit({ outcomes: [one] });
      await world.commit({ outcomes: [failed(delivery, { endedAt: start + 9 }), one] });
      expect(await told()).toHaveLength(1);
      await world.store.write.resendDelivery({ projectId: world.projectId, id: delivery.id, now: start });
      const again = (await world.claim()).ready.filter(({ n }) => n === delivery.n);
      await world.commit({ outcomes: [failed(first(again))] });
      expect((await told()).map(({ data }) => data.attempts)).toEqual([1, 2]);
    });

    it("tell of nothing else that an attempt comes to", async () => {
      await save();
      await world.commit({ outcomes: [outcomeOf(delivery)] });
      const retried = await next();
      await world.commit({
        outcomes: [outcomeOf(retried, { verdict: "retry", dueAt: start + 1_000, step: 1 })],
      });
      expect(await notices()).toEqual([]);
    });

    it("tell of a pause that a receiver asked for, once", async () => {
      await save();
      const second = await next();
      await world.commit({ outcomes: [failed(delivery, { pause: gone })] });
      expect(await told()).toMatchObject([
        { type: "callback.paused", data: { reason: gone.reason, automatic: true, failingSince: null } },
        { type: "delivery.failed", data: { deliveryId: delivery.id } },
      ]);
      await world.commit({ outcomes: [failed(second, { pause: gone })] });
      expect((await told()).map(({ type }) => type)).toEqual([
        "callback.paused",
        "delivery.failed",
        "delivery.failed",
      ]);
    });

    it("tell since when a callback has been failing that is paused for it", async () => {
      await save();
      const retry = { verdict: "retry", dueAt: start + 1_000, step: 1 } as const;
      const pause = { kind: "failing", reason: "failed for long" } as const;
      await world.commit({
        outcomes: [outcomeOf(delivery, { ...retry, failing: { since: start - 5 }, pause })],
      });
      expect(await told()).toMatchObject([
        { data: { reason: "failed for long", failingSince: new Date(start - 5).toISOString() } },
      ]);
    });

    it("tell of what a person pauses and resumes", async () => {
      await save();
      const { id, project_id: projectId } = first(world.callbacks);
      const callbacks = [{ id, projectId, reason: "paused by hand" }];
      await world.store.write.pauseCallbacks({ callbacks, now: start });
      await world.store.write.pauseCallbacks({ callbacks, now: start });
      for (let n = 0; n < 2; n += 1)
        await world.store.write.resumeCallback({ projectId, id, pending: "skip", now: start });
      expect(await told()).toMatchObject([
        { type: "callback.paused", data: { callbackId: id, reason: "paused by hand", automatic: false } },
        { type: "callback.resumed", data: { callbackId: id, pending: "skip", skipped: 1 } },
      ]);
    });

    it("are owed to no one where there is no operational callback, or it is off or removed", async () => {
      await world.commit({ outcomes: [failed(delivery)] });
      await save({ enabled: 0 });
      await world.commit({ outcomes: [failed(await next())] });
      await save();
      const { projectId } = world;
      expect(await world.store.write.removeOperationalCallback({ projectId, now: start })).not.toBeNull();
      await world.commit({ outcomes: [failed(await next())] });
      expect(await notices()).toEqual([]);
      expect(await world.store.read.operationalCallback({ projectId })).toBeUndefined();
      expect(await world.store.write.removeOperationalCallback({ projectId, now: start })).toBeNull();
    });

    it("go on being owed while the operational callback is paused, and are skipped when it is removed", async () => {
      const id = await save();
      const { projectId } = world;
      await world.store.write.pauseCallbacks({
        callbacks: [{ id, projectId, reason: "by hand" }],
        now: start,
      });
      await world.commit({ outcomes: [failed(delivery)] });
      expect((await notices()).map(({ status }) => status)).toEqual(["pending"]);
      expect((await world.claim()).ready).toEqual([]);
      await world.store.write.removeOperationalCallback({ projectId, now: start });
      expect((await notices()).map(({ status }) => status)).toEqual(["skipped"]);
    });

    it("cause none about themselves", async () => {
      await save();
      await world.commit({ outcomes: [failed(delivery)] });
      const notice = first((await world.claim()).ready);
      const { paused } = await world.commit({ outcomes: [failed(notice, { pause: gone })] });
      expect(paused).toEqual([notice.callbackId]);
      expect(await notices()).toHaveLength(1);
    });

    it("stay within the project", async () => {
      const other = await addProject(world.store, [{}]);
      await save({}, other);
      await world.commit({ outcomes: [failed(delivery)] });
      expect([...(await notices()), ...(await notices(other))]).toEqual([]);
      const theirs = first((await other.report(await other.lead())).ready);
      await world.commit({ outcomes: [failed(theirs)] });
      expect([(await notices()).length, (await notices(other)).length]).toEqual([0, 1]);
    });

    it("are owed only where their cause was stored", async () => {
      await save();
      const broken = { ...failed(delivery), record: null as never };
      const { lost } = await world.commit({ outcomes: [broken] });
      expect(lost).toEqual([0]);
      expect(await notices()).toEqual([]);
      const skipped = await next();
      const { id, project_id: projectId } = first(world.callbacks);
      await world.store.write.pauseCallbacks({ callbacks: [{ id, projectId, reason: "x" }], now: start });
      await world.store.write.resumeCallback({ projectId, id, pending: "skip", now: start });
      const before = (await notices()).length;
      // It was skipped while its request was on the way, and stays so.
      await world.commit({ outcomes: [failed(skipped)] });
      expect(await notices()).toHaveLength(before);
    });

    it("are told to those who watch the project", async () => {
      await save();
      const { committed } = await world.store.write.commit({
        now: start,
        requests: [],
        outcomes: [failed(delivery)],
        lease: { node: "node-a", until: start + 1_000, room: 10, full: [], cutOff: [] },
        watched: [world.projectId],
      });
      expect(committed).toMatchObject([
        {
          deliveries: [
            { status: "failed" },
            { status: "pending", leadId: null, id: first(await notices()).id },
          ],
        },
      ]);
    });

    it("keep the callback's id and state through Save, and its secrets with the same scheme", async () => {
      const id = await save({ secret: "one", failing_since: null });
      const { projectId } = world;
      await world.store.write.pauseCallbacks({
        callbacks: [{ id, projectId, reason: "by hand" }],
        now: start,
      });
      expect(await save({ secret: "two", name: "Renamed" })).toBe(id);
      const read = () => world.store.read.operationalCallback({ projectId });
      expect(await read()).toMatchObject({ secret: "one", name: "Renamed", paused_reason: "by hand" });
      await save({ secret: "three", signing: "v1a" });
      expect(await read()).toMatchObject({ id, secret: "three", signing: "v1a" });
    });
  });
}
