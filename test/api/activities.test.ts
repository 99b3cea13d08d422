import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import type { Answer, Fields } from "../support/api.ts";
import { expectProblem, expectWrongFields, unknownId } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock();
let server: TestServer;
let project: TestProject;
let process: Fields;
beforeAll(async () => {
  server = await startTestServer({ clock });
  project = await server.project();
  process = await project.process();
});
afterAll(() => server.stop());

const path = "/api/v1/activities";
const send = (body: unknown, headers?: Record<string, string>): Promise<Answer> =>
  project.as("report").post(path, body, headers);
const now = () => new Date(clock.now()).toISOString();
const call = (leadId: string, fields: Record<string, unknown> = {}) => ({
  leadId,
  type: "call",
  callStatus: "completed",
  ...fields,
});

/** What a person reported, and what the API shows of it. */
const whole = {
  callStatus: "completed",
  connected: true,
  direction: "inbound",
  startedAt: "2026-01-12T10:24:00+05:30",
  endedAt: "2026-01-12T04:55:19.250Z",
  disposition: "Interested",
  toState: "schedule_second_call",
  summary: 'Said "yes" – आशा 🙂 \\ \n',
  transcript: [{ role: "agent", text: "Hello", at: 1.2 }],
  recordingUrl: "https://example.com/r.mp3",
  providerCallId: "CA1",
  input: { script: [1, "two", null] },
  result: { score: 0.5 },
};

