import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../src/platform/log.ts";
import { startReceiver } from "../fakes/receiver.ts";
import { expectProblem } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let local: TestServer;
let strict: TestServer;
let project: TestProject;
beforeAll(async () => {
  local = await startTestServer();
  strict = await startTestServer({
    local: false,
    env: {
      METRICS_TOKEN: "metrics-token",
      EGRESS_FIXED_PROXY: "http://proxy.example.com:3128",
      EGRESS_FIXED_SOURCES: "203.0.113.7,203.0.113.8/31",
    },
  });
  project = await local.project();
});
afterAll(() => Promise.all([local.stop(), strict.stop()]));

describe("health", () => {
  it("/healthz and /readyz answer without a token", async () => {
    expect((await local.api().get("/healthz")).json).toEqual({ status: "ok", version: expect.any(String) });
    expect((await local.api().get("/readyz")).json).toEqual({ status: "ready" });
  });
});

describe("/metrics", () => {
  it("answers the local form without a token", async () => {
    const { status, text, headers } = await local.api().get("/metrics");
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(/^text\/plain/);
    expect(text).toContain("# TYPE ringback_deliveries_in_memory gauge");
  });

  it("asks for METRICS_TOKEN where it is set", async () => {
    for (const token of [undefined, "metrics-toke", "metrics-token2", project.tokens.manage]) {
      expect((await strict.api(token).get("/metrics")).status).toBe(401);
    }
    expect((await strict.api("metrics-token").get("/metrics")).status).toBe(200);
  });

  it("is closed in production without a token", async () => {
    const bare = await startTestServer({ local: false });
    expectProblem(await bare.api().get("/metrics"), 401, "Metrics need METRICS_TOKEN as a Bearer token");
    await bare.stop();
  });
});

describe("/api/v1/egress", () => {
  it("names the fixed sources that receivers approve, never the proxy", async () => {
    expect((await project.as("read").get("/api/v1/egress")).json).toEqual({ fixed: false, sources: [] });
    const own = await strict.project();
    const { json, text } = await own.as("read").get("/api/v1/egress");
    expect(json).toEqual({ fixed: true, sources: ["203.0.113.7", "203.0.113.8/31"] });
    expect(text).not.toContain("proxy");
    expect((await strict.api().get("/api/v1/egress")).status).toBe(401);
  });
});

describe("/api/v1/deployment", () => {
  it("tells what a form and a page of settings need, and no secret", async () => {
    const own = await strict.project();
    const { json, text } = await own.as("read").get("/api/v1/deployment");
    expect(json).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      local: false,
      publicUrl: strict.config.publicUrl,
      retryScheduleMs: [
        5_000,
        300_000,
        1_800_000,
        ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3_600_000),
      ],
      callbackTimeoutMs: 15_000,
      callbackConcurrency: 32,
      retentionDays: 30,
      failedRetentionDays: 90,
      egress: {
        fixed: true,
        sources: ["203.0.113.7", "203.0.113.8/31"],
        allowLoopback: false,
        allow: [],
      },
    });
    for (const secret of ["proxy", "metrics-token", "a key that only tests use", strict.file])
      expect(text).not.toContain(secret);
    expect((await project.api.get("/api/v1/deployment")).json).toMatchObject({
      local: true,
      egress: { allowLoopback: true },
    });
    expect((await strict.api().get("/api/v1/deployment")).status).toBe(401);
  });
});

describe("logs", () => {
  it("name a request by the id that its answer carries, and an attempt by its delivery's", async () => {
    const lines: string[] = [];
    const log = createLog("debug", { write: (line) => void lines.push(line) });
    const logging = await startTestServer({ log });
    const receiver = await startReceiver({ answer: () => ({ status: 500 }) });
    const own = await logging.project();
    const process = await own.process();
    await own.callbacks(process.id, [{ url: `${receiver.url}/secret-path` }]);
    const lead = await own.lead(process.id);
    const answer = await own.api.post("/api/v1/activities", {
      leadId: lead._id,
      type: "call",
      callStatus: "completed",
    });
    const { id } = (await own.api.get("/api/v1/deliveries")).json.data[0] ?? {};
    const parsed = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    await expect
      .poll(() => parsed().find((line) => line.deliveryId === id))
      .toMatchObject({
        attempt: 1,
        statusCode: 500,
        errorClass: "status",
      });
    const requestId = answer.headers["x-request-id"];
    expect(requestId).toMatch(/^[0-9a-f]{24}$/);
    expect(parsed().find((line) => line.requestId === requestId)).toMatchObject({
      method: "POST",
      route: "/api/v1/activities",
      statusCode: 201,
      projectId: own.id,
    });
    expect(lines.join("")).not.toMatch(/secret-path|rb_live_|Asha/);
    await Promise.all([logging.stop(), receiver.close()]);
  });
});
