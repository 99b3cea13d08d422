import { describe, expect, it } from "vitest";
import { dispatching, rest, type Sent } from "../../test/delivery/dispatching.ts";
import { first, noRoom, report, start } from "../../test/store/world.ts";
import { StoreUnavailable } from "../store/engine.ts";

const none = { delivery_order: "none" } as const;

describe("Dispatcher", () => {
  it("sends what a commit owes at once, and stores what came of it", async () => {
    const made = await dispatching();
    await made.report(1);
    const [request] = made.sent;
    expect(request).toMatchObject({ attempt: 1, url: first(made.world.callbacks).url, at: start });
    expect(made.dispatcher.sending).toBe(1);
    await request?.answer(200);
    expect(await made.world.statuses()).toEqual(["delivered"]);
    expect([made.dispatcher.sending, made.dispatcher.load]).toEqual([0, 0]);
  });

  it("follows the retry schedule exactly, then it has failed", async () => {
    const made = await dispatching([{}], { random: () => 0.5 });
    made.auto = () => 500;
    await made.report(1);
    for (const wait of [1_100, 11_000, 110_000]) {
      const before = made.sent.length;
      await made.pass(wait - 1);
      expect(made.sent).toHaveLength(before);
      await made.pass(1);
      expect(made.sent).toHaveLength(before + 1);
    }
    expect(made.sent.map(({ at, attempt }) => [at - start, attempt])).toEqual([
      [0, 1],
      [1_100, 2],
      [12_100, 3],
      [122_100, 4],
    ]);
    expect(new Set(made.sent.map(({ body }) => body)).size).toBe(1);
    expect(await made.world.statuses()).toEqual(["failed"]);
    await made.pass(24 * 3_600_000);
    expect(made.sent).toHaveLength(4);
  });

  it("keeps the time of each retry when several wait", async () => {
    const made = await dispatching([none]);
    await made.report(2);
    const [a, b] = made.sent;
    await a?.answer(500);
    await made.pass(700);
    await b?.answer(500);
    await made.pass(300);
    expect(made.sent.slice(2).map(({ at, deliveryId }) => [at - start, deliveryId])).toEqual([
      [1_000, a?.deliveryId],
    ]);
    await made.pass(699);
    expect(made.sent).toHaveLength(3);
    await made.pass(1);
    expect(made.sent[3]).toMatchObject({ at: start + 1_700, deliveryId: b?.deliveryId });
  });

  it("gives the receiver the time that it asks for", async () => {
    const made = await dispatching();
    await made.report(1);
    await made.sent[0]?.answer(429, { "retry-after": "60" });
    await made.pass(59_999);
    expect(made.sent).toHaveLength(1);
    await made.pass(1);
    expect(made.sent).toHaveLength(2);
  });

  it("sends no more at a time to one callback than its concurrency, whatever another does", async () => {
    const made = await dispatching([none, { ...none, url: "https://example.com/other" }]);
    await made.report(10);
    const to = (path: string) => made.sent.filter(({ url }) => url.endsWith(path));
    expect([to("/0").length, to("/other").length]).toEqual([4, 4]);
    for (let n = 0; n < 10; n += 1) await to("/other")[n]?.answer(200);
    expect([to("/0").length, to("/other").length]).toEqual([4, 10]);
    await to("/0")[0]?.answer(200);
    expect(to("/0")).toHaveLength(5);
  });

  it("sends less at a time to an overloaded receiver, also after it had nothing to send", async () => {
    const made = await dispatching([none]);
    await made.report(4);
    for (const request of made.sent.slice()) await request.answer(429);
    expect(made.dispatcher.load).toBe(0);
    await made.pass(1_000);
    expect(made.dispatcher.sending).toBe(1);
    await made.sent.at(-1)?.answer(200);
    // Each success gives one back.
    expect(made.dispatcher.sending).toBe(2);
  });

  it("keeps to the rate limit, also where nothing waits between two requests", async () => {
    const made = await dispatching([{ ...none, rate_limit: 2 }]);
    made.auto = () => 200;
    for (let n = 0; n < 3; n += 1) {
      await made.report(1);
      await made.pass(10);
    }
    expect(made.sent).toHaveLength(2);
    await made.report(3);
    await made.pass(2_000 - 30);
    expect(made.sent.map(({ at }) => at - start)).toEqual([0, 10, 500, 1_000, 1_500, 2_000]);
  });

  it("sets one timer for a callback that waits for its rate limit, however much is owed to it", async () => {
    const made = await dispatching([{ ...none, rate_limit: 1 }]);
    made.auto = () => 200;
    await made.report(2);
    const { pending } = made.clock;
    for (let n = 0; n < 20; n += 1) await made.report(1);
    expect(made.clock.pending).toBe(pending);
    await made.pass(5_000);
    expect(made.sent).toHaveLength(6);
  });

  it("uses the settings that a callback has when each attempt starts", async () => {
    const made = await dispatching();
    const { world, dispatcher } = made;
    await made.report(1);
    await made.sent[0]?.answer(500);
    const callback = { ...first(world.callbacks), url: "https://example.org/new", timeout_ms: 7_000 };
    await world.store.write.saveProcess({
      projectId: world.projectId,
      id: world.processId,
      revision: 1,
      fields: {},
      callbacks: [callback],
      now: start,
    });
    dispatcher.forget([callback.id]);
    await made.pass(1_000);
    expect(made.sent[1]).toMatchObject({ url: "https://example.org/new", timeoutMs: 7_000, attempt: 2 });
    expect(made.sent[1]?.body).toBe(made.sent[0]?.body);
  });

  it("leaves a paused callback what it is owed, also what was in memory", async () => {
    const made = await dispatching([none]);
    const { world, dispatcher } = made;
    await made.report(6);
    const { id } = first(world.callbacks);
    const pause = { id, projectId: world.projectId, reason: "by hand" };
    await world.store.write.pauseCallbacks({ callbacks: [pause], now: start });
    dispatcher.forget([id]);
    for (const request of made.sent.slice()) await request.answer(200);
    await made.report(1);
    await made.pass(3_600_000);
    expect(made.sent).toHaveLength(4);
    expect(dispatcher.load).toBe(0);
    expect((await world.deliveries()).map(({ status, attempts }) => [status, attempts])).toEqual([
      ...[1, 2, 3, 4].map(() => ["delivered", 1]),
      ...[5, 6, 7].map(() => ["pending", 0]),
    ]);
    made.auto = () => 200;
    await world.store.write.resumeCallback({ projectId: world.projectId, id, pending: "send", now: start });
    dispatcher.forget([id]);
    await rest();
    expect(made.sent).toHaveLength(7);
  });

  it("stops sending to a receiver that wants no more", async () => {
    const made = await dispatching([none]);
    await made.report(8);
    await made.sent[0]?.answer(410);
    // One may have started before the pause was stored.
    const begun = made.sent.length;
    expect(begun).toBeLessThanOrEqual(5);
    for (const request of made.sent.slice(1)) await request.answer(200);
    await made.pass(60_000);
    expect(made.sent).toHaveLength(begun);
    const statuses = await made.world.statuses();
    expect(statuses.filter((status) => status === "failed")).toHaveLength(1);
    expect(statuses.filter((status) => status === "pending")).toHaveLength(8 - begun);
  });

  it("holds a bounded number in memory; the rest waits in the database and is claimed", async () => {
    const made = await dispatching([none]);
    const lead = await made.world.lead();
    for (let n = 0; n < 6; n += 1) await made.report(1_000, lead);
    expect(made.dispatcher.load).toBeLessThan(6_000);
    expect(made.dispatcher.room().full).toEqual([first(made.world.callbacks).id]);
    const seen = new Set<string>();
    made.auto = ({ deliveryId }) => {
      expect(seen.has(deliveryId)).toBe(false);
      seen.add(deliveryId);
      return 200;
    };
    for (const request of made.sent.slice()) {
      seen.add(request.deliveryId);
      await request.answer(200);
    }
    for (let n = 0; n < 200 && seen.size < 6_000; n += 1) await rest();
    expect(seen.size).toBe(6_000);
    expect(made.dispatcher.load).toBe(0);
  }, 60_000);

  it("never has a delivery twice, though it waits in memory for longer than its lease", async () => {
    const made = await dispatching([{ ...none, rate_limit: 0.01 }]);
    made.auto = () => 200;
    await made.report(20);
    for (let minutes = 0; minutes < 60; minutes += 1) {
      for (let part = 0; part < 6; part += 1) await made.pass(10_000);
    }
    const ids = made.sent.map(({ deliveryId }) => deliveryId);
    // One every 100 seconds.
    expect(ids.length).toBeGreaterThanOrEqual(19);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await made.world.deliveries()).filter(({ attempts }) => attempts > 1)).toEqual([]);
  });

  it("stops: what is on its way may finish, the rest goes back without an attempt", async () => {
    const made = await dispatching([none]);
    await made.report(6);
    const [a, b] = made.sent as [Sent, Sent];
    const stopped = made.dispatcher.stop(10_000);
    await rest();
    await a.answer(200);
    await made.pass(9_999);
    await b.answer(500);
    await made.pass(1);
    await stopped;
    // Answers that come too late count for nothing.
    await made.sent[2]?.answer(200);
    const rows = await made.world.deliveries();
    expect(rows.map(({ status, attempts, leased_by }) => [status, attempts, leased_by])).toEqual([
      ["delivered", 1, null],
      ["pending", 1, null],
      ...[1, 2, 3, 4].map(() => ["pending", 0, null]),
    ]);
    expect(made.sent).toHaveLength(4);
  });

  it("hands back what the last commit leased while it was stopping", async () => {
    const made = await dispatching();
    const lead = await made.world.lead();
    await made.report(2, lead);
    const stopped = made.dispatcher.stop(10_000);
    const late = made.report(3);
    await made.sent[0]?.answer(200);
    await late;
    await stopped;
    const rows = await made.world.deliveries();
    expect(rows.map(({ status }) => status)).toEqual([
      "delivered",
      "pending",
      "pending",
      "pending",
      "pending",
    ]);
    expect(rows.every(({ leased_by }) => leased_by === null)).toBe(true);
  });

  it("counts a lease from when it was asked for, however late the database answers", async () => {
    let slow = false;
    const answers: (() => void)[] = [];
    const made = await dispatching([{}], {
      wrap: (store) => ({
        ...store,
        write: {
          ...store.write,
          async commit(batch) {
            const result = await store.write.commit(batch);
            if (slow) await new Promise<void>((resolve) => answers.push(resolve));
            return result;
          },
        },
      }),
    });
    const changes = [report(made.world.projectId, await made.world.lead())];
    slow = true;
    void made.dispatcher.committer.submit({ changes, idempotency: null });
    await made.pass(5 * 60_000);
    answers.at(-1)?.();
    await rest();
    // Another node may have it by now.
    expect(made.sent).toEqual([]);
  });

  it("stops in time though the database takes nothing", async () => {
    let full = false;
    const made = await dispatching([{}], {
      wrap: (store) => ({
        ...store,
        write: {
          ...store.write,
          commit: (batch) =>
            full ? Promise.reject(new StoreUnavailable("disk full")) : store.write.commit(batch),
          handBack: (leased) =>
            full ? Promise.reject(new StoreUnavailable("disk full")) : store.write.handBack(leased),
        },
      }),
    });
    await made.report(1);
    full = true;
    await made.sent[0]?.answer(200);
    let over = false;
    const stopped = made.dispatcher.stop(10_000).then(() => {
      over = true;
    });
    await made.pass(12_000);
    expect(over).toBe(true);
    await stopped;
  });

  it("sends nothing while outcomes cannot be stored, and goes on when they can", async () => {
    let full = false;
    const made = await dispatching([none], {
      wrap: (store) => ({
        ...store,
        write: {
          ...store.write,
          commit: (batch) =>
            full && batch.outcomes.length > 0
              ? Promise.reject(new StoreUnavailable("disk full"))
              : store.write.commit(batch),
        },
      }),
    });
    await made.report(10);
    full = true;
    await made.sent[0]?.answer(200);
    await made.sent[1]?.answer(200);
    const before = made.sent.length;
    await made.sent[2]?.answer(200);
    await made.pass(1_000);
    expect(made.sent).toHaveLength(before);
    full = false;
    made.auto = () => 200;
    await made.pass(250);
    await made.sent[3]?.answer(200);
    for (const request of made.sent.slice(4)) await request.answer(200);
    await made.pass(6_000);
    expect(await made.world.statuses()).toEqual(Array.from({ length: 10 }, () => "delivered"));
    const ids = made.sent.map(({ deliveryId }) => deliveryId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("sends again, later, what a bug kept from being stored", async () => {
    let broken = true;
    const made = await dispatching([{}], {
      wrap: (store) => ({
        ...store,
        write: {
          ...store.write,
          commit: (batch) =>
            store.write.commit({
              ...batch,
              outcomes: batch.outcomes.map((outcome) =>
                broken ? { ...outcome, record: null as never } : outcome,
              ),
            }),
        },
      }),
    });
    made.auto = () => 200;
    await made.report(1);
    await made.pass(60_000);
    expect(made.sent).toHaveLength(1);
    broken = false;
    await made.pass(5 * 60_000);
    expect(made.sent).toHaveLength(2);
    expect(await made.world.statuses()).toEqual(["delivered"]);
  });

  it("claims at its start what waits in the database", async () => {
    const made = await dispatching();
    made.auto = () => 200;
    await made.world.report(await made.world.lead(), {}, noRoom);
    made.dispatcher.wake();
    await rest();
    expect(await made.world.statuses()).toEqual(["delivered"]);
  });
});
