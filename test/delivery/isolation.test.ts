import { expect, it } from "vitest";
import type { Answer, Receiver } from "../fakes/receiver.ts";
import { startTestServer } from "../support/server.ts";
import { closeAfter, receiverOf } from "./setting.ts";

/** As 15 s and an answer at 14.9 s, thirty times as fast. */
const timeoutMs = 500;
const slowMs = 450;
/** Owed to each of the bad receivers, and sent to the good one meanwhile. */
const owed = 3_000;
const sent = 300;

/**
 * Real time and real sockets, but nothing is measured in time: the good receiver has got everything that happened
 * after the bad ones were owed thousands, while the bad ones have hardly begun.
 */
it("receivers that are dead, slow or drip bytes leave the deliveries of another alone", async () => {
  const server = await startTestServer();
  closeAfter(() => server.stop());
  const project = await server.project();
  const bad: Record<string, Answer> = {
    dead: { misbehave: "silent" },
    slow: { delayMs: slowMs },
    dripping: { misbehave: "drip-headers", dripMs: 50 },
  };
  const receivers = new Map<string, Receiver>();
  for (const [name, answer] of Object.entries(bad))
    receivers.set(name, await receiverOf({ answer: () => answer }));
  const good = await receiverOf();
  const count = (name: string) => receivers.get(name)?.requests.length ?? Number.NaN;

  const { id: badProcess } = await project.process();
  const list = [...receivers].map(([name, { url }]) => ({ name, url, timeoutMs, order: "none" }));
  const callbacks = await project.callbacks(badProcess, list);
  const { id: goodProcess } = await project.process();
  await project.callbacks(goodProcess, [{ url: good.url, timeoutMs: 10_000 }]);
  const badLead = (await project.lead(badProcess))._id;
  const goodLead = (await project.lead(goodProcess))._id;
  const reports = (leadId: string, length: number) => ({
    activities: Array.from({ length }, () => ({ leadId, type: "call", callStatus: "completed" })),
  });
  for (let n = 0; n < owed; n += 1_000)
    expect((await project.api.post("/api/v1/activities", reports(badLead, 1_000))).status).toBe(201);
  await expect.poll(() => [...receivers.keys()].every((name) => count(name) > 0)).toBe(true);

  // One after the other, each awaited: what waits before it in any common queue would be felt by all.
  for (let n = 1; n <= sent; n += 1) {
    await project.report(goodLead);
    await good.waitFor(n, 15_000);
  }
  expect(good.requests.map(({ body }) => JSON.parse(body).sequence)).toEqual(
    Array.from({ length: sent }, (_, n) => n + 1),
  );
  for (const name of receivers.keys()) expect(count(name), name).toBeLessThan(owed / 2);

  // The slow one works and keeps its concurrency; the others are only probed.
  await expect
    .poll(async () => (await server.api().get("/metrics")).text, { timeout: 15_000 })
    .toMatch(/^ringback_breakers_open 2$/m);
  const [before, slowBefore] = [count("dead") + count("dripping"), count("slow")];
  await receivers.get("slow")?.waitFor(slowBefore + 100, 15_000);
  expect(count("dead") + count("dripping") - before).toBeLessThan(10);
  // Nothing of what they are owed is lost, or has used up more than the attempts that were made.
  for (const callback of callbacks) {
    const { waiting, retrying } = (await project.api.get(`/api/v1/callbacks/${callback.id}/stats`)).json;
    const received = count(String(callback.name));
    if (callback.name !== "slow")
      expect([Number(waiting) + Number(retrying), received < 100]).toEqual([owed, true]);
  }
}, 90_000);
