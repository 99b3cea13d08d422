import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { InboundCallChange, LeadUpdate } from "../../src/outreach/model.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Store } from "../../src/store/operations.ts";
import { migratePostgres, openPostgres } from "../../src/store/postgres/host.ts";
import { reportedCall } from "../fakes/records.ts";
import { PostgresProxy } from "../support/postgres-proxy.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { addProject, first, initiate, outcomeOf, report, retryAt, start, type World } from "./world.ts";

let server: PostgresServer;
let proxy: PostgresProxy;
let store: Store;
let world: World;
let lead: string;
/** In order per lead, so that the second of what a lead is owed is held behind the first; one tells what came before. */
const callbacks = [{}, { payload_format: "lead_history" }];
beforeAll(async () => {
  server = await PostgresServer.start(["fsync=off"]);
  await migratePostgres(server.url());
  proxy = await PostgresProxy.start(server.port);
  store = await openPostgres(proxy.url(server.url()));
}, 90_000);
afterAll(async () => {
  await store.close();
  proxy.close();
  await server.remove();
}, 60_000);
beforeEach(async () => {
  world = await addProject(store, callbacks);
  lead = await world.lead({ referenceId: "r1" });
});

type BatchOf = Parameters<Store["write"]["commit"]>[0];

/** How many flights a batch takes on a connection that is there, and what it came to. */
async function flightsOf(batch: Partial<BatchOf>) {
  const before = proxy.flights;
  const lease = { node: "node-a", until: start + 60_000, room: 100, full: [], cutOff: [] };
  const result = await store.write.commit({ now: start, requests: [], outcomes: [], lease, ...batch });
  return { ...result, flights: proxy.flights - before };
}

/** What one request of changes comes to. */
const request = (...changes: BatchOf["requests"][number]["changes"]) => ({ changes, idempotency: null });

describe("a batch of outcomes takes one flight", { timeout: 60_000 }, () => {
  /** Deliveries of the lead's first activity; those of another are held behind them. */
  const owed = async () => {
    const { ready } = await world.report(lead);
    await world.report(lead);
    expect(ready).toHaveLength(2);
    return ready;
  };

  it("where they arrived, and what was held behind them is released with its body", async () => {
    const ready = await owed();
    const batch = await flightsOf({ outcomes: ready.map((delivery) => outcomeOf(delivery)) });
    expect(batch.flights).toBe(1);
    expect(batch.ready.map(({ body }) => JSON.parse(body).lastActivityId)).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
    expect(JSON.parse(batch.ready[1]?.body ?? "").activities).toHaveLength(2);
    expect(await world.statuses()).toEqual(["delivered", "delivered", "pending", "pending"]);
  });

  it("where they are tried again at a time that the receiver named", async () => {
    const again = (await owed()).map((delivery) => ({
      ...retryAt(delivery, start + 1_000),
      notBefore: start + 1_000,
    }));
    expect((await flightsOf({ outcomes: again })).flights).toBe(1);
    expect((await world.deliveries()).map((row) => row.due_at)).toEqual([
      start + 1_000,
      start + 1_000,
      null,
      null,
    ]);
  });

  it("where they were skipped meanwhile", async () => {
    const ready = await owed();
    await store.write.resumeCallback({
      projectId: world.projectId,
      id: first(world.callbacks).id,
      pending: "skip",
      now: start,
    });
    const batch = await flightsOf({
      outcomes: ready.map((delivery) => outcomeOf(delivery, { verdict: "retry" })),
    });
    expect(batch.flights).toBe(1);
  });

  it("where somebody watches", async () => {
    const outcomes = (await owed()).map((delivery) => outcomeOf(delivery));
    const batch = await flightsOf({ outcomes, watched: [world.projectId] });
    expect(batch.flights).toBe(1);
    expect(first(batch.committed).deliveries.map(({ status }) => status)).toEqual([
      "delivered",
      "delivered",
      "pending",
      "pending",
    ]);
  });

  it("and one more for each question on whom to tell, where one failed", async () => {
    const outcomes = (await owed()).map((delivery) => outcomeOf(delivery, { verdict: "failed" }));
    expect((await flightsOf({ outcomes })).flights).toBe(2);
  });
});

describe("a batch of changes takes two flights", { timeout: 60_000 }, () => {
  const phone = "+919876543210";

  it("where activities are reported, by id and by reference, and lead a history", async () => {
    const { projectId, processId } = world;
    const byReference = { ...report(projectId, lead), target: { processId, referenceId: "r1" } };
    const batch = await flightsOf({ requests: [request(report(projectId, lead)), request(byReference)] });
    expect(batch.flights).toBe(2);
    expect(batch.ready).toHaveLength(2);
    expect(await world.statuses()).toEqual(["pending", "pending", "held", "held"]);
  });

  it("where outcomes come with them", async () => {
    const { ready } = await world.report(lead);
    const outcomes = ready.map((delivery) => outcomeOf(delivery));
    const batch = await flightsOf({ requests: [request(report(world.projectId, lead))], outcomes });
    expect(batch.flights).toBe(2);
    expect(batch.ready).toHaveLength(2);
  });

  it("where requests have keys, also when they are repeated", async () => {
    const idempotency = { projectId: world.projectId, route: "r", key: "k", requestHash: "h" };
    const requests = [{ changes: [report(world.projectId, lead)], idempotency }];
    const batch = await flightsOf({ requests });
    expect(batch.flights).toBe(2);
    const again = await flightsOf({ requests });
    expect(again.flights).toBe(2);
    expect(again.requests).toEqual(batch.requests);
    expect(await world.deliveries()).toHaveLength(2);
  });

  it("where leads are made and changed", async () => {
    const { projectId, processId } = world;
    const fields = { phone, email: "a@example.com", referenceId: "r2" };
    expect((await flightsOf({ requests: [request(initiate(projectId, processId, fields))] })).flights).toBe(
      2,
    );
    const update: LeadUpdate = { referenceId: "r3", phone: "+919876543211", metadata: {}, userId: null };
    const changes = [{ kind: "update", projectId, target: { leadId: lead }, update } as const];
    const batch = await flightsOf({ requests: [request(...changes)] });
    expect(batch.flights).toBe(2);
    expect(batch.requests).toMatchObject([{ results: [{ ok: true }] }]);
  });

  it("where a call of a provider begins and ends", async () => {
    const { projectId, processId } = world;
    const call = { projectId, processId, provider: "vapi" as const, callId: newId(start) };
    const event = (what: InboundCallChange["event"]) =>
      flightsOf({
        requests: [
          request({
            kind: "inbound-call",
            call,
            event: what,
            lead: { leadId: lead },
            activity: reportedCall(),
          }),
        ],
      });
    expect((await event("began")).flights).toBe(2);
    const ended = await event("ended");
    expect(ended.flights).toBe(2);
    expect(ended.requests).toMatchObject([{ results: [{ ok: true, kind: "activity" }] }]);
    expect((await event("ended")).requests).toMatchObject([{ results: [{ kind: "no-activity" }] }]);
  });

  it("where there is nothing of what they name", async () => {
    const { projectId } = world;
    const changes = [report(projectId, newId(start)), initiate(projectId, newId(start), { phone })];
    const batch = await flightsOf({ requests: [request(...changes)] });
    expect(batch.flights).toBe(2);
    expect(batch.requests).toMatchObject([{ results: [{ ok: false }, { ok: false }] }]);
  });
});
