import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import { type Receiver, type Answer as Reply, startReceiver } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import { expectProblem, expectWrongFields, unknownId } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock(Date.UTC(2026, 0, 12, 4, 54));
let server: TestServer;
let project: TestProject;
let receiver: Receiver;
let reply: Reply = {};
beforeAll(async () => {
  receiver = await startReceiver({ answer: () => reply });
  server = await startTestServer({ clock });
  project = await server.project();
});
afterEach(() => {
  reply = {};
});
afterAll(async () => {
  await server.stop();
  await receiver.close();
});

async function setup(fields: Record<string, unknown> = {}) {
  const { id: processId } = await project.process();
  const [made] = await project.callbacks(processId, [{ url: `${receiver.url}/hook`, ...fields }]);
  const id = made?.id ?? "";
  const sent = async (status: string) => {
    const lead = await project.lead(processId);
    await project.report(lead._id);
    await vi.waitFor(async () => {
      const [delivery] = (await project.api.get(`/api/v1/deliveries?callbackId=${id}`)).json.data;
      expect(delivery).toMatchObject({ leadId: lead._id, status, attempts: 1 });
    });
    return lead;
  };
  return { id, processId, path: `/api/v1/callbacks/${id}/stats`, sent };
}
const healthOf = async (processId: string) =>
  (await project.api.get("/api/v1/processes?limit=200")).json.data.find(({ id }) => id === processId)?.health;

describe("GET /api/v1/callbacks/{id}/stats", () => {
  it("answers the last 24 hours, this one included, with nothing in them", async () => {
    const { path } = await setup();
    const { json } = await project.as("read").get(path);
    expect(json).toEqual({
      range: "24h",
      since: "2026-01-11T05:00:00.000Z",
      buckets: expect.any(Array),
      delivered: 0,
      failed: 0,
      successRate: null,
      successRate24h: null,
      successRate7d: null,
      latencyMs: { p50: null, p95: null },
      waiting: 0,
      retrying: 0,
      held: 0,
      oldestWaitingAt: null,
      lastAttempt: null,
      truncated: false,
      completeSince: "2026-01-11T05:00:00.000Z",
    });
    const buckets = json.buckets as unknown[];
    expect(buckets).toHaveLength(24);
    expect(buckets[0]).toEqual({
      at: "2026-01-11T05:00:00.000Z",
      delivered: 0,
      failed: 0,
      latencyMs: { p50: null, p95: null },
    });
    expect(buckets[23]).toMatchObject({ at: "2026-01-12T04:00:00.000Z", delivered: 0, failed: 0 });
    const week = (await project.api.get(`${path}?range=7d`)).json;
    expect(week).toMatchObject({ range: "7d", since: "2026-01-05T05:00:00.000Z" });
    expect(week.buckets).toHaveLength(168);
  });

  it("counts what was delivered, what failed and what waits", async () => {
    const { path, sent, processId } = await setup();
    await sent("delivered");
    await sent("delivered");
    reply = { status: 500 };
    const waiting = await sent("pending");
    await project.report(waiting._id);
    const { json } = await project.api.get(path);
    expect(json).toMatchObject({
      delivered: 2,
      failed: 0,
      successRate: 1,
      latencyMs: { p50: expect.any(Number), p95: expect.any(Number) },
      waiting: 0,
      retrying: 1,
      held: 1,
      oldestWaitingAt: "2026-01-12T04:54:00.000Z",
      lastAttempt: {
        at: "2026-01-12T04:54:00.000Z",
        statusCode: 500,
        errorClass: "status",
        durationMs: expect.any(Number),
      },
    });
    expect((json.buckets as unknown[]).at(-1)).toEqual({
      at: "2026-01-12T04:00:00.000Z",
      delivered: 2,
      failed: 0,
      latencyMs: { p50: expect.any(Number), p95: expect.any(Number) },
    });
    reply = { status: 410 };
    await sent("failed");
    const after = (await project.api.get(path)).json;
    expect(after).toMatchObject({ delivered: 2, failed: 1, successRate: 2 / 3 });
    expect(await healthOf(processId)).toBe("paused");
  });

  it("tells what was delivered of the day and of the week, whichever range is asked for", async () => {
    const { path, sent } = await setup();
    await sent("delivered");
    await clock.advance(48 * 3_600_000);
    expect((await project.api.get(path)).json).toMatchObject({
      delivered: 0,
      successRate: null,
      successRate24h: null,
      successRate7d: 1,
    });
    expect((await project.api.get(`${path}?range=7d`)).json).toMatchObject({ delivered: 1, successRate: 1 });
  });

  it("refuses another range, and knows no removed callback", async () => {
    const { path, processId } = await setup();
    expectWrongFields(await project.api.get(`${path}?range=1y`), ["range"]);
    await project.callbacks(processId, []);
    expectProblem(await project.api.get(path), 404, "Callback not found");
  });
});

describe("health in GET /api/v1/processes", () => {
  it("goes from none to healthy to failing", async () => {
    const { id: bare } = await project.process();
    expect(await healthOf(bare)).toBe("none");
    const { processId, sent } = await setup();
    expect(await healthOf(processId)).toBe("healthy");
    await sent("delivered");
    expect(await healthOf(processId)).toBe("healthy");
    reply = { status: 503 };
    await sent("pending");
    expect(await healthOf(processId)).toBe("failing");
  });
});

