import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import { expectWrongFields, unknownId } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let project: TestProject;
let receiver: Receiver;
let process: Fields;
let path: string;
beforeAll(async () => {
  receiver = await startReceiver();
  server = await startTestServer();
  project = await server.project();
  process = await project.process();
  path = `/api/v1/processes/${process.id}/advanced-settings`;
});
afterAll(async () => {
  await server.stop();
  await receiver.close();
});

const hook = "https://example.com/hook";
/** A process of its own, with its section's path and revision. */
async function fresh(callbacks: Record<string, unknown>[] = []) {
  const { id } = await project.process();
  const stored = callbacks.length > 0 ? await project.callbacks(id, callbacks) : [];
  return {
    id,
    path: `/api/v1/processes/${id}/advanced-settings`,
    stored,
    revision: stored.length > 0 ? 2 : 1,
  };
}
const put = (to: string, revision: number, list: unknown) =>
  project.api.put(to, { leadUpdateCallbacks: list }, { "if-match": `"${revision}"` });

const secrets = ["bearer-secret-0123456789", "header-secret-abcdefghij"];

describe("GET and PUT …/advanced-settings", () => {
  it("fills in what a callback does not say", async () => {
    const one = await fresh();
    const saved = await put(one.path, 1, [{ url: hook }]);
    expect(saved.status).toBe(200);
    expect(saved.headers.etag).toBe('"2"');
    expect(saved.json).toEqual({
      revision: 2,
      status: "OK",
      leadUpdateCallbacks: [
        {
          id: expect.stringMatching(/^[0-9a-f]{24}$/),
          name: "Callback 1",
          enabled: true,
          url: hook,
          payloadFormat: "activity_update",
          requiresWhitelistedSource: false,
          auth: { type: "none" },
          triggers: ["call.completed", "lead.status_changed", "disposition.final", "activity.latest_changed"],
          dispositions: null,
          states: null,
          order: "per_lead",
          rateLimit: null,
          timeoutMs: 15_000,
          signing: "v1",
          state: "active",
          pausedReason: null,
          pausedAt: null,
          failingSince: null,
          warnings: [],
        },
      ],
    });
    const got = await project.as("read").get(one.path);
    expect(got.json).toEqual(saved.json);
    expect(got.headers.etag).toBe('"2"');
  });

  it("takes back what it answered, changing nothing but the revision", async () => {
    const one = await fresh([
      { url: hook, auth: { type: "bearer", token: secrets[0] }, rateLimit: 2.5, signing: "v1a" },
      {
        url: `${hook}/2`,
        auth: { type: "header", key: "X-API-Key", value: secrets[1] },
        states: ["interested"],
      },
      { url: "http://example.com/plain", enabled: false, name: "Plain" },
    ]);
    const before = (await project.api.get(one.path)).json;
    expect(before.leadUpdateCallbacks[2]?.warnings).toHaveLength(1);
    const after = await project.api.put(one.path, before, { "if-match": `"${before.revision}"` });
    expect(after.json).toEqual({ ...before, revision: 3 });
  });

  it("keeps, adds, removes and orders callbacks by their ids", async () => {
    const one = await fresh([{ url: `${hook}/a` }, { url: `${hook}/b` }]);
    const [a, b] = one.stored;
    const { json } = await put(one.path, 2, [
      { url: `${hook}/c` },
      { id: b?.id, url: `${hook}/b`, name: "B" },
    ]);
    expect(json.leadUpdateCallbacks.map(({ url, name }) => [url, name])).toEqual([
      [`${hook}/c`, "Callback 1"],
      [`${hook}/b`, "B"],
    ]);
    expect(json.leadUpdateCallbacks[1]?.id).toBe(b?.id);
    expect((await project.api.get(`/api/v1/callbacks/${a?.id}`)).status).toBe(404);
    expect((await put(one.path, 3, [])).json.leadUpdateCallbacks).toEqual([]);
  });

  it("asks for If-Match: missing 400, stale 409 with what is there now", async () => {
    const one = await fresh([{ url: hook }]);
    expectWrongFields(await project.api.put(one.path, { leadUpdateCallbacks: [] }), ["If-Match"]);
    const stale = await put(one.path, 1, []);
    expect(stale.json).toMatchObject({
      status: 409,
      success: false,
      revision: 2,
      current: { revision: 2, leadUpdateCallbacks: [{ url: hook }] },
    });
    expect((await project.api.get(one.path)).json.revision).toBe(2);
  });

  it("answers 400 with one entry for each wrong field and stores nothing", async () => {
    const one = await fresh([{ url: hook }]);
    const answer = await put(one.path, 2, [
      { url: `${hook}/fine` },
      { url: "http://10.0.0.1/", auth: { type: "bearer" }, triggers: [], order: "fifo" },
      { id: unknownId, url: `${hook}/fine`, timeoutMs: 5, requiresWhitelistedSource: true, extra: 1 },
      "nonsense",
    ]);
    expect(answer.status).toBe(400);
    const paths = answer.json.errors.map((error) => error.path).sort();
    expect(paths).toEqual([
      "leadUpdateCallbacks.1.auth.token",
      "leadUpdateCallbacks.1.order",
      "leadUpdateCallbacks.1.triggers",
      "leadUpdateCallbacks.1.url",
      "leadUpdateCallbacks.2.extra",
      "leadUpdateCallbacks.2.id",
      "leadUpdateCallbacks.2.requiresWhitelistedSource",
      "leadUpdateCallbacks.2.timeoutMs",
      "leadUpdateCallbacks.2.url",
      "leadUpdateCallbacks.3",
    ]);
    expect((await project.api.get(one.path)).json).toMatchObject({
      revision: 2,
      leadUpdateCallbacks: [{ id: one.stored[0]?.id, url: hook }],
    });
    expectWrongFields(await put(one.path, 2, undefined), ["leadUpdateCallbacks"]);
    expectWrongFields(await put(one.path, 2, {}), ["leadUpdateCallbacks"]);
  });

  it("needs manage to change and read to see", async () => {
    const body = { leadUpdateCallbacks: [] };
    expect((await project.as("report").put(path, body, { "if-match": '"1"' })).status).toBe(403);
    expect((await project.as("read").get(path)).status).toBe(200);
  });

  it("opens loopback in the local form and nothing else", async () => {
    const strict = await startTestServer({ local: false });
    try {
      const own = await strict.project();
      const { id } = await own.process();
      const to = `/api/v1/processes/${id}/advanced-settings`;
      const list = ["http://127.0.0.1:4000/", "http://localhost/", "http://[::1]/", "http://192.168.1.1/"];
      const body = { leadUpdateCallbacks: list.map((url) => ({ url })) };
      const wrong = list.map((_, n) => `leadUpdateCallbacks.${n}.url`);
      expectWrongFields(await own.api.put(to, body, { "if-match": '"1"' }), wrong);
      const local = await fresh();
      const one = await project.api.put(local.path, body, { "if-match": '"1"' });
      expectWrongFields(one, ["leadUpdateCallbacks.3.url"]);
    } finally {
      await strict.stop();
    }
  });
});

