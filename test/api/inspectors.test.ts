import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import { openEvents } from "../support/event-source.ts";
import { expectProblem, expectWrongFields, unknownId } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock();
const publicUrl = "http://localhost:8080";
let server: TestServer;
let project: TestProject;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver({});
  // As in production: what is exempt from its guard is exempt by being an inspector.
  server = await startTestServer({ clock, random: () => 0, local: false, env: { PUBLIC_URL: publicUrl } });
  project = await server.project();
});
afterAll(async () => {
  await server.stop();
  await receiver.close();
});

const path = "/api/v1/inspectors";
const create = async (fields?: unknown) => (await project.api.post(path, fields)).json;
const got = async (id: string): Promise<Fields[]> =>
  (await project.as("read").get(`${path}/${id}/requests`)).json.data;
/** The newest request of an inspector, once it has so many. */
const nth = async (id: string, count: number): Promise<Fields> => {
  await vi.waitFor(async () => {
    // What became due while the database was asked is looked for now.
    await clock.advance(0);
    expect((await project.api.get(`${path}/${id}`)).json.requests).toBe(count);
  }, 5_000);
  return (await got(id))[0] as Fields;
};
/** A process whose one callback has an inspector's URL. */
async function inspected(fields: Record<string, unknown> = {}) {
  const inspector = await create();
  const { id: processId } = await project.process();
  const [callback] = await project.callbacks(processId, [{ url: inspector.url, ...fields }]);
  const deliveries = async () =>
    (await project.api.get(`/api/v1/deliveries?callbackId=${callback?.id}`)).json.data;
  return { inspector, processId, callback: callback as Fields, deliveries };
}
const testOf = (processId: string, body: unknown) =>
  project.api.post(`/api/v1/processes/${processId}/advanced-settings/test`, body);

describe("/api/v1/inspectors", () => {
  it("makes, lists, changes and deletes inspectors", async () => {
    const made = await project.api.post(path, { name: "First try" });
    expect(made.status).toBe(201);
    expect(made.json).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      name: "First try",
      url: expect.stringMatching(/^http:\/\/localhost:8080\/inspect\/[\w-]{40,}$/),
      answerStatus: 200,
      requests: 0,
      lastRequestAt: null,
      createdAt: new Date(clock.now()).toISOString(),
      expiresAt: new Date(clock.now() + 7 * 24 * 3_600_000).toISOString(),
    });
    const { id, url } = made.json;
    const second = await create();
    expect(second.name).toBe("Inspector");
    expect(second.url).not.toBe(url);
    const listed = (await project.as("read").get(path)).json;
    expect(listed.data.map((one) => one.id).slice(0, 2)).toEqual([second.id, id]);
    const changed = await project.api.patch(`${path}/${id}`, { answerStatus: 503 });
    expect(changed.json).toEqual({ ...made.json, answerStatus: 503 });
    expect((await project.api.get(`${path}/${id}`)).json).toEqual(changed.json);
    expect((await project.api.delete(`${path}/${id}`)).status).toBe(204);
    expectProblem(await project.api.get(`${path}/${id}`), 404, "Inspector not found");
    expectProblem(await project.api.delete(`${path}/${id}`), 404, "Inspector not found");
    expectProblem(await project.api.patch(`${path}/${unknownId}`, {}), 404, "Inspector not found");
    expectProblem(await project.api.get(`${path}/${unknownId}/requests`), 404, "Inspector not found");
  });

  it("refuses what it cannot read, and needs manage to change", async () => {
    const { id } = await create();
    for (const answerStatus of [199, 600, 200.5, "200"])
      expectWrongFields(await project.api.patch(`${path}/${id}`, { answerStatus }), ["answerStatus"]);
    expectWrongFields(await project.api.post(path, { name: " " }), ["name"]);
    expectWrongFields(await project.api.get(`${path}/${id}/requests?limit=51&cursor=x`), ["limit", "cursor"]);
    expect((await project.as("report").post(path)).status).toBe(403);
    expect((await project.as("report").patch(`${path}/${id}`, {})).status).toBe(403);
    expect((await project.as("report").delete(`${path}/${id}`)).status).toBe(403);
  });

  it("has room for twenty a project, and forgets those that have ended", async () => {
    const other = await server.project();
    for (let n = 0; n < 20; n += 1) expect((await other.api.post(path)).status).toBe(201);
    expectProblem(await other.api.post(path), 409, "A project has at most 20 inspectors: delete one first");
    expect((await project.api.post(path)).status).toBe(201);
    await clock.advance(7 * 24 * 3_600_000);
    expect((await other.api.get(path)).json.data).toEqual([]);
    expect((await other.api.post(path)).status).toBe(201);
  });
});

