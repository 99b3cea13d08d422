import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { parseVerificationKey, verifySignature } from "../../src/platform/verify-signature.ts";
import { FakeClock } from "../fakes/clock.ts";
import { type Receiver, type Answer as Reply, startReceiver } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import { expectWrongFields } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock();
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

/** A callback of a process of its own. */
async function callback(fields: Record<string, unknown> = {}) {
  const { id: processId } = await project.process();
  const [made] = await project.callbacks(processId, [{ url: `${receiver.url}/hook`, ...fields }]);
  const id = made?.id ?? "";
  return { id, processId, path: `/api/v1/callbacks/${id}` };
}
const deliveries = async (id: string): Promise<Fields[]> =>
  (await project.api.get(`/api/v1/deliveries?callbackId=${id}`)).json.data;
const statuses = async (id: string) => (await deliveries(id)).map(({ status }) => status);

describe("GET /api/v1/callbacks/{id}", () => {
  it("answers it as the settings do, with its process", async () => {
    const one = await callback({ name: "CRM" });
    const { json } = await project.as("read").get(one.path);
    const [listed] = (await project.api.get(`/api/v1/processes/${one.processId}/advanced-settings`)).json
      .leadUpdateCallbacks;
    expect(json).toEqual({ ...listed, processId: one.processId });
  });
});

describe("the signing secret", () => {
  it("is shown to manage alone and never stored by who reads it", async () => {
    const one = await callback();
    const { json, headers } = await project.api.get(`${one.path}/secret`);
    expect(json).toEqual({ secret: expect.stringMatching(/^whsec_/), previous: null });
    expect(headers["cache-control"]).toBe("no-store");
    for (const scope of ["read", "report"] as const) {
      expect((await project.as(scope).get(`${one.path}/secret`)).status).toBe(403);
      expect((await project.as(scope).post(`${one.path}/secret/rotate`)).status).toBe(403);
    }
  });

  it("rotates: for 24 h both sign, then the new one alone", async () => {
    const one = await callback();
    const old = (await project.api.get(`${one.path}/secret`)).json.secret;
    const rotated = await project.api.post(`${one.path}/secret/rotate`);
    const { secret } = rotated.json;
    expect(secret).not.toBe(old);
    const until = new Date(clock.now() + 24 * 3_600_000).toISOString();
    expect(rotated.json.previous).toEqual({ secret: old, until });
    expect((await project.api.get(`${one.path}/secret`)).json).toEqual(rotated.json);

    const signed = async (by: string) => {
      const sent = receiver.requests.length;
      await project.api.post(`${one.path}/test`);
      const request = receiver.requests[sent];
      const header = (name: string) => String(request?.headers[`webhook-${name}`]);
      const [id, timestamp, signature] = [header("id"), header("timestamp"), header("signature")];
      const body = Buffer.from(request?.body ?? "");
      return verifySignature({ id, timestamp, signature, body }, [parseVerificationKey(by)], clock.now())
        .valid;
    };
    expect([await signed(old), await signed(secret)]).toEqual([true, true]);
    await clock.advance(24 * 3_600_000);
    expect([await signed(old), await signed(secret)]).toEqual([false, true]);
    expect((await project.api.get(`${one.path}/secret`)).json).toEqual({ secret, previous: null });
  });

  it("rotates at once on a leak, with 0 hours; at most 7 days", async () => {
    const one = await callback();
    const rotate = (overlapHours: unknown) => project.api.post(`${one.path}/secret/rotate`, { overlapHours });
    expect((await rotate(0)).json.previous).toBeNull();
    expect((await rotate(168)).json.previous?.until).toBe(
      new Date(clock.now() + 168 * 3_600_000).toISOString(),
    );
    for (const wrong of [-1, 168.1, "24", null]) expectWrongFields(await rotate(wrong), ["overlapHours"]);
  });
});