describe("stored secrets", () => {
  it("are never returned, by any route", async () => {
    const one = await fresh([
      { url: hook, auth: { type: "bearer", token: secrets[0] } },
      { url: `${hook}/2`, auth: { type: "header", key: "X-API-Key", value: "short" } },
    ]);
    const [bearer, header] = one.stored;
    expect(bearer?.auth).toEqual({ type: "bearer", token: { set: true, last4: "6789" } });
    // Four characters of a short one would be most of it.
    expect(header?.auth).toEqual({ type: "header", key: "X-API-Key", value: { set: true } });
    const answers = [
      await project.api.get(one.path),
      await project.api.get(`/api/v1/processes/${one.id}`),
      await project.api.get(`/api/v1/callbacks/${bearer?.id}`),
      await project.api.post(`/api/v1/processes/${one.id}/duplicate`),
      await put(one.path, 1, []),
      await put(one.path, 2, [{ id: bearer?.id, url: "https://other.example/", auth: bearer?.auth }]),
    ];
    for (const { text } of answers) {
      expect(text).not.toContain(secrets[0]);
      expect(text).not.toContain('"short"');
    }
  });

  it("stay where they are left out or sent as read back, as long as the origin stays", async () => {
    const own = { url: `${receiver.url}/keep`, auth: { type: "bearer", token: secrets[0] } };
    const one = await fresh([own]);
    const id = one.stored[0]?.id;
    const token = async () => {
      const sent = receiver.requests.length;
      await project.api.post(`/api/v1/callbacks/${id}/test`);
      return receiver.requests[sent]?.headers.authorization;
    };
    expect(await token()).toBe(`Bearer ${secrets[0]}`);
    await put(one.path, 2, [{ id, url: `${receiver.url}/moved`, auth: { type: "bearer" } }]);
    expect(await token()).toBe(`Bearer ${secrets[0]}`);
    await put(one.path, 3, [
      { id, url: `${receiver.url}/moved`, auth: { type: "bearer", token: { set: true, last4: "6789" } } },
    ]);
    expect(await token()).toBe(`Bearer ${secrets[0]}`);
    await put(one.path, 4, [
      { id, url: `${receiver.url}/moved`, auth: { type: "bearer", token: "another" } },
    ]);
    expect(await token()).toBe("Bearer another");
    // A stored secret never follows a changed host, scheme or port, nor another kind of authentication.
    for (const url of [
      "https://example.com/moved",
      receiver.url.replace("http:", "https:"),
      "http://127.0.0.1:9/moved",
    ]) {
      expectWrongFields(await put(one.path, 5, [{ id, url, auth: { type: "bearer" } }]), [
        "leadUpdateCallbacks.0.auth.token",
      ]);
    }
    const header = { type: "header", key: "X-API-Key", value: { set: true } };
    expectWrongFields(await put(one.path, 5, [{ id, url: `${receiver.url}/moved`, auth: header }]), [
      "leadUpdateCallbacks.0.auth.value",
    ]);
    expect(await token()).toBe("Bearer another");
  });

  it("the signing secret stays over a Save and goes with another scheme", async () => {
    const one = await fresh([{ url: hook }]);
    const id = one.stored[0]?.id;
    const secret = async () => (await project.api.get(`/api/v1/callbacks/${id}/secret`)).json.secret;
    const first = await secret();
    expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await put(one.path, 2, [{ id, url: `${hook}/2`, name: "Renamed" }]);
    expect(await secret()).toBe(first);
    await put(one.path, 3, [{ id, url: `${hook}/2`, signing: "v1a" }]);
    expect(await secret()).toMatch(/^whpk_/);
  });
});

