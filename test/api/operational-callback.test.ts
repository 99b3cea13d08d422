import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { unknownId } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const path = "/api/v1/operational-callback";
const url = "https://ops.example.com/hooks";

let server: TestServer;
let receiver: Receiver;
let project: TestProject;

beforeAll(async () => {
  server = await startTestServer();
  receiver = await startReceiver();
});
afterAll(async () => {
  await server.stop();
  await receiver.close();
});
beforeEach(async () => {
  project = await server.project();
});

const saved = async (body: Record<string, unknown> = { url }) => {
  const answer = await project.api.put(path, body);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};

describe("a project's operational callback", () => {
  it("is null until there is one, then what was saved", async () => {
    expect(await project.api.get(path)).toMatchObject({ status: 200, text: "null" });
    const made = await saved();
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      name: "Operational callback",
      enabled: true,
      url,
      requiresWhitelistedSource: false,
      auth: { type: "none" },
      rateLimit: null,
      timeoutMs: 15_000,
      signing: "v1",
      state: "active",
      pausedReason: null,
      pausedAt: null,
      failingSince: null,
      warnings: [],
      processId: null,
    });
    expect((await project.api.get(path)).json).toEqual(made);
    expect((await project.api.get(`/api/v1/callbacks/${made.id}`)).json).toEqual(made);
  });

  it("takes what was read back, and changes in place", async () => {
    const made = await saved();
    expect(await saved({ ...made, name: "Pager", timeoutMs: 3_000 })).toEqual({
      ...made,
      name: "Pager",
      timeoutMs: 3_000,
    });
  });

  it("is under the rules of all callbacks, each wrong field named", async () => {
    const wrong = {
      url: "http://10.0.0.1/",
      auth: { type: "bearer" },
      triggers: ["call.completed"],
      rateLimit: 0,
    };
    const answer = await project.api.put(path, wrong);
    expect(answer.status).toBe(400);
    const paths = answer.json.errors.map((error: { path: string }) => error.path);
    expect(paths.sort()).toEqual(["auth.token", "rateLimit", "triggers", "url"]);
    expect((await project.api.get(path)).json).toBeNull();
    for (const body of [[], "text", 7]) expect((await project.api.put(path, body)).status).toBe(400);
  });

  it("keeps its secret while its URL keeps its origin", async () => {
    const auth = { type: "bearer", token: "a-secret-of-the-pager" };
    const made = await saved({ url, auth });
    expect(JSON.stringify(made)).not.toContain(auth.token);
    expect(made.auth).toEqual({ type: "bearer", token: { set: true, last4: "ager" } });
    expect((await saved({ ...made, url: `${url}/other` })).auth).toEqual(made.auth);
    const moved = await project.api.put(path, { ...made, url: "https://elsewhere.example.com/" });
    expect(moved).toMatchObject({ status: 400, json: { errors: [{ path: "auth.token" }] } });
  });

  it("goes by null and by DELETE, and may come again with another id", async () => {
    const first = await saved();
    expect(await project.api.put(path, null)).toMatchObject({ status: 200, text: "null" });
    expect((await project.api.get(`/api/v1/callbacks/${first.id}`)).status).toBe(404);
    const second = await saved();
    expect(second.id).not.toBe(first.id);
    expect((await project.api.delete(path)).status).toBe(204);
    expect((await project.api.delete(path)).status).toBe(204);
    expect((await project.api.get(path)).json).toBeNull();
  });

  it("is read with the scope read, and changed with manage alone", async () => {
    await saved();
    expect((await project.as("read").get(path)).status).toBe(200);
    for (const scope of ["read", "report"] as const) {
      expect((await project.as(scope).put(path, { url })).status).toBe(403);
      expect((await project.as(scope).delete(path)).status).toBe(403);
    }
    expect((await server.api().get(path)).status).toBe(401);
  });

  it("is its own project's: another's is like one that does not exist", async () => {
    const { id } = await saved();
    const other = await server.project("Other");
    expect((await other.api.get(path)).json).toBeNull();
    for (const rest of ["", "/secret", "/stats"]) {
      const answer = await other.api.get(`/api/v1/callbacks/${id}${rest}`);
      const unknown = await other.api.get(`/api/v1/callbacks/${unknownId}${rest}`);
      expect([answer.status, answer.text]).toEqual([unknown.status, unknown.text]);
    }
    for (const rest of ["/test", "/pause", "/resume", "/secret/rotate"])
      expect((await other.api.post(`/api/v1/callbacks/${id}${rest}`, {})).status).toBe(404);
    expect(await project.api.get(path)).toMatchObject({ json: { id, state: "active" } });
  });

  it("has a secret that is shown and rotated as of any callback", async () => {
    const { id } = await saved();
    const before = (await project.api.get(`/api/v1/callbacks/${id}/secret`)).json;
    expect(before).toEqual({ secret: expect.stringMatching(/^whsec_/), previous: null });
    const rotated = (await project.api.post(`/api/v1/callbacks/${id}/secret/rotate`, {})).json;
    expect(rotated.previous).toMatchObject({ secret: before.secret });
  });

  it("is tested as it is, and as it stands in the form", async () => {
    const { id } = await saved({ url: `${receiver.url}/stored` });
    const test = `/api/v1/callbacks/${id}/test`;
    const stored = await project.api.post(test, {});
    expect(stored).toMatchObject({ status: 200, json: { success: true, url: `${receiver.url}/stored` } });
    const sent = JSON.parse(receiver.requests.at(-1)?.body ?? "");
    expect(sent).toMatchObject({ type: "callback.paused", data: { reason: "this is a test" } });
    const unsaved = await project.api.post(test, { url: `${receiver.url}/unsaved` });
    expect(unsaved.json).toMatchObject({ success: true, url: `${receiver.url}/unsaved` });
    expect((await project.api.post(test, { url: "nonsense" })).status).toBe(400);
    // The one that is stored is listed, like any test.
    const { data } = (await project.api.get(`/api/v1/deliveries?callbackId=${id}`)).json;
    expect(data).toMatchObject([{ kind: "test", processId: null, processName: null, status: "delivered" }]);
  });

  it("is no callback of a process: neither listed among them nor counted", async () => {
    await saved();
    const { id } = await project.process();
    expect((await project.api.get("/api/v1/callbacks")).json.data).toEqual([]);
    expect((await project.api.get(`/api/v1/processes/${id}/advanced-settings`)).json).toMatchObject({
      leadUpdateCallbacks: [],
    });
  });
});