describe("a callback with an inspector's URL", () => {
  it("can be saved by the inspector's project alone, to the letter, while it lasts", async () => {
    const { url } = await create();
    const { id: processId } = await project.process();
    const validate = async (of: TestProject, process: string, tried: unknown) =>
      (
        await of.api.post(`/api/v1/processes/${process}/advanced-settings/validate`, {
          leadUpdateCallbacks: [{ url: tried }],
        })
      ).json;
    expect(await validate(project, processId, url)).toEqual({ status: "OK", errors: [], warnings: [] });
    const wrong = [
      `${url}x`,
      `${url}/`,
      `${url}?a=1`,
      url.replace("localhost", "LOCALHOST"),
      `${publicUrl}/`,
    ];
    for (const tried of wrong)
      expect((await validate(project, processId, tried)).status, tried).toBe("Errors");
    const other = await server.project();
    const { id: theirs } = await other.process();
    expect((await validate(other, theirs, url)).status).toBe("Errors");
    const made = await project.api.post("/api/v1/processes", {
      name: "Made with it",
      advancedSettings: { leadUpdateCallbacks: [{ url }] },
    });
    expect(made.status).toBe(201);
    await clock.advance(7 * 24 * 3_600_000);
    expect((await validate(project, processId, url)).status).toBe("Errors");
  });

  it("is sent what any receiver would get, without a connection, and its signature is looked at", async () => {
    const token = "very-secret-bearer-token";
    const { inspector, processId, callback, deliveries } = await inspected({
      auth: { type: "bearer", token },
    });
    const lead = await project.lead(processId);
    await project.report(lead._id, { disposition: "Interested", summary: "आशा" });
    const seen = await nth(inspector.id, 1);
    await vi.waitFor(async () => expect((await deliveries())[0]?.status).toBe("delivered"));
    const [delivery] = await deliveries();
    const answer = await project.api.get(`/api/v1/deliveries/${delivery?.id}`);
    const [attempt] = answer.json.attempts as Fields[];
    expect(attempt).toMatchObject({
      url: inspector.url,
      response: { statusCode: 200, body: '{"received":true}', truncated: false },
      error: null,
      hint: null,
      timings: { dns: null, connect: null, tls: null, total: expect.any(Number) },
    });
    const sent = attempt?.request as Fields | undefined;
    expect(seen).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      at: new Date(clock.now()).toISOString(),
      method: "POST",
      path: new URL(inspector.url).pathname,
      headers: sent?.headers,
      body: answer.json.body,
      truncated: false,
      deliveryId: delivery?.id,
      callbackId: callback.id,
      callbackName: "Callback 1",
      answered: 200,
      signature: { verified: true, reason: "v1, signed with the current secret" },
    });
    expect(seen.headers).toMatchObject({
      host: "localhost:8080",
      Authorization: "Bearer ••••oken",
      "webhook-id": delivery?.id,
      "ringback-attempt": "1",
    });
    expect(answer.text + JSON.stringify(seen)).not.toContain(token);
  });

  it("is signed with both secrets while they overlap, and with ed25519 too", async () => {
    const { inspector, processId, callback } = await inspected();
    await project.api.post(`/api/v1/callbacks/${callback.id}/secret/rotate`);
    const lead = await project.lead(processId);
    await project.report(lead._id);
    const both = await nth(inspector.id, 1);
    expect(String((both.headers as unknown as Fields)["webhook-signature"]).split(" ")).toHaveLength(2);
    expect(both.signature).toMatchObject({ verified: true });

    const ed25519 = await inspected({ signing: "v1a" });
    await project.api.post(`/api/v1/callbacks/${ed25519.callback.id}/test`);
    expect(await nth(ed25519.inspector.id, 1)).toMatchObject({
      signature: { verified: true, reason: "v1a, signed with the current secret" },
    });
  });

  it("is tried again as its answers ask for, under the same id, in order", async () => {
    const { inspector, processId, deliveries } = await inspected();
    await project.api.patch(`${path}/${inspector.id}`, { answerStatus: 500 });
    const lead = await project.lead(processId);
    await project.report(lead._id);
    await project.report(lead._id);
    await nth(inspector.id, 1);
    await vi.waitFor(async () =>
      expect((await deliveries()).map(({ shownStatus }) => shownStatus)).toEqual(["held", "retrying"]),
    );
    expect((await deliveries())[1]).toMatchObject({ lastStatusCode: 500, hint: expect.any(String) });
    await project.api.patch(`${path}/${inspector.id}`, { answerStatus: 204 });
    await clock.advance(5_000);
    await nth(inspector.id, 3);
    const [second, again, first] = await got(inspector.id);
    expect([second?.answered, again?.answered, first?.answered]).toEqual([204, 204, 500]);
    expect(again).toMatchObject({ deliveryId: first?.deliveryId, body: first?.body });
    expect(second?.deliveryId).not.toBe(first?.deliveryId);
    await vi.waitFor(async () =>
      expect((await deliveries()).map(({ status }) => status)).toEqual(["delivered", "delivered"]),
    );
  });

  it("opens no address once the inspector is gone", async () => {
    const { inspector, processId, deliveries } = await inspected();
    await project.api.delete(`${path}/${inspector.id}`);
    await project.report((await project.lead(processId))._id);
    await vi.waitFor(async () => expect((await deliveries())[0]?.lastError).toContain("may not reach"));
  });
});