describe("POST /api/v1/activities, one call", () => {
  it("answers the whole activity, and reading it answers the same", async () => {
    const lead = await project.lead(process.id, { referenceId: "A-1" });
    const answer = await send({ leadId: lead._id, type: "call", ...whole });
    expect(answer.status).toBe(201);
    const { deliveries, ...activity } = answer.json.data;
    expect(activity).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      leadId: lead._id,
      processId: process.id,
      projectId: project.id,
      type: "call",
      sequence: 1,
      lastActivityId: null,
      fromState: "make_first_call",
      scheduledAt: null,
      triggers: ["call.completed", "lead.status_changed", "disposition.final", "activity.latest_changed"],
      recordedAt: now(),
      ...whole,
      startedAt: "2026-01-12T04:54:00.000Z",
    });
    expect(deliveries).toBe(0);
    const read = await project.as("read").get(`${path}/get?activityId=${activity.id}`);
    expect(read.json).toEqual({ success: true, data: activity });
  });

  it("has a default for all that is optional", async () => {
    const lead = await project.lead(process.id);
    const { json } = await send(call(lead._id));
    expect(json.data).toMatchObject({
      connected: true,
      direction: "outbound",
      startedAt: null,
      endedAt: now(),
      scheduledAt: null,
      disposition: null,
      fromState: "make_first_call",
      toState: "make_first_call",
      summary: null,
      transcript: null,
      recordingUrl: null,
      providerCallId: null,
      input: null,
      result: null,
      triggers: ["call.completed", "activity.latest_changed"],
    });
    for (const callStatus of ["no-answer", "busy", "failed", "canceled", "voicemail"]) {
      expect((await send(call(lead._id, { callStatus }))).json.data).toMatchObject({
        callStatus,
        connected: false,
        endedAt: now(),
      });
    }
    expect((await send(call(lead._id, { connected: false }))).json.data.connected).toBe(false);
    const nulls = Object.fromEntries(Object.keys(whole).map((field) => [field, null]));
    const answer = await send(call(lead._id, { ...nulls, callStatus: "busy" }));
    expect(answer.json.data).toMatchObject({ connected: false, direction: "outbound", endedAt: now() });
  });

  it("numbers a lead's activities from 1 and chains them, those that fire nothing included", async () => {
    const lead = await project.lead(process.id);
    const reports = [
      call(lead._id),
      { leadId: lead._id, type: "note", summary: "Prefers mornings" },
      call(lead._id, { callStatus: "in-progress" }),
      { leadId: lead._id, type: "schedule", scheduledAt: "2026-02-01T09:00:00Z" },
      { leadId: lead._id, type: "update", toState: "interested" },
    ];
    let last: string | null = null;
    for (const [index, report] of reports.entries()) {
      const { data } = (await send(report)).json;
      expect(data).toMatchObject({ sequence: index + 1, lastActivityId: last });
      last = data.id;
    }
    const { json } = await project.api.get(`${path}?leadId=${lead._id}`);
    expect(json.data.map(({ sequence, triggers }) => [sequence, triggers])).toEqual([
      [5, ["lead.status_changed", "activity.latest_changed"]],
      [4, ["activity.latest_changed"]],
      [3, []],
      [2, []],
      [1, ["call.completed", "activity.latest_changed"]],
    ]);
    expect(json.data[1]).toMatchObject({ type: "schedule", scheduledAt: "2026-02-01T09:00:00.000Z" });
    expect(json.data[3]).toMatchObject({ type: "note", summary: "Prefers mornings", callStatus: null });
    for (const { deliveries, ...shown } of json.data) {
      const one = await project.api.get(`${path}/get?activityId=${shown.id}`);
      expect(one.json.data).toEqual(shown);
    }
  });

  it.each([
    ["schedule", { scheduledAt: "2026-02-01T09:00:00Z", summary: "Call again", input: { by: 1 } }],
    ["update", { disposition: "Not Interested", summary: "By mail" }],
    ["note", { summary: "n", transcript: ["x"], result: 5, startedAt: "2026-01-01T00:00:00Z" }],
    ["call", { callStatus: "in-progress", providerCallId: "p", direction: "inbound" }],
  ])("answers a %s as reading it does", async (type, fields) => {
    const lead = await project.lead(process.id);
    const { deliveries, ...data } = (await send({ leadId: lead._id, type, ...fields })).json.data;
    expect(deliveries).toBe(0);
    expect((await project.api.get(`${path}/get?activityId=${data.id}`)).json.data).toEqual(data);
  });

  it("finds the lead by referenceId and processId", async () => {
    const lead = await project.lead(process.id, { referenceId: "A-2" });
    const report = { referenceId: "A-2", processId: process.id, type: "note", projectId: project.id };
    expect((await send(report)).json.data.leadId).toBe(lead._id);
  });

  it("moves the lead where the disposition says, and toState overrides it", async () => {
    const lead = await project.lead(process.id);
    const read = async () => (await project.api.get(`/api/v1/leads/get?leadId=${lead._id}`)).json.data;
    await send(call(lead._id, { disposition: "No Answer" }));
    expect(await read()).toMatchObject({ currentState: "make_first_call", lastDisposition: "No Answer" });
    await send(call(lead._id, { toState: "schedule_second_call" }));
    expect(await read()).toMatchObject({
      currentState: "schedule_second_call",
      lastDisposition: "No Answer",
    });
    await send(call(lead._id, { disposition: "Interested" }));
    expect(await read()).toMatchObject({ currentState: "interested", lastDisposition: "Interested" });
  });
});

