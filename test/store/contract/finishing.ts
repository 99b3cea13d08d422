import { beforeEach, describe, expect, it } from "vitest";
import type { AttemptOutcome, ReadyDelivery } from "../../../src/store/engine.ts";
import { first, type OpenStore, outcomeOf, retryAt, start, type World, worldOf } from "../world.ts";

/** What attempts come to. */
export function describeFinishing(open: OpenStore): void {
  describe("finishing", () => {
    let world: World;
    let delivery: ReadyDelivery;
    beforeEach(async () => {
      world = await worldOf(open);
      delivery = first((await world.report(await world.lead())).ready);
    });
    const row = async () => first(await world.deliveries());
    const attempts = async () => {
      const found = await world.store.read.deliveryInFull({ projectId: world.projectId, id: delivery.id });
      return found?.attempts ?? [];
    };

    it("delivered: it has ended, and the attempt is kept", async () => {
      await world.commit({ outcomes: [outcomeOf(delivery, { record: '{"url":"https://example.com"}' })] });
      expect(await row()).toMatchObject({
        status: "delivered",
        attempts: 1,
        due_at: null,
        leased_by: null,
        ended_at: start + 5,
        last_status_code: 200,
        last_error: null,
      });
      expect(await attempts()).toEqual([
        {
          delivery_n: delivery.n,
          number: 1,
          at: start,
          status_code: 200,
          error_class: null,
          record: '{"url":"https://example.com"}',
        },
      ]);
    });

    it("to be tried again: due at its time, with what went wrong", async () => {
      await world.commit({ outcomes: [retryAt(delivery, start + 5_000)] });
      expect(await row()).toMatchObject({
        status: "pending",
        attempts: 1,
        step: 1,
        due_at: start + 5_000,
        leased_by: null,
        ended_at: null,
        last_status_code: 500,
        last_error: "answered 500",
        hint: "look at it",
      });
      const [again] = (await world.claim({ now: start + 5_000 })).ready;
      if (again === undefined) throw new Error("not claimed");
      await world.commit({ outcomes: [outcomeOf(again)] });
      expect(await row()).toMatchObject({ status: "delivered", attempts: 2, last_error: null, hint: null });
      expect((await attempts()).map(({ number, error_class }) => [number, error_class])).toEqual([
        [1, "status"],
        [2, null],
      ]);
    });

    it("failed: it has ended, with what went wrong", async () => {
      await world.commit({
        outcomes: [
          outcomeOf(delivery, {
            verdict: "failed",
            statusCode: 404,
            errorMessage: "answered 404",
            hint: "h",
          }),
        ],
      });
      expect(await row()).toMatchObject({
        status: "failed",
        attempts: 1,
        ended_at: start + 5,
        last_status_code: 404,
        last_error: "answered 404",
        hint: "h",
      });
    });

    it("gone: pauses the callback, which keeps what it is owed and is owed more", async () => {
      const lead = delivery.leadId ?? "";
      await world.report(lead);
      const gone = outcomeOf(delivery, {
        verdict: "failed",
        statusCode: 410,
        pause: { kind: "gone", reason: "answered 410 Gone" },
      });
      const result = await world.commit({ outcomes: [gone] });
      expect(result).toMatchObject({ paused: [first(world.callbacks).id], ready: [], spilled: false });
      await world.report(lead);
      expect(await world.statuses()).toEqual(["failed", "pending", "held"]);
      expect((await world.claim()).ready).toEqual([]);
      const callback = await world.store.read.callbackById({
        projectId: world.projectId,
        id: first(world.callbacks).id,
      });
      expect(callback).toMatchObject({ paused_reason: "answered 410 Gone", paused_at: start });
      // A second one changes neither the reason nor the time.
      const other = await world.lead();
      await world.report(other);
      const again = await world.commit({
        outcomes: [{ ...gone, number: 2, pause: { kind: "gone", reason: "later" } }],
        now: start + 1,
      });
      expect(again.paused).toEqual([]);
    });

    it("can be resent after it was skipped while an attempt that failed was on its way", async () => {
      const { projectId, store } = world;
      const { id } = first(world.callbacks);
      const callbacks = [{ id, projectId, reason: "by hand" }];
      await store.write.pauseCallbacks({ callbacks, now: start });
      await store.write.resumeCallback({ projectId, id, pending: "skip", now: start });
      await world.commit({ outcomes: [retryAt(delivery, start + 5_000)] });
      await store.write.resendDelivery({ projectId, id: delivery.id, now: start });
      const again = first((await world.claim()).ready);
      const { lost } = await world.commit({ outcomes: [outcomeOf(again)] });
      expect([lost, await world.statuses()]).toEqual([[], ["delivered"]]);
      // Both count, and both are shown.
      expect((await row()).attempts).toBe(2);
      expect((await attempts()).map(({ number, status_code: code }) => [number, code])).toEqual([
        [1, 500],
        [2, 200],
      ]);
    });

    it("counts an attempt that failed after its delivery was skipped and resent meanwhile", async () => {
      const { projectId, store } = world;
      const { id } = first(world.callbacks);
      const callbacks = [{ id, projectId, reason: "by hand" }];
      for (const claimed of [false, true]) {
        delivery = first((await world.report(await world.lead())).ready);
        await store.write.pauseCallbacks({ callbacks, now: start });
        await store.write.resumeCallback({ projectId, id, pending: "skip", now: start });
        await store.write.resendDelivery({ projectId, id: delivery.id, now: start });
        if (claimed) expect((await world.claim()).ready.map(({ n }) => n)).toContain(delivery.n);
        await world.commit({ outcomes: [retryAt(delivery, start + 5_000)] });
        const found = (await world.deliveries()).find(({ n }) => n === delivery.n);
        expect([claimed, found?.attempts, (await attempts()).length]).toEqual([claimed, 1, 1]);
      }
    });

    it("leaves to the node that has it what to do next, but for an arrival", async () => {
      await world.store.write.endLeases({ keep: null, now: start + 3_600_000 });
      const theirs = {
        node: "node-b",
        now: start,
        until: start + 60_000,
        room: 10,
        perCallback: 10,
        full: [],
      };
      await world.store.write.claim(theirs);
      const late = await world.commit({ outcomes: [retryAt(delivery, start + 5_000)] });
      expect(late.lost).toEqual([]);
      expect(await row()).toMatchObject({ attempts: 0, leased_by: "node-b", due_at: start });
      await world.commit({ outcomes: [outcomeOf(delivery)] });
      const same = await world.commit({ outcomes: [outcomeOf(delivery)], lease: { node: "node-b" } });
      expect([same.lost, await world.statuses()]).toEqual([[], ["delivered"]]);
    });

    it("stays skipped when the attempt that was on its way failed, but not when it arrived", async () => {
      const other = first((await world.report(await world.lead())).ready);
      const { id } = first(world.callbacks);
      await world.store.write.pauseCallbacks({
        callbacks: [{ id, projectId: world.projectId, reason: "by hand" }],
        now: start,
      });
      await world.store.write.resumeCallback({
        projectId: world.projectId,
        id,
        pending: "skip",
        now: start,
      });
      expect(await world.statuses()).toEqual(["skipped", "skipped"]);
      await world.commit({ outcomes: [retryAt(delivery, start + 5_000), outcomeOf(other)] });
      expect(await world.statuses()).toEqual(["skipped", "delivered"]);
      expect(await attempts()).toHaveLength(1);
      expect(await world.claim({ now: start + 5_000 })).toMatchObject({ ready: [], nextDueAt: null });
    });

    // A node that was given up and has the delivery again by now can have two requests of it on their way.
    const twice: [AttemptOutcome["verdict"], AttemptOutcome["verdict"], string, number][] = [
      ["retry", "retry", "pending", 1],
      ["retry", "failed", "pending", 1],
      ["retry", "delivered", "delivered", 2],
      ["failed", "retry", "failed", 1],
      ["failed", "failed", "failed", 1],
      ["failed", "delivered", "delivered", 2],
      ["delivered", "retry", "delivered", 1],
      ["delivered", "failed", "delivered", 1],
      ["delivered", "delivered", "delivered", 1],
    ];
    it.each(twice)(
      "%s and %s of one delivery in one commit: %s, as if each came by itself",
      async (one, other, status, count) => {
        const both = (of: ReadyDelivery) => [came(of, one, 500, 5_000), came(of, other, 503, 9_000)];
        const seen: unknown[] = [];
        for (const together of [true, false]) {
          const lead = await world.lead();
          delivery = first((await world.report(lead)).ready);
          await world.report(lead);
          const outcomes = both(delivery);
          const ready: ReadyDelivery[] = [];
          for (const batch of together ? [outcomes] : outcomes.map((outcome) => [outcome]))
            ready.push(...(await world.commit({ outcomes: batch })).ready);
          const rows = (await world.deliveries()).filter((of) => of.lead_id === lead);
          const next = status === "pending" ? "held" : "pending";
          expect(rows.map((of) => of.status)).toEqual([status, next]);
          // What waited behind it is released once, where it has ended.
          expect(ready.map(({ n }) => n)).toEqual(next === "held" ? [] : [rows[1]?.n]);
          const { id: _, n: __, lead_id: ___, activity_id: ____, ...row } = first(rows);
          expect(row.attempts).toBe(count);
          seen.push([row, (await attempts()).map(({ delivery_n: _____, ...attempt }) => attempt)]);
        }
        expect(seen[0]).toEqual(seen[1]);
      },
    );

    const came = (
      of: ReadyDelivery,
      verdict: AttemptOutcome["verdict"],
      statusCode: number,
      waitMs: number,
    ): AttemptOutcome => {
      if (verdict === "delivered") return outcomeOf(of);
      const again = retryAt(of, start + waitMs);
      return { ...again, statusCode, verdict, ...(verdict === "failed" && { dueAt: null }) };
    };

    it("stores the others where one outcome cannot be stored, and tells which", async () => {
      const other = first((await world.report(await world.lead())).ready);
      const third = first((await world.report(await world.lead())).ready);
      const broken = outcomeOf(delivery, { record: null as never });
      const result = await world.commit({ outcomes: [outcomeOf(other), broken, outcomeOf(third)] });
      expect(result.lost).toEqual([1]);
      expect(await world.statuses()).toEqual(["pending", "delivered", "delivered"]);
    });
  });
}
