import { afterAll, describe, expect, it } from "vitest";
import { expectAllKept } from "../crash/kept.ts";
import { addCallbacks, addLeads, anyOf, moody, nothingOwed, pause } from "../crash/traffic.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { Cluster, type Node } from "./cluster.ts";
import { StubbornClient } from "./stubborn-client.ts";

/** Short waits, and so many that nothing ever fails for good; so few slots that something always waits for one. */
const env = {
  CALLBACK_CONCURRENCY: "6",
  RETRY_SCHEDULE: ["50ms", "100ms", ...Array.from({ length: 200 }, () => "200ms")].join(","),
};

let cluster: Cluster | null = null;
let receiver: Receiver | null = null;
afterAll(async () => {
  await cluster?.remove();
  await receiver?.close();
}, 60_000);

describe("a rolling restart of three nodes, under load", () => {
  it("loses, doubles and reorders nothing", { timeout: 240_000 }, async () => {
    cluster = await Cluster.start(env);
    receiver = await startReceiver({ answer: () => ({ ...moody(), delayMs: 40 }) });
    const first = await cluster.node();
    const { api } = first;
    await addCallbacks(api, cluster.first.processId, receiver.url);
    const leads = await addLeads(api, cluster.first, 24);
    const nodes = [first, ...(await Promise.all([cluster.node(), cluster.node()]))];
    const client = new StubbornClient(() => nodes.map((node) => node.api), leads);
    client.start(6);
    for (const [place, { process }] of [...nodes.entries()]) {
      await moreIsTakenAndSent(client, receiver);
      // Clients go on asking the one that goes, until another is in its place.
      expect(await process.stop()).toBe(0);
      nodes[place] = await cluster.node();
    }
    await moreIsTakenAndSent(client, receiver);
    await client.stop();
    expect(client.repeated).toBeGreaterThan(0);

    const { api: any } = nodes[0] as Node;
    // Far less than leases last.
    await nothingOwed(any, 60_000);
    expect(await anyOf(any, "failed,skipped")).toBeNull();
    const acknowledged = { activities: client.acknowledged, updates: [] };
    const kept = await expectAllKept(any, { leads, requests: receiver.requests, acknowledged });
    // One activity for each report, however often it was sent: the one that its answer names.
    expect(kept.stored.map(reported).toSorted()).toEqual(client.acknowledged.map(reported).toSorted());
    for (const deliveries of kept.arrived) expect(deliveries).toBe(kept.stored.length);
    for (const { process } of nodes) expect(await process.stop()).toBe(0);
  });
});

const reported = (of: { providerCallId: unknown; id: string; leadId: string; sequence: number }) =>
  `${of.providerCallId}: ${of.id}, number ${of.sequence} of ${of.leadId}`;

/** Waits until more was acknowledged, and more arrived, than so far. */
async function moreIsTakenAndSent(client: StubbornClient, { requests }: Receiver): Promise<void> {
  const before = { taken: client.acknowledged.length, sent: requests.length };
  const done = () => client.acknowledged.length >= before.taken + 100 && requests.length >= before.sent + 100;
  for (const until = Date.now() + 60_000; !done(); await pause(20))
    if (Date.now() > until) throw new Error("nothing more is taken or sent");
}
