import { afterAll, expect, it } from "vitest";
import { Load } from "../crash/load.ts";
import { addCallbacks, addLeads, moody, patientEnv } from "../crash/traffic.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { Cluster } from "./cluster.ts";
import { arrivesMore, expectKept } from "./promises.ts";

let cluster: Cluster | null = null;
let receiver: Receiver | null = null;
afterAll(async () => {
  await cluster?.remove();
  await receiver?.close();
}, 60_000);

it("Two nodes behind a pooler of transactions lose nothing and keep the order, also while the database restarts", {
  timeout: 180_000,
}, async () => {
  cluster = await Cluster.start(patientEnv, 6);
  receiver = await startReceiver({ answer: moody });
  const a = await cluster.node();
  await addCallbacks(a.api, cluster.first.processId, receiver.url);
  const leads = await addLeads(a.api, cluster.first, 24);
  const b = await cluster.node();
  const loads = [a, b].map(({ api }) => new Load(api, leads));
  for (const load of loads) load.start(2);
  await Promise.all(loads.map((load) => load.answered));
  await arrivesMore(receiver, "through the pooler");
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    await cluster.postgres.stop(signal);
    await cluster.postgres.start();
    await arrivesMore(receiver, `after ${signal}`);
  }
  await expectKept(cluster, a, { loads, leads, receiver });
  for (const { process } of [a, b]) expect(await process.stop()).toBe(0);
});