describe("a test sent to an inspector", () => {
  it("before it is saved: signed with a secret that is thrown away, and verified with it", async () => {
    const inspector = await create();
    const { id: processId } = await project.process();
    const { json } = await testOf(processId, { callback: { url: inspector.url } });
    expect(json).toMatchObject({ success: true, response: { statusCode: 200 } });
    const seen = await nth(inspector.id, 1);
    expect(seen).toMatchObject({
      deliveryId: json.deliveryId,
      callbackId: null,
      signature: { verified: true, reason: "v1, signed with the throw-away secret of a test" },
    });
    await project.api.patch(`${path}/${inspector.id}`, { answerStatus: 401 });
    const refused = (await testOf(processId, { url: inspector.url })).json;
    expect(refused).toMatchObject({ success: false, error: { class: "status" }, hint: expect.any(String) });
  });

  it("can carry a payload of one's own, for stored and unsaved settings", async () => {
    const { inspector, processId, callback, deliveries } = await inspected();
    const payload = { action_type: "update", leadId: "mine", activity: { type: "call", note: "ü" } };
    const sends = [
      () => testOf(processId, { callback: { url: inspector.url }, payload }),
      () => testOf(processId, { url: inspector.url, payload }),
      () => project.api.post(`/api/v1/callbacks/${callback.id}/test`, { payload }),
      () =>
        project.api.post(`/api/v1/callbacks/${callback.id}/test`, {
          callback: { url: inspector.url },
          payload,
        }),
    ];
    for (const [index, send] of sends.entries()) {
      expect((await send()).json).toMatchObject({
        success: true,
        request: { body: JSON.stringify(payload) },
      });
      expect((await nth(inspector.id, index + 1)).body).toBe(JSON.stringify(payload));
    }
    // Only the stored one is kept.
    const [kept, ...others] = await deliveries();
    expect([kept?.kind, others.length]).toEqual(["test", 0]);
    expect((await project.api.get(`/api/v1/deliveries/${kept?.id}`)).json.body).toBe(JSON.stringify(payload));
    for (const wrong of [[], "text", 5])
      expectWrongFields(await testOf(processId, { url: inspector.url, payload: wrong }), ["payload"]);
    const large = { text: "x".repeat(256 * 1024) };
    expectProblem(
      await testOf(processId, { url: inspector.url, payload: large }),
      413,
      "The payload of a test is at most 256 KiB",
    );
  });
});