describe("refusals of a report", () => {
  let lead: Fields;
  beforeAll(async () => {
    lead = await project.lead(process.id, { referenceId: "R-1" });
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ["no lead", { type: "note" }, ["leadId"]],
    ["a reference without its process", { referenceId: "R-1", type: "note" }, ["leadId"]],
    ["no type", { leadId: "x" }, ["type"]],
    ["another type", { leadId: "x", type: "visit" }, ["type"]],
    ["a call without status", { leadId: "x", type: "call" }, ["callStatus"]],
    ["another status", { leadId: "x", type: "call", callStatus: "done" }, ["callStatus"]],
    ["a status of no call", { leadId: "x", type: "note", callStatus: "completed" }, ["callStatus"]],
    [
      "an end before the start",
      call("x", { startedAt: "2026-01-12T05:00:00Z", endedAt: "2026-01-12T04:59:59Z" }),
      ["endedAt"],
    ],
    [
      "times without a zone",
      call("x", { startedAt: "2026-01-12T05:00:00", endedAt: 5 }),
      ["startedAt", "endedAt"],
    ],
    ["a note with a disposition", { leadId: "x", type: "note", disposition: "Interested" }, ["disposition"]],
    [
      "a call in progress that moves the lead",
      call("x", { callStatus: "in-progress", toState: "interested", disposition: "Interested" }),
      ["disposition", "toState"],
    ],
    [
      "wrong types",
      call("x", { connected: "yes", direction: "up", transcript: {}, summary: 1, recordingUrl: [] }),
      ["connected", "direction", "summary", "transcript", "recordingUrl"],
    ],
    ["texts that are too long", call("x", { providerCallId: "p".repeat(257) }), ["providerCallId"]],
  ])("%s", async (_, report, paths) => {
    expectWrongFields(await send(report), paths);
  });

  it("what the process does not have", async () => {
    expectWrongFields(await send(call(lead._id, { disposition: "Maybe" })), ["disposition"]);
    expectWrongFields(await send(call(lead._id, { toState: "nowhere" })), ["toState"]);
  });

  it("unknown leads, and 403 for another projectId", async () => {
    expectProblem(await send(call(unknownId)), 404, `Lead with ID ${unknownId} not found`);
    const byReference = { referenceId: "R-9", processId: process.id, type: "note" };
    expectProblem(await send(byReference), 404, "Lead with referenceId R-9 not found");
    const text = "projectId does not match authenticated project";
    expectProblem(await send(call(lead._id, { projectId: unknownId })), 403, text);
  });

  it.each([[[]], ["text"], [5], [null]])("a body that is no object: %j", async (body) => {
    expectWrongFields(await send(body), [""]);
  });

  it("leaves nothing behind", async () => {
    expect((await project.api.get(`${path}?leadId=${lead._id}`)).json.data).toEqual([]);
  });

  it("an archived process", async () => {
    const archived = await project.process();
    const own = await project.lead(archived.id);
    await project.api.delete(`/api/v1/processes/${archived.id}`);
    expect((await send(call(own._id))).status).toBe(409);
  });
});

describe("POST /api/v1/activities, many", () => {
  it("never lets one bad entry spoil the others, and answers in the order given", async () => {
    const [a, b] = [await project.lead(process.id), await project.lead(process.id)];
    const other = await server.project();
    const activities = [
      call(a._id, { summary: "1" }),
      { leadId: a._id, type: "call" },
      call(b._id, { summary: "2" }),
      call(unknownId),
      "nonsense",
      call(a._id, { disposition: "Maybe" }),
      call(a._id, { projectId: other.id }),
      call(a._id, { input: "x".repeat(256 * 1024) }),
      call(a._id, { summary: "3" }),
    ];
    const { status, json } = await send({ activities });
    expect(status).toBe(201);
    expect(json.data.map(({ leadId, summary, sequence }) => [leadId, summary, sequence])).toEqual([
      [a._id, "1", 1],
      [b._id, "2", 1],
      [a._id, "3", 2],
    ]);
    expect(json.data[2]?.lastActivityId).toBe(json.data[0]?.id);
    expect(json.errors).toEqual([
      { index: 1, path: "callStatus", error: expect.stringContaining("is required for a call") },
      { index: 3, path: "", error: `Lead with ID ${unknownId} not found` },
      { index: 4, path: "", error: "must be an object" },
      { index: 5, path: "disposition", error: expect.stringContaining('"Maybe"') },
      { index: 6, path: "", error: "projectId does not match authenticated project" },
      { index: 7, path: "", error: expect.stringContaining("256 KiB") },
    ]);
  });

  it("takes 1,000 at the most, and a list only", async () => {
    const lead = await project.lead(process.id);
    const notes = (count: number) =>
      Array.from({ length: count }, () => ({ leadId: lead._id, type: "note" }));
    const { status, json } = await send({ activities: notes(1_000) });
    expect(status).toBe(201);
    expect(json.data.map(({ sequence }) => sequence)).toEqual(notes(1_000).map((_, n) => n + 1));
    expectWrongFields(await send({ activities: notes(1_001) }), ["activities"]);
    expectWrongFields(await send({ activities: {} }), ["activities"]);
    expectWrongFields(await send({ activities: null }), ["activities"]);
    expect((await send({ activities: [] })).json).toEqual({ data: [], errors: [] });
  });
});