describe("POST …/advanced-settings/validate", () => {
  const validate = (body: unknown) => project.as("read").post(`${path}/validate`, body);

  it("answers 200 for any JSON object and stores nothing", async () => {
    expect((await validate({ leadUpdateCallbacks: [{ url: hook }] })).json).toEqual({
      status: "OK",
      errors: [],
      warnings: [],
    });
    const warned = await validate({ leadUpdateCallbacks: [{ url: "http://example.com" }] });
    expect(warned.json).toMatchObject({ status: "OK", warnings: [{ path: "leadUpdateCallbacks.0.url" }] });
    const wrong = [{}, { leadUpdateCallbacks: 5 }, { leadUpdateCallbacks: [null] }, { a: { b: [] } }];
    for (const body of [...wrong, { leadUpdateCallbacks: [{ url: {} }] }]) {
      const { status, json } = await validate(body);
      expect(status).toBe(200);
      expect(json.status).toBe("Errors");
      expect(json.errors.length).toBeGreaterThan(0);
    }
    expect((await validate([])).status).toBe(400);
    expect((await project.api.get(path)).json).toMatchObject({ revision: 1, leadUpdateCallbacks: [] });
  });
});

describe("POST …/advanced-settings/test", () => {
  const test = (body: unknown, to = path) => project.api.post(`${to}/test`, body);

  it("sends a sample for a callback that is not stored, signed and with its authentication", async () => {
    const sent = receiver.requests.length;
    const callback = {
      url: `${receiver.url}/try?x=1`,
      payloadFormat: "lead_history",
      auth: { type: "header", key: "X-API-Key", value: secrets[1] },
    };
    const { status, json, text } = await test({ callback });
    expect(status).toBe(200);
    const request = receiver.requests[sent];
    expect(request).toMatchObject({ method: "POST", path: "/try?x=1" });
    expect(request?.headers).toMatchObject({
      "x-api-key": secrets[1],
      "webhook-id": json.deliveryId,
      "webhook-signature": expect.stringMatching(/^v1,/),
    });
    expect(JSON.parse(request?.body ?? "")).toMatchObject({
      processId: process.id,
      lead: { projectId: project.id },
      activities: [{ sequence: 2 }],
    });
    expect(json).toMatchObject({
      success: true,
      number: 1,
      url: callback.url,
      request: { body: request?.body },
      response: { statusCode: 200 },
      error: null,
      hint: null,
    });
    expect(text).not.toContain(secrets[1]);
    expect((await project.api.get(path)).json.leadUpdateCallbacks).toEqual([]);
    expect((await test(callback)).json.success).toBe(true);
  });

  it("says what went wrong, with a hint", async () => {
    const { json } = await test({ callback: { url: "http://127.0.0.1:9/" } });
    expect(json).toMatchObject({ success: false, response: null, error: { class: "refused" } });
    expect(json.hint).toEqual(expect.any(String));
  });

  it("refuses what could not be saved, with paths below the callback", async () => {
    expectWrongFields(await test({ callback: { url: "http://10.0.0.1/" } }), ["url"]);
    expectWrongFields(await test({ callback: { url: hook, auth: { type: "bearer" } } }), ["auth.token"]);
    expectWrongFields(await test({}), ["url"]);
  });

  it("never sends a stored secret to another origin", async () => {
    const elsewhere = await startReceiver();
    const one = await fresh([{ url: `${receiver.url}/own`, auth: { type: "bearer", token: secrets[0] } }]);
    const id = one.stored[0]?.id;
    const stolen = { id, url: `${elsewhere.url}/`, auth: { type: "bearer", token: { set: true } } };
    expectWrongFields(await test({ callback: stolen }, one.path), ["auth.token"]);
    expectWrongFields(await project.api.post(`/api/v1/callbacks/${id}/test`, { callback: stolen }), [
      "auth.token",
    ]);
    expect(elsewhere.requests).toEqual([]);
    const sent = receiver.requests.length;
    expect(
      (await test({ callback: { ...stolen, url: `${receiver.url}/other` } }, one.path)).json.success,
    ).toBe(true);
    expect(receiver.requests[sent]?.headers.authorization).toBe(`Bearer ${secrets[0]}`);
    await elsewhere.close();
  });
});

describe("GET /api/v1/processes/{id}/sample-payloads", () => {
  it("shows what each format sends, with the process's own states and dispositions", async () => {
    const { id } = await project.process({
      states: [{ name: "new" }, { name: "won" }],
      dispositions: [{ name: "Bought", type: "success", toState: "won" }],
    });
    const { json } = await project.as("read").get(`/api/v1/processes/${id}/sample-payloads`);
    const activity = {
      type: "call",
      fromState: "new",
      toState: "won",
      result: { analysis: { disposition: "Bought", dispositionType: "success" } },
    };
    const update = { action_type: "update", processId: id, triggers: expect.any(Array), activity };
    const lead = { currentState: "won", lastDisposition: "Bought", projectId: project.id };
    expect(json).toMatchObject({
      activity_update: update,
      lead_update: { ...update, lead },
      lead_history: { ...update, lead, activities: [{ type: "call", toState: "won" }] },
    });
    expect(json.activity_update).not.toHaveProperty("lead");
    const { api } = await server.project();
    expect((await api.get(`/api/v1/processes/${id}/sample-payloads`)).status).toBe(404);
  });
});
