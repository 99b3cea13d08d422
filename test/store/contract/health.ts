import { beforeEach, describe, expect, it } from "vitest";
import type { AttemptOutcome, ReadyDelivery } from "../../../src/store/engine.ts";
import { first, type OpenStore, outcomeOf, retryAt, start, type World, worldOf } from "../world.ts";

const day = 86_400_000;

/** What outcomes say of their callback: since when it has been failing, and that it is to be paused. */
export function describeHealth(open: OpenStore): void {
  describe("the health of callbacks", () => {
    let world: World;
    let delivery: ReadyDelivery;
    beforeEach(async () => {
      world = await worldOf(open, [{ delivery_order: "none" }]);
      delivery = await next();
    });
    const next = async () => first((await world.report(await world.lead())).ready);
    const callback = async () => {
      const { id, project_id: projectId } = first(world.callbacks);
      const row = await world.store.read.callbackById({ projectId, id });
      if (row === undefined) throw new Error("no callback");
      return row;
    };
    const fail = (more: Partial<AttemptOutcome>, of = delivery) =>
      world.commit({ outcomes: [{ ...retryAt(of, start + 1_000), ...more }] });
    const failing = { kind: "failing", reason: "failed for long" } as const;

    it("keeps the first time of failing until it is over", async () => {
      await fail({ failing: { since: start } });
      expect((await callback()).failing_since).toBe(start);
      await fail({ number: 2, failing: { since: start + 5_000 } });
      expect((await callback()).failing_since).toBe(start);
      await world.commit({ outcomes: [outcomeOf(await next(), { failing: "over" })] });
      expect((await callback()).failing_since).toBeNull();
    });

    it("pauses a callback that has failed for too long, and says so", async () => {
      await fail({ failing: { since: start } });
      const { paused } = await fail({ number: 2, pause: failing });
      expect(paused).toEqual([first(world.callbacks).id]);
      expect(await callback()).toMatchObject({ paused_at: start, paused_reason: "failed for long" });
    });

    it("does not where a delivery arrived meanwhile, whoever sent it", async () => {
      await world.commit({ outcomes: [outcomeOf(await next(), { endedAt: start + 2_000 })] });
      await fail({ failing: { since: start + 1_000 } });
      expect((await fail({ number: 2, pause: failing })).paused).toEqual([]);
      expect((await callback()).paused_at).toBeNull();
    });

    it("does so though something arrived before, or a person's test since", async () => {
      await world.commit({ outcomes: [outcomeOf(await next(), { endedAt: start - day })] });
      const { id: callback_id, project_id, process_id } = first(world.callbacks);
      const ids = { id: "6964f2c80a7a6964f2c80a7a", project_id, process_id, callback_id };
      const ended = { status: "delivered", attempts: 1, step: 0, lane: 0, ended_at: start + 3_000 };
      const none = {
        traceparent: null,
        lead_id: null,
        activity_id: null,
        update_id: null,
        due_at: null,
        not_before: null,
      };
      const unleased = { leased_by: null, leased_until: null };
      const said = { body: "{}", last_status_code: 200, last_error: null, hint: null, created_at: start };
      const delivery = { kind: "test", payload_format: "activity_update" };
      await world.store.write.insertTestDelivery({
        delivery: { ...ids, ...ended, ...none, ...unleased, ...said, ...delivery },
        attempt: { number: 1, at: start, status_code: 200, error_class: null, record: "{}" },
      });
      await fail({ failing: { since: start } });
      expect((await fail({ number: 2, pause: failing })).paused).toHaveLength(1);
    });

    it("begins anew when it is resumed, or gets another URL, and by no other Save", async () => {
      const save = async (revision: number, url: string) => {
        const { projectId, processId: id } = world;
        const callbacks = [{ ...first(world.callbacks), url, failing_since: null }];
        const saved = { projectId, id, revision, fields: {}, callbacks, now: start };
        expect(await world.store.write.saveProcess(saved)).toBe("saved");
      };
      const { id, project_id: projectId, url } = first(world.callbacks);
      await fail({ failing: { since: start } });
      await save(1, url);
      expect((await callback()).failing_since).toBe(start);
      await save(2, "https://example.com/elsewhere");
      expect((await callback()).failing_since).toBeNull();
      await fail({ number: 2, failing: { since: start }, pause: failing });
      await world.store.write.resumeCallback({ projectId, id, pending: "send", now: start });
      expect(await callback()).toMatchObject({ failing_since: null, paused_at: null });
    });
  });
}