describe("POST /inspect/{token}", () => {
  const post = async (url: string, body: string | Buffer, headers: Record<string, string> = {}) => {
    const answer = await request(server.url + new URL(url).pathname, { method: "POST", body, headers });
    return { status: answer.statusCode, text: await answer.body.text() };
  };

  it("takes anything from anyone who knows the URL, and shows no secret", async () => {
    const { id, url } = await create();
    const form = "a=1&b=%F0";
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      authorization: "Basic dXNlcjpwYXNzd29yZA==",
      "x-api-key": "short",
      cookie: "session=12345678901234567890",
    };
    expect(await post(url, form, headers)).toEqual({ status: 200, text: '{"received":true}' });
    expect(await nth(id, 1)).toMatchObject({
      method: "POST",
      path: new URL(url).pathname,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: "Basic ••••ZA==",
        "x-api-key": "••••",
        cookie: "••••7890",
      },
      body: form,
      deliveryId: null,
      callbackId: null,
      signature: { verified: null, reason: "it carries no signature" },
    });
    await project.api.patch(`${path}/${id}`, { answerStatus: 418 });
    expect(await post(url, Buffer.from([0, 0xff, 0x41]))).toEqual({
      status: 418,
      text: '{"received":false}',
    });
    expect((await nth(id, 2)).body).toBe("\uFFFD\uFFFDA");
    await project.api.patch(`${path}/${id}`, { answerStatus: 204 });
    expect(await post(url, "")).toEqual({ status: 204, text: "" });
  });

  it("verifies what a callback of the project sent, and says of all else that it cannot", async () => {
    const { inspector, processId, deliveries } = await inspected();
    await project.report((await project.lead(processId))._id);
    const seen = await nth(inspector.id, 1);
    const [delivery] = await deliveries();
    const {
      host,
      connection,
      "content-length": length,
      ...signed
    } = seen.headers as unknown as Record<string, string>;
    await post(inspector.url, seen.body, signed);
    expect(await nth(inspector.id, 2)).toMatchObject({
      deliveryId: delivery?.id,
      signature: { verified: true, reason: "v1, signed with the current secret" },
    });
    await post(inspector.url, `${seen.body} `, signed);
    expect(await nth(inspector.id, 3)).toMatchObject({
      deliveryId: delivery?.id,
      signature: { verified: false, reason: expect.stringContaining("another secret") },
    });
    await post(inspector.url, seen.body, { ...signed, "webhook-id": unknownId });
    expect(await nth(inspector.id, 4)).toMatchObject({ deliveryId: null, signature: { verified: null } });
    // A delivery of another project is as unknown as none.
    const other = await server.project();
    const theirs = (await other.api.post(path)).json;
    await post(theirs.url, seen.body, signed);
    await vi.waitFor(async () => {
      const [row] = (await other.api.get(`${path}/${theirs.id}/requests`)).json.data;
      expect(row).toMatchObject({ deliveryId: null, callbackId: null, signature: { verified: null } });
    });
  });

  it("knows no other token, and takes no more than it should", async () => {
    const { id, url } = await create();
    expect((await post(`${url}x`, "{}")).status).toBe(404);
    expect((await post(url, Buffer.alloc(512 * 1024 + 1))).status).toBe(413);
    expect((await post(url, Buffer.alloc(100 * 1024, "é"))).status).toBe(200);
    const large = await nth(id, 1);
    expect([large.truncated, Buffer.byteLength(large.body)]).toEqual([true, 64 * 1024]);
    const statuses = new Set<number>();
    for (let n = 0; n < 210; n += 1) statuses.add((await post(url, `{"n":${n}}`)).status);
    expect([...statuses]).toEqual([200, 429]);
    await clock.advance(10_000);
    for (let n = 0; n < 100; n += 1) await post(url, `{"later":${n}}`);
    // The newest two hundred are kept.
    expect((await nth(id, 200)).body).toBe('{"later":99}');
    const bodies: unknown[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Fields = (
        await project.api.get(`${path}/${id}/requests?limit=50${cursor && `&cursor=${cursor}`}`)
      ).json;
      bodies.push(...page.data.map(({ body }) => body));
      cursor = page.nextCursor;
    }
    expect([bodies.length, bodies.at(-1)]).toEqual([200, '{"n":99}']);
  });
});

describe("GET /api/v1/events", () => {
  it("tells which inspector got something, to its project alone", async () => {
    const { id, url } = await create();
    const other = await server.project();
    const open = (of: TestProject) =>
      openEvents(`${server.url}/api/v1/events`, { authorization: `Bearer ${of.tokens.read}` });
    const [mine, theirs] = [await open(project), await open(other)];
    const { id: processId } = await project.process();
    await testOf(processId, { url });
    await vi.waitFor(() => expect(mine.events()).toMatchObject([{ name: "inspector", data: { id } }]));
    for (let n = 0; n < 60; n += 1) await testOf(processId, { url });
    await clock.advance(250);
    // Fifty a second are told one by one, all others as one.
    await vi.waitFor(() => expect(mine.events()).toHaveLength(51));
    expect(theirs.events()).toEqual([]);
    mine.close();
    theirs.close();
  });
});
