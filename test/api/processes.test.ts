import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { voiceProviders } from "../../src/contract/words.ts";
import type { Fields } from "../support/api.ts";
import { expectProblem, expectWrongFields, unknownId } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let project: TestProject;
beforeAll(async () => {
  server = await startTestServer();
  project = await server.project();
});
afterAll(() => server.stop());

const path = "/api/v1/processes";
const at = (revision: number) => ({ "if-match": `"${revision}"` });
const hook = (n: number) => ({ url: `https://example.com/hook/${n}` });
const read = async (id: string) => (await project.as("read").get(`${path}/${id}`)).json;

describe("POST /api/v1/processes", () => {
  it("needs only a name; the rest is what a new process starts with", async () => {
    const answer = await project.api.post(path, { name: "  Callers " });
    expect(answer.status).toBe(201);
    expect(answer.headers.etag).toBe('"1"');
    expect(answer.json).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      projectId: project.id,
      name: "Callers",
      description: "",
      status: "active",
      defaultCountry: "IN",
      allowDuplicates: false,
      states: ["make_first_call", "schedule_second_call", "interested", "not_interested"].map((name) => ({
        name,
      })),
      dispositions: [
        { name: "Interested", type: "success", description: "", toState: "interested" },
        { name: "Not Interested", type: "failure", description: "", toState: "not_interested" },
        { name: "No Answer", type: "neutral", description: "", toState: null },
        { name: "Call Back Later", type: "neutral", description: "", toState: null },
        { name: "Attempted", type: "neutral", description: "", toState: null },
      ],
      revision: 1,
      createdAt: expect.any(String),
      updatedAt: answer.json.createdAt,
      advancedSettings: { revision: 1, status: "OK", leadUpdateCallbacks: [] },
      voiceProviders: Object.fromEntries(
        voiceProviders.map((provider) => [provider, { secret: null, createLeads: false, outcomes: {} }]),
      ),
    });
    const got = await project.as("read").get(`${path}/${answer.json.id}`);
    expect(got.json).toEqual(answer.json);
    expect(got.headers.etag).toBe('"1"');
  });

  it("takes its Advanced Settings with it, or nothing of either", async () => {
    const made = await project.api.post(path, {
      name: "Whole",
      advancedSettings: { leadUpdateCallbacks: [hook(1)] },
    });
    expect(made.status).toBe(201);
    expect((await read(made.json.id)).advancedSettings.leadUpdateCallbacks).toMatchObject([hook(1)]);
    const refused = await project.api.post(path, {
      name: "Half",
      advancedSettings: { leadUpdateCallbacks: [{ url: "ftp://example.com" }] },
    });
    expectWrongFields(refused, ["advancedSettings.leadUpdateCallbacks.0.url"]);
    expect((await project.api.get(`${path}?q=half`)).json.data).toEqual([]);
  });

  it("takes its voice providers with it, or nothing of either", async () => {
    const twilio = { secret: "an auth token", createLeads: true, outcomes: { busy: "No Answer" } };
    const made = await project.api.post(path, { name: "Called", voiceProviders: { twilio } });
    expect(made.status).toBe(201);
    const shown = { ...twilio, secret: { set: true, last4: "oken" } };
    expect((await read(made.json.id)).voiceProviders).toMatchObject({ twilio: shown });
    const refused = await project.api.post(path, {
      name: "Halved",
      voiceProviders: { twilio: { outcomes: { busy: "Nobody" } } },
    });
    expectWrongFields(refused, ["voiceProviders.twilio.outcomes.busy"]);
    expect((await project.api.get(`${path}?q=halved`)).json.data).toEqual([]);
  });

  it.each([
    ["advancedSettings", 5],
    ["voiceProviders", "twilio"],
  ])("names %s itself where it is no section, as a Save does", async (name, section) => {
    const answer = await project.api.post(path, { name: "N", [name]: section });
    expectWrongFields(answer, [name]);
    const { id } = await project.process();
    expectWrongFields(await project.api.patch(`${path}/${id}`, { [name]: section }, at(1)), [name]);
  });

  it.each<[Record<string, unknown>, string[]]>([
    [{}, ["name"]],
    [{ name: " " }, ["name"]],
    [{ name: "n".repeat(121) }, ["name"]],
    [
      { name: "N", status: "closed", defaultCountry: "in", allowDuplicates: 1 },
      ["status", "defaultCountry", "allowDuplicates"],
    ],
    [{ name: "N", states: [{ name: "a" }, { name: "" }, { name: "a" }] }, ["states.1.name", "states.2.name"]],
    [{ name: "N", states: [{ name: "a" }, { name: "b" }, { name: "a" }] }, ["states.2.name"]],
    [{ name: "N", dispositions: [{ name: "x", type: "good" }] }, ["dispositions.0.type"]],
    [
      { name: "N", dispositions: [{ name: "x", type: "success", toState: "nowhere" }] },
      ["dispositions.0.toState"],
    ],
    [{ name: "N", states: [{ name: "a" }] }, ["dispositions.0.toState", "dispositions.1.toState"]],
  ])("400 for %j", async (body, paths) => {
    expectWrongFields(await project.api.post(path, body), paths);
  });
});