describe("GET /api/v1/callbacks", () => {
  it("lists callbacks with how they do, of a process in the order of its settings", async () => {
    const { id, processId, sent } = await setup({ name: "CRM", order: "none" });
    const now = new Date(clock.now()).toISOString();
    const list = async (query: string) => (await project.as("read").get(`/api/v1/callbacks?${query}`)).json;
    const nothing = {
      status: "none",
      delivered24h: 0,
      failed24h: 0,
      successRate24h: null,
      lastStatusCode: null,
      lastErrorClass: null,
      lastDurationMs: null,
      lastAttemptAt: null,
      waiting: 0,
      oldestWaitingAt: null,
      truncated: false,
    };
    expect(await list(`processId=${processId}`)).toEqual({
      data: [
        expect.objectContaining({
          id,
          name: "CRM",
          processId,
          processName: "Welcome calls",
          health: nothing,
        }),
      ],
      nextCursor: null,
    });
    await sent("delivered");
    reply = { status: 503 };
    await sent("pending");
    const [row] = (await list(`processId=${processId}`)).data;
    expect(row?.health).toEqual({
      ...nothing,
      status: "failing",
      delivered24h: 1,
      successRate24h: 1,
      lastStatusCode: 503,
      lastErrorClass: "status",
      lastDurationMs: expect.any(Number),
      lastAttemptAt: now,
      waiting: 1,
      oldestWaitingAt: now,
    });
    await project.api.post(`/api/v1/callbacks/${id}/pause`, { reason: "maintenance" });
    const [paused] = (await list(`processId=${processId}`)).data;
    expect(paused).toMatchObject({
      state: "paused",
      pausedReason: "maintenance",
      health: { status: "paused" },
    });
    expect(JSON.stringify(paused)).not.toContain("whsec_");

    const second = { url: `${receiver.url}/second`, name: "Second" };
    const [, other] = await project.callbacks(processId, [{ id, url: `${receiver.url}/hook` }, second]);
    expect((await list(`processId=${processId}`)).data.map((one) => one.id)).toEqual([id, other?.id]);
    const newest = await list("limit=1");
    expect(newest).toMatchObject({ data: [{ id: other?.id }], nextCursor: other?.id });
    expect((await list(`limit=200&cursor=${newest.nextCursor}`)).data.map((one) => one.id)).toContain(id);
    await project.callbacks(processId, [second]);
    expect((await list("limit=200")).data.map((one) => one.id)).not.toContain(id);
  });
});

describe("GET /api/v1/deliveries/timeline", () => {
  const timeline = async (query = "") =>
    (await project.as("read").get(`/api/v1/deliveries/timeline?${query}`)).json;

  it("counts what was owed in each bucket by what became of it", async () => {
    const { id, processId, sent } = await setup();
    await sent("delivered");
    const early = clock.now();
    await clock.advance(4 * 3_600_000);
    await sent("delivered");
    reply = { status: 410 };
    await sent("failed");
    await project.report((await project.lead(processId))._id);
    for (const query of [`callbackId=${id}`, `processId=${processId}`]) {
      const { since, until, bucketMs, buckets, truncated } = await timeline(query);
      expect({ since, until, bucketMs, truncated }).toEqual({
        since: new Date(clock.now() + 1_000 - 24 * 3_600_000).toISOString(),
        until: new Date(clock.now() + 1_000).toISOString(),
        bucketMs: 1_800_000,
        truncated: false,
      });
      const counted = (buckets as Fields[]).filter((one) => one.delivered || one.failed || one.open);
      expect(counted.map(({ delivered, failed, open }) => [delivered, failed, open])).toEqual([
        [1, 0, 0],
        [1, 1, 1],
      ]);
      const [first] = counted;
      expect(Date.parse(String(first?.at))).toBeLessThanOrEqual(early);
      expect(Date.parse(String(first?.until))).toBeGreaterThan(early);
    }
    const all = (await timeline()).buckets as { delivered: number }[];
    expect(all.reduce((sum, { delivered }) => sum + delivered, 0)).toBeGreaterThan(2);
    const before = await timeline(`callbackId=${id}&until=${new Date(early - 1_000).toISOString()}`);
    expect(JSON.stringify(before)).not.toMatch(/"(delivered|failed|open)":[1-9]/);
    expect(JSON.stringify(await timeline(`callbackId=${unknownId}`))).not.toMatch(
      /"(delivered|failed|open)":[1-9]/,
    );
  });

  it("refuses a range that is none or too long", async () => {
    const path = "/api/v1/deliveries/timeline";
    const at = "2026-01-01T00:00:00Z";
    expectWrongFields(await project.api.get(`${path}?since=2026-01-02T00:00:00Z&until=${at}`), ["since"]);
    expectWrongFields(await project.api.get(`${path}?since=2024-01-01T00:00:00Z&until=${at}`), ["since"]);
    expectWrongFields(await project.api.get(`${path}?since=x&until=y`), ["since", "until"]);
  });
});
