import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import { type Receiver, type Answer as Reply, startReceiver } from "../fakes/receiver.ts";
import { expectProblem, expectWrongFields } from "../support/problem.ts";
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
    expect(buckets[0]).toEqual({ at: "2026-01-11T05:00:00.000Z", delivered: 0, failed: 0 });
    expect(buckets[23]).toEqual({ at: "2026-01-12T04:00:00.000Z", delivered: 0, failed: 0 });
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
    });
    reply = { status: 410 };
    await sent("failed");
    const after = (await project.api.get(path)).json;
    expect(after).toMatchObject({ delivered: 2, failed: 1, successRate: 2 / 3 });
    expect(await healthOf(processId)).toBe("paused");
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