describe("pause and resume", () => {
  const ended = async (count: number) =>
    vi.waitFor(() => expect(receiver.requests.length).toBe(count), 5_000);

  it("a paused callback goes on owing and sends nothing; Resume sends it, in order", async () => {
    const one = await callback();
    const revision = async () => (await project.api.get(`/api/v1/processes/${one.processId}`)).json.revision;
    const before = await revision();
    const paused = await project.api.post(`${one.path}/pause`, { reason: "backend moves" });
    expect(paused.json).toMatchObject({
      state: "paused",
      pausedReason: "backend moves",
      pausedAt: new Date(clock.now()).toISOString(),
    });
    const lead = await project.lead(one.processId);
    const sent = receiver.requests.length;
    for (let n = 0; n < 3; n += 1) expect((await project.report(lead._id)).deliveries).toBe(1);
    await clock.advance(60_000);
    expect(await deliveries(one.id)).toMatchObject([
      { status: "held", paused: true },
      { status: "held", paused: true },
      { status: "pending", paused: true },
    ]);
    expect(receiver.requests.length).toBe(sent);
    const resumed = await project.api.post(`${one.path}/resume`, { pending: "send" });
    expect(resumed.json).toMatchObject({ state: "active", pausedAt: null, pausedReason: null, skipped: 0 });
    await ended(sent + 3);
    const sequences = receiver.requests.slice(sent).map(({ body }) => (JSON.parse(body) as Fields).sequence);
    expect(sequences).toEqual([1, 2, 3]);
    expect(await revision()).toBe(before);
  });

  it("Resume with skip ends what waits and sends what comes", async () => {
    const one = await callback();
    await project.api.post(`${one.path}/pause`);
    const lead = await project.lead(one.processId);
    for (let n = 0; n < 3; n += 1) await project.report(lead._id);
    const sent = receiver.requests.length;
    const resumed = await project.api.post(`${one.path}/resume`, { pending: "skip" });
    expect(resumed.json.skipped).toBe(3);
    expect(await statuses(one.id)).toEqual(["skipped", "skipped", "skipped"]);
    await project.report(lead._id);
    await ended(sent + 1);
    expect((JSON.parse(receiver.requests[sent]?.body ?? "") as Fields).sequence).toBe(4);
  });

  it("a callback that is not paused loses nothing by Resume", async () => {
    reply = { status: 500 };
    const one = await callback();
    const lead = await project.lead(one.processId);
    await project.report(lead._id);
    await vi.waitFor(async () => expect((await deliveries(one.id))[0]?.attempts).toBe(1));
    const resumed = await project.api.post(`${one.path}/resume`, { pending: "skip" });
    expect(resumed.json.skipped).toBe(0);
    expect(await statuses(one.id)).toEqual(["pending"]);
  });

  it("a Save leaves the pause as it is", async () => {
    const one = await callback();
    await project.api.post(`${one.path}/pause`, { reason: "r" });
    const [saved] = await project.callbacks(one.processId, [{ id: one.id, url: `${receiver.url}/new` }]);
    expect(saved).toMatchObject({ state: "paused", pausedReason: "r" });
  });

  it("refuses what it cannot read, and needs manage", async () => {
    const one = await callback();
    expectWrongFields(await project.api.post(`${one.path}/resume`, { pending: "drop" }), ["pending"]);
    expectWrongFields(await project.api.post(`${one.path}/pause`, { reason: 5 }), ["reason"]);
    for (const action of ["pause", "resume", "test"]) {
      expect((await project.as("report").post(`${one.path}/${action}`)).status).toBe(403);
    }
  });

  it("enabled: false owes nothing", async () => {
    const one = await callback({ enabled: false });
    const lead = await project.lead(one.processId);
    expect((await project.report(lead._id)).deliveries).toBe(0);
    await project.api.post("/api/v1/leads/update", { leadId: lead._id, a: 1 });
    expect(await deliveries(one.id)).toEqual([]);
  });

  it("what a removed callback is owed becomes skipped, and its history stays", async () => {
    const one = await callback();
    await project.api.post(`${one.path}/pause`);
    const lead = await project.lead(one.processId);
    await project.report(lead._id);
    await project.callbacks(one.processId, []);
    const [left] = await deliveries(one.id);
    expect(left?.status).toBe("skipped");
    expect((await project.api.post(`/api/v1/deliveries/${left?.id}/resend`)).status).toBe(409);
    for (const path of ["", "/secret"]) expect((await project.api.get(one.path + path)).status).toBe(404);
    expect((await project.api.post(`${one.path}/resume`)).status).toBe(404);
  });
});

describe("POST /api/v1/callbacks/{id}/test", () => {
  it("keeps the test of a stored callback as a delivery", async () => {
    const one = await callback({ payloadFormat: "lead_update" });
    const { json } = await project.api.post(`${one.path}/test`);
    expect(json).toMatchObject({ success: true, number: 1, response: { statusCode: 200 } });
    const [delivery] = await deliveries(one.id);
    expect(delivery).toMatchObject({
      id: json.deliveryId,
      kind: "test",
      status: "delivered",
      attempts: 1,
      leadId: null,
    });
    reply = { status: 401 };
    const failed = (await project.api.post(`${one.path}/test`)).json;
    expect(failed).toMatchObject({ success: false, error: { class: "status" }, hint: expect.any(String) });
    expect((await deliveries(one.id))[0]).toMatchObject({
      status: "failed",
      attempts: 1,
      lastStatusCode: 401,
    });
  });

  it("tests unsaved settings without keeping anything", async () => {
    const one = await callback();
    const sent = receiver.requests.length;
    const { json } = await project.api.post(`${one.path}/test`, {
      url: `${receiver.url}/unsaved`,
      payloadFormat: "lead_history",
    });
    expect(json.success).toBe(true);
    expect(receiver.requests[sent]?.path).toBe("/unsaved");
    expect(await deliveries(one.id)).toEqual([]);
    expect((await project.api.get(one.path)).json.url).toBe(`${receiver.url}/hook`);
  });
});