describe("GET /api/v1/activities", () => {
  it("pages newest first and filters", async () => {
    const own = await project.process();
    const [a, b] = [await project.lead(own.id), await project.lead(own.id)];
    for (const lead of [a, b, a, b, a]) await project.report(lead._id);
    await send({ leadId: a._id, type: "note" });
    const seen: Fields[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Fields = (
        await project.as("read").get(`${path}?processId=${own.id}&limit=4${cursor && `&cursor=${cursor}`}`)
      ).json;
      seen.push(...page.data);
      cursor = page.nextCursor;
    }
    expect(seen.map(({ type, leadId }) => [type, leadId])).toEqual([
      ["note", a._id],
      ["call", a._id],
      ["call", b._id],
      ["call", a._id],
      ["call", b._id],
      ["call", a._id],
    ]);
    const notes = await project.api.get(`${path}?leadId=${a._id}&type=note`);
    expect(notes.json.data).toHaveLength(1);
    expectWrongFields(await project.api.get(`${path}?type=visit&limit=x`), ["limit", "type"]);
    const other = await server.project();
    expect((await other.api.get(`${path}?leadId=${a._id}`)).json.data).toEqual([]);
  });
});

describe("GET /api/v1/activities?leadId=", () => {
  it("shows the deliveries that each activity caused, and those of no other lead", async () => {
    const own = await project.process();
    const list = [
      { url: "http://127.0.0.1:9/a", name: "CRM" },
      { url: "http://127.0.0.1:9/b", name: "Store", triggers: ["disposition.final"] },
    ];
    const [crm, store] = await project.callbacks(own.id, list);
    await Promise.all([crm, store].map((one) => project.api.post(`/api/v1/callbacks/${one?.id}/pause`)));
    const [a, b] = [await project.lead(own.id), await project.lead(own.id)];
    await project.report(a._id, { disposition: "Interested" });
    await project.report(b._id);
    await project.report(a._id);
    await send({ leadId: a._id, type: "note" });
    const { data } = (await project.as("read").get(`${path}?leadId=${a._id}`)).json;
    const chip = (of: Fields | undefined, status: string) => ({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      callbackId: of?.id,
      callbackName: of?.name,
      status,
      shownStatus: status === "pending" ? "waiting" : status,
      attempts: 0,
      lastStatusCode: null,
    });
    expect(data.map(({ type, deliveries }) => [type, deliveries])).toEqual([
      ["note", []],
      ["call", [chip(crm, "held")]],
      ["call", [chip(crm, "pending"), chip(store, "pending")]],
    ]);
    const older = (await project.api.get(`${path}?leadId=${a._id}&limit=1&cursor=${data[1]?.id}`)).json;
    expect(older.data[0]?.deliveries).toHaveLength(2);
    // Only of one lead: a list of the whole project would look through the deliveries of many.
    expect((await project.api.get(`${path}?processId=${own.id}`)).json.data[0]).not.toHaveProperty(
      "deliveries",
    );
  });
});

describe("a token of one process", () => {
  it("reports to that process and can do nothing else", async () => {
    const [own, elsewhere] = [await project.process(), await project.process()];
    const token = await project.token("manage", own.id);
    const client = server.api(token);
    const [mine, theirs] = [await project.lead(own.id), await project.lead(elsewhere.id)];
    expect((await client.post(path, call(mine._id))).status).toBe(201);
    expectProblem(await client.post(path, call(theirs._id)), 404, `Lead with ID ${theirs._id} not found`);
    const bulk = await client.post(path, { activities: [call(theirs._id), call(mine._id)] });
    expect(bulk.json).toMatchObject({ data: [{ leadId: mine._id }], errors: [{ index: 0 }] });
    for (const get of [path, `${path}/get?activityId=${unknownId}`, "/api/v1/leads", "/api/v1/processes"]) {
      expect((await client.get(get)).status, get).toBe(403);
    }
    expect((await client.post("/api/v1/leads/initiate", { leadId: mine._id })).status).toBe(403);
    expect((await project.api.get(`${path}?leadId=${theirs._id}`)).json.data).toEqual([]);
  });
});
