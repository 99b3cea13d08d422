import { afterAll, describe, expect, it } from "vitest";
import { Load } from "../crash/load.ts";
import { addCallbacks, addLeads, moody, pause } from "../crash/traffic.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { Cluster, type Node } from "./cluster.ts";
import { arrivesMore, expectKept } from "./promises.ts";

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
    const more = (when: string) => arrivesMore(receiver as Receiver, when);
    await more("with three nodes");

    // Killed: what it had leased is sent by the others.
    await c.process.kill();
    await pause(1_000);
    c = await cluster.node();

    // Frozen until the others have taken over what it had, then awake again.
    b.process.signal("SIGSTOP");
    await pause(9_000);
    b.process.signal("SIGCONT");
    await more("after a node woke up");
    expect((await b.api.get("/readyz")).status).toBe(200);

    // The database stops in order and comes back; then it crashes and is away for longer than leases are believed, and
    // than anybody asks what became of a commit.
    await cluster.postgres.stop("SIGINT");
    await cluster.postgres.start();
    await more("after a restart of the database");
    await cluster.postgres.stop("SIGQUIT");
    for (const until = Date.now() + awayMs; Date.now() < until; await pause(2_000))
      for (const node of [a, b, c]) await expectUnavailable(node, leads[0] ?? "");
    await cluster.postgres.start();
    await more("after a crash of the database");

    await expectKept(cluster, a, { loads, leads, receiver });
    for (const { process } of [a, b, c]) expect(await process.stop()).toBe(0);
  });
});

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