describe("PATCH /api/v1/processes/{id}", () => {
  it("needs the revision that was changed, and refuses a stale one with what is stored now", async () => {
    const { id } = await project.process();
    const without = await project.api.patch(`${path}/${id}`, { name: "B" });
    expectWrongFields(without, ["If-Match"]);
    for (const header of ["seven", "*", '"1", "2"']) {
      expectWrongFields(await project.api.patch(`${path}/${id}`, { name: "B" }, { "if-match": header }), [
        "If-Match",
      ]);
    }
    const saved = await project.api.patch(`${path}/${id}`, { name: "B" }, at(1));
    expect(saved.json).toMatchObject({ name: "B", revision: 2 });
    expect(saved.headers.etag).toBe('"2"');
    const stale = await project.api.patch(`${path}/${id}`, { name: "C" }, at(1));
    expect(stale.json).toMatchObject({ status: 409, success: false, revision: 2, current: { revision: 2 } });
    expect((await read(id)).name).toBe("B");
    expect((await project.api.patch(`${path}/${id}`, { name: "C" }, { "if-match": 'W/"2"' })).status).toBe(
      200,
    );
  });

  it("lets one of two people win who save at once", async () => {
    const { id } = await project.process();
    const answers = await Promise.all(
      ["X", "Y", "Z"].map((name) => project.api.patch(`${path}/${id}`, { name }, at(1))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const won = answers.find(({ status }) => status === 200);
    expect(await read(id)).toMatchObject({ name: won?.json.name, revision: 2 });
  });

  it("stores fields and Advanced Settings as one change, or nothing of it", async () => {
    const { id } = await project.process();
    const states = [{ name: "one" }, { name: "two" }];
    const dispositions = [{ name: "Won", type: "success", toState: "two" }];
    const save = (callback: Record<string, unknown>, revision: number) =>
      project.api.patch(
        `${path}/${id}`,
        { name: "Both", states, dispositions, advancedSettings: { leadUpdateCallbacks: [callback] } },
        at(revision),
      );
    expectWrongFields(await save({ ...hook(1), states: ["interested"] }, 1), [
      "advancedSettings.leadUpdateCallbacks.0.states.0",
    ]);
    expect(await read(id)).toMatchObject({ name: "Welcome calls", revision: 1 });
    const saved = await save({ ...hook(1), states: ["two"], dispositions: ["Won"] }, 1);
    expect(saved.json).toMatchObject({
      name: "Both",
      revision: 2,
      states,
      advancedSettings: { revision: 2, leadUpdateCallbacks: [{ states: ["two"], dispositions: ["Won"] }] },
    });
    // A state that a callback is narrowed to cannot go while it is.
    const without = await project.api.patch(
      `${path}/${id}`,
      { states: [{ name: "one" }], dispositions: [] },
      at(2),
    );
    expectWrongFields(without, ["states", "dispositions"]);
    expect((await read(id)).revision).toBe(2);
  });

  it("leaves the settings alone where they are left out", async () => {
    const { id } = await project.process();
    await project.callbacks(id, [hook(1)]);
    const before = (await read(id)).advancedSettings.leadUpdateCallbacks;
    await project.api.patch(`${path}/${id}`, { description: "d", status: "paused" }, at(2));
    const after = await read(id);
    expect(after).toMatchObject({ description: "d", status: "paused", revision: 3 });
    expect(after.advancedSettings.leadUpdateCallbacks).toEqual(before);
  });
});

describe("DELETE /api/v1/processes/{id}", () => {
  it("archives: it accepts nothing, is listed only where asked for, and can be restored", async () => {
    const { id } = await project.process({ name: "Archivable" });
    const lead = await project.lead(id);
    const gone = await project.api.delete(`${path}/${id}`);
    expect([gone.status, gone.text]).toEqual([204, ""]);
    expect(await read(id)).toMatchObject({ status: "archived", revision: 2 });
    expect((await project.api.delete(`${path}/${id}`)).status).toBe(204);
    expect((await read(id)).revision).toBe(2);
    const refused = [
      await project.api.post("/api/v1/leads/initiate", { leadId: lead._id }),
      await project.api.post("/api/v1/leads/update", { leadId: lead._id, a: 1 }),
      await project.api.post("/api/v1/activities", { leadId: lead._id, type: "note" }),
    ];
    for (const { status, json } of refused) {
      expect(status).toBe(409);
      expect(json.error).toBe("This process is archived and accepts nothing: restore it first");
    }
    expect((await project.api.get(`${path}?q=archivable`)).json.data).toEqual([]);
    expect((await project.api.get(`${path}?status=archived&q=archivable`)).json.data).toHaveLength(1);
    await project.api.patch(`${path}/${id}`, { status: "active" }, at(2));
    expect((await project.report(lead._id)).sequence).toBe(1);
  });

  it("archives also while others save", async () => {
    const { id } = await project.process();
    const saves = Array.from({ length: 4 }, (_, n) =>
      project.api.patch(`${path}/${id}`, { name: `S${n}` }, at(1)),
    );
    const [gone] = await Promise.all([project.api.delete(`${path}/${id}`), ...saves]);
    expect(gone.status).toBe(204);
    expect((await read(id)).status).toBe("archived");
  });
});

describe("POST /api/v1/processes/{id}/duplicate", () => {
  it("copies fields and callbacks, with ids and signing secrets of their own", async () => {
    const { id } = await project.process({ name: "Original", defaultCountry: "DE" });
    const auth = { type: "bearer", token: "a-long-secret-token" };
    const [callback] = await project.callbacks(id, [{ ...hook(1), auth, states: ["interested"] }]);
    const lead = await project.lead(id);
    const answer = await project.api.post(`${path}/${id}/duplicate`);
    expect(answer.status).toBe(201);
    const copy = answer.json;
    expect(copy).toMatchObject({
      name: "Original (copy)",
      defaultCountry: "DE",
      revision: 1,
      status: "active",
    });
    const [copied] = copy.advancedSettings.leadUpdateCallbacks;
    expect(copied).toEqual({ ...callback, id: copied?.id });
    expect(copied?.id).not.toBe(callback?.id);
    const secret = async (of: string | undefined) =>
      (await project.api.get(`/api/v1/callbacks/${of}/secret`)).json.secret;
    expect(await secret(copied?.id)).not.toBe(await secret(callback?.id));
    expect((await project.api.get(`/api/v1/leads?processId=${copy.id}`)).json.data).toEqual([]);
    expect((await project.api.get(`/api/v1/leads?processId=${id}`)).json.data).toMatchObject([
      { _id: lead._id },
    ]);
    expect((await project.api.post(`${path}/${id}/duplicate`, { name: "Named" })).json.name).toBe("Named");
    expectWrongFields(await project.api.post(`${path}/${id}/duplicate`, { name: "" }), ["name"]);
  });
});

describe("GET /api/v1/processes", () => {
  it("lists newest first with counts, finds by name, pages", async () => {
    const own = await server.project();
    const made: Fields[] = [];
    for (const name of ["Outreach A", "Follow-up", "OUTREACH B"]) made.unshift(await own.process({ name }));
    const [b, , a] = made;
    await own.callbacks(a?.id ?? "", [hook(1), hook(2)]);
    const lead = await own.lead(a?.id ?? "");
    await own.lead(a?.id ?? "");
    const activity = await own.report(lead._id);
    const list = async (query: string) => (await own.as("read").get(`${path}?${query}`)).json;
    const all = await list("");
    expect(all.data.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect(all.data[2]).toMatchObject({
      leads: 2,
      callbacks: 2,
      lastActivityAt: activity.recordedAt,
      revision: 2,
    });
    expect(all.data[0]).toMatchObject({ leads: 0, callbacks: 0, lastActivityAt: null });
    expect((await list("q=outreach")).data.map(({ id }) => id)).toEqual([b?.id, a?.id]);
    const first = await list("limit=2");
    expect(first.data).toHaveLength(2);
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    expect(second.data.map(({ id }) => id)).toEqual([a?.id]);
    expect(second.nextCursor).toBeNull();
    expectWrongFields(await own.api.get(`${path}?status=open&limit=0`), ["limit", "status"]);
  });

  it("404 for an unknown one on each route", async () => {
    for (const [method, suffix, body] of [
      ["GET", "", undefined],
      ["PATCH", "", {}],
      ["DELETE", "", undefined],
      ["POST", "/duplicate", undefined],
      ["GET", "/advanced-settings", undefined],
      ["PUT", "/advanced-settings", {}],
      ["POST", "/advanced-settings/validate", {}],
      ["POST", "/advanced-settings/test", {}],
    ] as const) {
      const answer = await project.api.call(method, `${path}/${unknownId}${suffix}`, {
        body,
        headers: at(1),
      });
      expectProblem(answer, 404, "Process not found");
    }
  });
});
