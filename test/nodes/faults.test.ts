import { afterAll, describe, expect, it } from "vitest";
import { Arrivals, brokenInStore } from "../crash/arrivals.ts";
import { Load } from "../crash/load.ts";
import {
  activitiesOf,
  addCallbacks,
  addLeads,
  anyOf,
  moody,
  nothingOwed,
  paths,
  pause,
} from "../crash/traffic.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { Cluster, type Node } from "./cluster.ts";

/** Short waits, and so many that nothing ever fails for good. */
const env = {
  RETRY_SCHEDULE: ["50ms", "100ms", ...Array.from({ length: 200 }, () => "200ms")].join(","),
};

/** How long the database is away, ms. */
const awayMs = 30_000;

let cluster: Cluster | null = null;
let receiver: Receiver | null = null;
afterAll(async () => {
  await cluster?.remove();
  await receiver?.close();
}, 60_000);

describe("three nodes on one PostgreSQL, under load", () => {
  it("lose nothing and keep the order while nodes and the database fail", { timeout: 240_000 }, async () => {
    cluster = await Cluster.start(env);
    receiver = await startReceiver({ answer: moody });
    const a = await cluster.node();
    await addCallbacks(a.api, cluster.first.processId, receiver.url);
    const leads = await addLeads(a.api, cluster.first, 24);
    const b = await cluster.node(cluster.wrongClock(-300_000));
    let c = await cluster.node(cluster.wrongClock(300_000));
    const loads = [a, b, c].map(({ api }) => new Load(api, leads));
    for (const load of loads) load.start(2);
    await Promise.all(loads.map((load) => load.answered));
    const arrivesMore = (what: string) => arrives(receiver as Receiver, what);
    await arrivesMore("with three nodes");

    // Killed: what it had leased is sent by the others.
    await c.process.kill();
    await pause(1_000);
    c = await cluster.node();

    // Frozen until the others have taken over what it had, then awake again.
    b.process.signal("SIGSTOP");
    await pause(9_000);
    b.process.signal("SIGCONT");
    await arrivesMore("after a node woke up");
    expect((await b.api.get("/readyz")).status).toBe(200);

    // The database stops in order and comes back; then it crashes and is away for longer than leases are believed, and
    // than anybody asks what became of a commit.
    await cluster.postgres.stop("SIGINT");
    await cluster.postgres.start();
    await arrivesMore("after a restart of the database");
    await cluster.postgres.stop("SIGQUIT");
    for (const until = Date.now() + awayMs; Date.now() < until; await pause(2_000))
      for (const node of [a, b, c]) await expectUnavailable(node, leads[0] ?? "");
    await cluster.postgres.start();
    await arrivesMore("after a crash of the database");

    for (const load of loads) await load.stop();
    // Far less than leases last: none may be left that nobody knows of.
    await nothingOwed(a.api, 60_000).catch(async (error: Error) => {
      throw new Error(`${error.message}; ${await cluster?.standing()}`);
    });
    expect(await anyOf(a.api, "failed,skipped")).toBeNull();
    const acknowledged = {
      activities: loads.flatMap((load) => load.acknowledged.activities),
      updates: loads.flatMap((load) => load.acknowledged.updates),
    };
    for (const { acknowledged: taken } of loads)
      expect(taken.activities.length + taken.updates.length).toBeGreaterThan(0);
    const stored = await activitiesOf(a.api, leads);
    expect(brokenInStore(stored, acknowledged.activities)).toEqual([]);
    for (const path of paths) {
      const arrivals = new Arrivals();
      for (const request of receiver.requests) if (request.path === path) arrivals.take(request);
      arrivals.expectAll(stored, acknowledged.updates);
      expect(arrivals.broken).toEqual([]);
    }
    for (const { process } of [a, b, c]) expect(await process.stop()).toBe(0);
  });
});

/** Waits until the receiver got more than it has now. */
async function arrives({ requests }: Receiver, when: string): Promise<void> {
  const before = requests.length;
  for (const until = Date.now() + 30_000; requests.length < before + 20; await pause(50))
    if (Date.now() > until) throw new Error(`nothing more arrives ${when}`);
}

/** 503 with Retry-After, for what reads and for what writes, and nothing is said to be stored. */
async function expectUnavailable({ api }: Node, leadId: string): Promise<void> {
  const answers = await Promise.all([
    api.get("/readyz"),
    api.get("/api/v1/processes"),
    api.post("/api/v1/activities", { leadId, type: "call", callStatus: "completed" }),
  ]);
  for (const { status, headers } of answers) {
    expect(status).toBe(503);
    expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  }
}
