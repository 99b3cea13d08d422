import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addLeads, nothingOwed, pause } from "../crash/traffic.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { Api } from "../support/api.ts";
import { openEvents } from "../support/event-source.ts";
import { runSql } from "../support/postgres-server.ts";
import { Cluster, type Node } from "./cluster.ts";

/** What a callback may be sent at a time, over all nodes. */
const concurrency = 4;

let cluster: Cluster;
let receiver: Receiver;
/** Requests that the receiver has not answered yet, by path; and the most there ever were. */
const open = new Map<string, number>();
const most = new Map<string, number>();

beforeAll(async () => {
  cluster = await Cluster.start({ CALLBACK_CONCURRENCY: String(concurrency) });
  receiver = await startReceiver({
    answer: async ({ path }) => {
      const now = (open.get(path) ?? 0) + 1;
      open.set(path, now);
      most.set(path, Math.max(most.get(path) ?? 0, now));
      await pause(path === "/slow" ? 40 : 2);
      open.set(path, (open.get(path) ?? 0) - 1);
      return {};
    },
  });
}, 120_000);
afterAll(async () => {
  await cluster?.remove();
  await receiver?.close();
}, 60_000);

const settingsPath = () => `/api/v1/processes/${cluster.first.processId}/advanced-settings`;
/** Saves the whole section; returns the ids of its callbacks. */
async function save(api: Api, leadUpdateCallbacks: readonly Record<string, unknown>[]): Promise<string[]> {
  const { revision } = (await api.get(settingsPath())).json;
  const saved = await api.put(settingsPath(), { leadUpdateCallbacks }, { "if-match": `"${revision}"` });
  expect(saved.status).toBe(200);
  return saved.json.leadUpdateCallbacks.map(({ id }) => id);
}
const arrived = (path: string) => receiver.requests.filter((request) => request.path === path);
async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await done()); await pause(20))
    if (Date.now() > end) throw new Error(`not ${what} within 30 s`);
}
const report = (api: Api, leads: readonly string[]) =>
  api.post("/api/v1/activities", {
    activities: leads.map((leadId) => ({ leadId, type: "call", callStatus: "completed" })),
  });
const members = async () => {
  const rows = await runSql(cluster.postgres.url(), "select agreed from nodes where role <> 'api'");
  return rows.map(({ agreed }) => String(agreed).split(" ").length);
};
/** All nodes that send agree that they are so many. */
const agreed = (count: number) =>
  until(`${count} members`, async () => {
    const seen = await members();
    return seen.length === count && seen.every((n) => n === count);
  });

describe("nodes that share a PostgreSQL", { timeout: 120_000 }, () => {
  let a: Node;
  let b: Node;
  let leads: string[];

  it("join; a node that only answers the API leases nothing, and what it takes in is sent at once", async () => {
    const api = await cluster.node({ ROLE: "api" });
    leads = await addLeads(api.api, cluster.first, 200);
    await save(api.api, [{ url: `${receiver.url}/fast` }]);
    expect((await report(api.api, leads.slice(0, 20))).status).toBe(201);
    await pause(500);
    expect(
      await runSql(
        cluster.postgres.url(),
        "select count(*) as n from deliveries where leased_by is not null",
      ),
    ).toEqual([{ n: "0" }]);
    expect(receiver.requests).toHaveLength(0);
    a = await cluster.node();
    await until("sent", () => arrived("/fast").length === 20);
    // Not by looking every five seconds: it is told.
    const began = Date.now();
    await report(api.api, leads.slice(20, 40));
    await until("sent", () => arrived("/fast").length === 40);
    expect(Date.now() - began).toBeLessThan(4_000);
    expect(await api.process.stop()).toBe(0);
  });

  it("keep to a callback's concurrency all together while nodes join and leave, and hand back what they had", async () => {
    await save(a.api, [{ url: `${receiver.url}/slow`, order: "none" }]);
    const reported: Promise<unknown>[] = [report(a.api, leads)];
    b = await cluster.node();
    reported.push(report(b.api, leads));
    await agreed(2);
    const c = await cluster.node();
    reported.push(report(c.api, leads));
    await agreed(3);
    await pause(500);
    expect(await c.process.stop()).toBe(0);
    await agreed(2);
    await Promise.all(reported);
    await nothingOwed(a.api, 60_000);
    expect(arrived("/slow")).toHaveLength(600);
    expect(most.get("/slow")).toBeLessThanOrEqual(concurrency);
    expect(most.get("/slow")).toBeGreaterThan(concurrency / 2);
  });

  it("keep to a callback's rate limit all together", async () => {
    await save(a.api, [{ url: `${receiver.url}/limited`, order: "none", rateLimit: 10 }]);
    await Promise.all([report(a.api, leads.slice(0, 30)), report(b.api, leads.slice(30, 60))]);
    await until("sent", () => arrived("/limited").length === 60);
    const times = arrived("/limited").map(({ receivedAt }) => receivedAt);
    // Ten a second after a first ten at once; a tenth more for the jitter of timers.
    for (const from of times)
      expect(times.filter((at) => at >= from && at < from + 2_000).length).toBeLessThanOrEqual(33);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(4_000);
  });

  it("use what was saved on any of them within a second", async () => {
    const [id] = await save(a.api, [{ url: `${receiver.url}/old` }]);
    await Promise.all([report(a.api, leads.slice(0, 10)), report(b.api, leads.slice(10, 20))]);
    await until("sent", () => arrived("/old").length === 20);
    await save(b.api, [{ id, url: `${receiver.url}/new` }]);
    const savedAt = Date.now();
    for (const end = savedAt + 2_000; Date.now() < end; await pause(50))
      await Promise.all([report(a.api, [leads[0] ?? ""]), report(b.api, [leads[1] ?? ""])]);
    await until("sent", () => arrived("/new").length > 20);
    expect(arrived("/old").filter(({ receivedAt }) => receivedAt > savedAt + 1_000)).toEqual([]);
  });

  it("show what other nodes commit as it happens", async () => {
    const token = cluster.first.token ?? "";
    const events = await openEvents(`${b.url}/api/v1/events`, { authorization: `Bearer ${token}` });
    try {
      // Others know what is watched here by their next beats.
      await pause(1_000);
      await report(a.api, leads.slice(0, 1));
      const names = () => events.events().map(({ name }) => name);
      await until("told", () => names().includes("changed") || names().includes("activity"));
    } finally {
      events.close();
    }
  });
});
