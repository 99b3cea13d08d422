import { describe, expect, it } from "vitest";
import { type Dispatching, dispatching } from "../../test/delivery/dispatching.ts";
import { first, start } from "../../test/store/world.ts";
import { StoreUnavailable } from "../store/engine.ts";
import type { SendRequest } from "./prepared-request.ts";

const none = { delivery_order: "none" } as const;
const hour = 3_600_000;
const other = { ...none, url: "https://example.com/other" };

/** A dispatcher whose only receiver has failed often enough for its breaker to open; waits of an hour follow. */
async function broken(leads = 30, options: Parameters<typeof dispatching>[1] = {}): Promise<Dispatching> {
  const made = await dispatching([none], { schedule: [hour, hour], ...options });
  made.auto = () => 500;
  await made.report(leads);
  return made;
}
/** How many requests a stretch of time brought. */
async function sentWithin(made: Dispatching, ms: number): Promise<number> {
  const before = made.sent.length;
  await made.pass(ms);
  return made.sent.length - before;
}

describe("a receiver that is down", () => {
  it("is only probed, ever more seldom, and what waits uses up no attempt", async () => {
    const made = await broken();
    // Three were on their way when the tenth failed.
    expect(made.sent).toHaveLength(13);
    expect(made.dispatcher.openBreakers).toBe(1);
    const counts: number[] = [];
    for (const seconds of [5, 10, 20, 40, 80, 160, 300, 300]) {
      counts.push(await sentWithin(made, seconds * 1_000 - 1));
      counts.push(await sentWithin(made, 1));
    }
    expect(counts).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    const rows = await made.world.deliveries();
    expect(rows.map(({ attempts }) => attempts)).toEqual([
      ...Array.from({ length: 21 }, () => 1),
      ...Array.from({ length: 9 }, () => 0),
    ]);
    expect(rows.every(({ leased_by }) => leased_by === null)).toBe(true);
    expect(made.dispatcher.load).toBe(0);
  });

  it("is probed with what is not due yet where nothing else waits, which keeps its schedule", async () => {
    const made = await broken(10);
    await made.pass(5_000);
    await made.pass(10_000);
    const rows = await made.world.deliveries();
    expect(rows.map(({ attempts, step, due_at: due }) => [attempts, step, due])).toEqual([
      [3, 1, start + hour],
      ...Array.from({ length: 9 }, () => [1, 1, start + hour]),
    ]);
  });

  it("is probed at once where another node has changed settings of its project, though nothing of it waits here", async () => {
    const made = await broken();
    await made.pass(20);
    expect(made.dispatcher.load).toBe(0);
    made.dispatcher.forgetProjects(["another project"]);
    expect(await sentWithin(made, 100)).toBe(0);
    made.dispatcher.forgetProjects([made.world.projectId]);
    expect(await sentWithin(made, 100)).toBe(1);
  });

  it("gets what waited as soon as it works, paced, long before its retries", async () => {
    const made = await broken(30);
    await made.pass(4_000);
    made.auto = null;
    await made.pass(1_000);
    const probe = made.sent.length - 1;
    expect(made.dispatcher.sending).toBe(1);
    await made.sent[probe]?.answer(200);
    await made.pass(0);
    const inFlight: number[] = [];
    for (let n = probe + 1; n < made.sent.length; n += 1) {
      inFlight.push(made.dispatcher.sending);
      await made.sent[n]?.answer(200);
      await made.pass(0);
    }
    // Won back one by one, up to its concurrency of four.
    expect(inFlight.slice(0, 5)).toEqual([1, 2, 3, 4, 4]);
    expect(Math.max(...inFlight)).toBe(4);
    expect(await made.world.statuses()).toEqual(Array.from({ length: 30 }, () => "delivered"));
    expect(made.clock.now() - start).toBe(5_000);
  });

  it("brings forward once: what fails again keeps its place on the schedule", async () => {
    const made = await broken(30);
    const bad = new Set(made.sent.slice(0, 3).map(({ deliveryId }) => deliveryId));
    made.auto = ({ deliveryId }) => (bad.has(deliveryId) ? 500 : 200);
    await made.pass(10_000);
    const rows = await made.world.deliveries();
    const failing = rows.filter(({ id }) => bad.has(id));
    expect(failing.map(({ status, attempts, step, due_at: due }) => [status, attempts, step, due])).toEqual(
      Array.from({ length: 3 }, () => ["pending", 2, 1, start + hour]),
    );
    expect(rows.filter(({ status }) => status === "delivered")).toHaveLength(27);
    expect(await sentWithin(made, hour - 10_001)).toBe(0);
    expect(await sentWithin(made, 1)).toBe(3);
  });

  it("does not bring forward what failed after it worked again", async () => {
    const made = await dispatching([none], { schedule: [hour, hour], concurrency: 200 });
    await made.report(200);
    for (const request of made.sent.slice()) await request.answer(500);
    await made.pass(5_000);
    const probe = made.sent.length - 1;
    await made.sent[probe]?.answer(200);
    await made.pass(1);
    // A fresh one fails among the first of the others, which come a page at a time.
    await made.report(1);
    const fresh = (await made.world.deliveries()).at(-1)?.id;
    for (let n = probe + 1; n < made.sent.length; n += 1) {
      const request = made.sent[n];
      await request?.answer(request.deliveryId === fresh ? 500 : 200);
    }
    await made.pass(60_000);
    const tries = made.sent.filter(({ deliveryId }) => deliveryId === fresh);
    expect(tries).toHaveLength(1);
    const pending = (await made.world.deliveries()).filter(({ status }) => status !== "delivered");
    expect(pending.map(({ id }) => id)).toEqual([fresh]);
  });

  it("brings forward many more than fit into memory at once, each of them once", async () => {
    const made = await dispatching([none], { schedule: [hour, hour] });
    await made.report(600);
    // Every other one fails, so that the breaker stays closed.
    let n = 0;
    made.auto = () => (++n % 2 === 0 ? 500 : 200);
    for (const request of made.sent.slice()) await request.answer(500);
    await made.pass(0);
    expect((await made.world.statuses()).filter((status) => status === "pending").length).toBeGreaterThan(
      290,
    );
    made.auto = () => 500;
    await made.report(10);
    const before = made.sent.length;
    expect(made.dispatcher.openBreakers).toBe(1);
    made.auto = () => 200;
    await made.pass(5_000);
    for (let part = 0; part < 20; part += 1) await made.pass(0);
    expect(await made.world.statuses()).toEqual(Array.from({ length: 610 }, () => "delivered"));
    const ids = made.sent.slice(before).map(({ deliveryId }) => deliveryId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("is not sent before the time that it named itself", async () => {
    const made = await broken(9);
    made.auto = null;
    await made.report(3);
    // One of them is told to come back in a minute.
    const [a, b, c] = made.sent.slice(9);
    await a?.answer(503, { "retry-after": "60" });
    await b?.answer(500);
    await c?.answer(500);
    expect(made.dispatcher.openBreakers).toBe(1);
    made.auto = () => 200;
    await made.pass(30_000);
    const waiting = (await made.world.deliveries()).filter(({ status }) => status !== "delivered");
    expect(waiting.map(({ id }) => id)).toEqual([a?.deliveryId]);
    // Its place on the schedule is an hour away; the receiver's time only forbids an earlier one.
    expect(waiting[0]?.due_at).toBe(start + hour);
  });

  it("is found to work by any success, also of what was on its way when the breaker opened", async () => {
    const made = await dispatching([none], { schedule: [hour], concurrency: 20 });
    await made.report(20);
    for (const request of made.sent.slice(0, 12)) await request.answer(500);
    expect(made.dispatcher.openBreakers).toBe(1);
    made.auto = () => 200;
    await made.sent[15]?.answer(200);
    await made.pass(0);
    expect(made.dispatcher.openBreakers).toBe(0);
    const statuses = await made.world.statuses();
    expect(statuses.filter((status) => status === "delivered")).toHaveLength(13);
  });

  it("is asked at once after its settings changed", async () => {
    const made = await broken(20);
    await made.pass(5_000 + 10_000);
    const callback = { ...first(made.world.callbacks), url: "https://example.org/new" };
    await made.world.store.write.saveProcess({
      projectId: made.world.projectId,
      id: made.world.processId,
      revision: 1,
      fields: {},
      callbacks: [callback],
      now: start,
    });
    made.auto = ({ url }) => (url === callback.url ? 200 : 500);
    made.dispatcher.forget([callback.id]);
    await made.pass(0);
    for (let part = 0; part < 5; part += 1) await made.pass(0);
    expect(await made.world.statuses()).toEqual(Array.from({ length: 20 }, () => "delivered"));
  });

  it("is not probed while its callback is paused, and is sent to once it is resumed", async () => {
    const made = await broken(20);
    const { id } = first(made.world.callbacks);
    const { projectId } = made.world;
    await made.world.store.write.pauseCallbacks({
      callbacks: [{ id, projectId, reason: "by hand" }],
      now: start,
    });
    made.dispatcher.forget([id]);
    expect(await sentWithin(made, 3 * hour)).toBe(0);
    made.auto = () => 200;
    await made.world.store.write.resumeCallback({ projectId, id, pending: "send", now: made.clock.now() });
    made.dispatcher.forget([id]);
    for (let part = 0; part < 10; part += 1) await made.pass(0);
    expect(await made.world.statuses()).toEqual(Array.from({ length: 20 }, () => "delivered"));
  });

  it("gets the next that is owed as the probe where nothing waits, and the others after it", async () => {
    const made = await broken(10, { schedule: [] });
    expect(new Set(await made.world.statuses())).toEqual(new Set(["failed"]));
    await made.pass(5_000);
    expect(made.sent).toHaveLength(10);
    made.auto = null;
    await made.report(4);
    expect(made.sent).toHaveLength(11);
    await made.sent[10]?.answer(500);
    expect(await sentWithin(made, 9_999)).toBe(0);
    made.auto = () => 200;
    expect(await sentWithin(made, 1)).toBe(3);
    expect((await made.world.statuses()).slice(-4)).toEqual([
      "failed",
      "delivered",
      "delivered",
      "delivered",
    ]);
  });

  it("makes no work for others while it waits: nothing of it is claimed or leased", async () => {
    let claims = 0;
    const made = await dispatching([none, other], {
      schedule: [hour, hour],
      wrap: (store) => ({
        ...store,
        write: {
          ...store.write,
          claim: (request) => {
            claims += 1;
            return store.write.claim(request);
          },
        },
      }),
    });
    const down = first(made.world.callbacks).url;
    made.auto = ({ url }) => (url === down ? 500 : 200);
    await made.report(50);
    expect(made.dispatcher.openBreakers).toBe(1);
    await made.pass(20);
    const before = claims;
    for (let n = 0; n < 20; n += 1) await made.report(10);
    expect(claims).toBe(before);
    expect(made.dispatcher.load).toBe(0);
    const rows = await made.world.deliveries();
    const owed = rows.filter(({ status }) => status === "pending");
    expect([owed.length, rows.length]).toEqual([250, 500]);
    expect(owed.filter(({ leased_by }) => leased_by !== null)).toEqual([]);
  });

  it("gets nothing of what a commit leased before its breaker opened", async () => {
    const made = await broken(20);
    await made.pass(20);
    const { ready } = await made.world.claim();
    expect(ready.length).toBeGreaterThan(5);
    const sent = made.sent.length;
    made.dispatcher.accept(ready, start + hour);
    expect([made.dispatcher.load, made.sent.length]).toEqual([0, sent]);
  });

  it("is probed again later where the database cannot give the probe", async () => {
    let full = false;
    const made = await broken(20, {
      wrap: (store) => ({
        ...store,
        write: {
          ...store.write,
          claimAhead: (request) =>
            full ? Promise.reject(new StoreUnavailable("disk full")) : store.write.claimAhead(request),
        },
      }),
    });
    full = true;
    expect(await sentWithin(made, 5_500)).toBe(0);
    full = false;
    expect(await sentWithin(made, 500)).toBe(1);
  });
});

describe("a receiver that works", () => {
  it("keeps its breaker closed though one lead always fails, which keeps its waits", async () => {
    const made = await dispatching([none], { schedule: [1_000, 10_000, 100_000] });
    const always = new Set<string>();
    const answer = ({ deliveryId }: SendRequest) => (always.has(deliveryId) ? 500 : 200);
    made.auto = null;
    await made.report(1);
    always.add(first(made.sent).deliveryId);
    await made.sent[0]?.answer(500);
    made.auto = answer;
    for (let n = 0; n < 120; n += 1) {
      await made.report(2);
      await made.pass(1_000);
    }
    expect(made.dispatcher.openBreakers).toBe(0);
    const tries = made.sent.filter(({ deliveryId }) => always.has(deliveryId));
    expect(tries.map(({ at }) => at - start)).toEqual([0, 1_000, 11_000, 111_000]);
    expect((await made.world.deliveries())[0]?.status).toBe("failed");
  });
});
