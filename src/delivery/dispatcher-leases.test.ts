import { describe, expect, it } from "vitest";
import { dispatching, rest } from "../../test/delivery/dispatching.ts";
import { first, retryAt, start } from "../../test/store/world.ts";

const none = { delivery_order: "none" } as const;

describe("Dispatcher, of what it has leased among other nodes", () => {
  it("gives back what waits in memory as soon as it has no slot any more", async () => {
    let slots = 2;
    const membership = { holdsLeases: true, slots: () => slots, owns: () => true, leftOver() {} };
    const made = await dispatching([none], { membership });
    const leased = async () => (await made.world.deliveries()).filter((row) => row.leased_by !== null).length;
    await made.report(5);
    expect([made.dispatcher.sending, made.dispatcher.load, await leased()]).toEqual([2, 5, 5]);
    slots = 0;
    made.dispatcher.shareChanged();
    await made.pass(20);
    // What is on its way is finished.
    expect([made.dispatcher.sending, made.dispatcher.load, await leased()]).toEqual([2, 2, 2]);
  });

  it("gives back what is left to it once the others gave it up, of which nobody else knows", async () => {
    let slots = 1;
    const membership = { holdsLeases: true, slots: () => slots, owns: () => true, leftOver() {} };
    const { world, dispatcher, pass, report } = await dispatching([none], { membership });
    await report(4);
    const [, , swept] = await world.deliveries();
    // Others had given it up and taken one of its leases; they did not see those of a commit that was under way.
    const leases = [{ n: swept?.n ?? 0, until: Number.MAX_SAFE_INTEGER }];
    await world.store.write.handBack({ node: dispatcher.node, leases });
    await world.claim();
    slots = 0;
    dispatcher.shareChanged();
    dispatcher.givenUp();
    await pass(20);
    const leasedBy = (await world.deliveries()).map((row) => row.leased_by);
    expect(leasedBy).toEqual([dispatcher.node, null, "node-a", null]);
  });

  it("stores what came of an attempt though an earlier one of the same delivery was on its way still", async () => {
    const { world, dispatcher, sent, clock, report, pass } = await dispatching([none]);
    await report(1);
    // Given up while the first is on its way: another node tries it as well, and fails.
    await world.store.write.endLeases({ keep: "another", now: Number.MAX_SAFE_INTEGER });
    const { ready } = await world.claim();
    await world.commit({ outcomes: [retryAt(first(ready), clock.now())], lease: { node: "node-a" } });
    dispatcher.wake();
    await rest();
    expect(sent.map(({ attempt }) => attempt)).toEqual([1, 2]);
    await sent[0]?.answer(500);
    await sent[1]?.answer(200);
    await pass(20);
    expect(await world.statuses()).toEqual(["delivered"]);
  });

  it("hands no later lease back with what it had under one that ran out", async () => {
    const made = await dispatching([none], { concurrency: 1 });
    const { world, dispatcher, sent } = made;
    await made.report(2);
    const [, waiting] = await world.deliveries();
    await made.pass(5 * 60_000 + 1_000);
    // Another node ends the leases of both, and this one claims them anew.
    expect(await world.store.write.endLeases({ keep: "another", now: made.clock.now() })).toBe(2);
    dispatcher.wake();
    await rest();
    for (let n = 0; n < 2; n += 1) await sent.at(-1)?.answer(200);
    const requests = () => sent.filter(({ deliveryId }) => deliveryId === waiting?.id).map(({ at }) => at);
    expect(requests()).toEqual([start + 5 * 60_000 + 1_000]);
    await made.pass(20);
    await sent.at(-1)?.answer(200);
    await made.pass(20);
    expect(requests()).toHaveLength(1);
    expect(await world.statuses()).toEqual(["delivered", "delivered"]);
  });
});
