import { expect } from "vitest";
import { expectAllKept } from "../crash/kept.ts";
import type { Load } from "../crash/load.ts";
import { anyOf, nothingOwed, pause } from "../crash/traffic.ts";
import type { Receiver } from "../fakes/receiver.ts";
import type { Cluster, Node } from "./cluster.ts";

/** Waits until the receiver got more than it has now. */
export async function arrivesMore({ requests }: Receiver, when: string): Promise<void> {
  const before = requests.length;
  for (const until = Date.now() + 30_000; requests.length < before + 20; await pause(50))
    if (Date.now() > until) throw new Error(`nothing more arrives ${when}`);
}

/** Stops the loads and expects that all which they were told is done is stored, and has arrived in order. */
export async function expectKept(
  cluster: Cluster,
  { api }: Node,
  { loads, leads, receiver }: { loads: readonly Load[]; leads: readonly string[]; receiver: Receiver },
): Promise<void> {
  for (const load of loads) await load.stop();
  // Far less than leases last: none may be left that nobody knows of.
  await nothingOwed(api, 60_000).catch(async (error: Error) => {
    throw new Error(`${error.message}; ${await cluster.standing()}`);
  });
  expect(await anyOf(api, "failed,skipped")).toBeNull();
  const acknowledged = {
    activities: loads.flatMap((load) => load.acknowledged.activities),
    updates: loads.flatMap((load) => load.acknowledged.updates),
  };
  for (const { acknowledged: taken } of loads)
    expect(taken.activities.length + taken.updates.length).toBeGreaterThan(0);
  await expectAllKept(api, { leads, requests: receiver.requests, acknowledged });
}
