import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fields } from "../support/api.ts";
import { expectProblem, expectWrongFields, unknownId } from "../support/problem.ts";
import { nextPhone, type TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let project: TestProject;
let process: Fields;
beforeAll(async () => {
  server = await startTestServer();
  project = await server.project();
  process = await project.process();
});
afterAll(() => server.stop());

const path = "/api/v1/leads/bulk/initiate";
const lead = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  projectId: project.id,
  processId: process.id,
  name: "Asha",
  phone: nextPhone(),
  ...fields,
});

describe("POST /api/v1/leads/bulk/initiate", () => {
  it("takes 1,000 leads and answers each in the order given", async () => {
    const leads = Array.from({ length: 1_000 }, (_, n) => lead({ referenceId: `bulk-${n}` }));
    const { status, json } = await project.api.post(path, { leads });
    expect(status).toBe(200);
    expect(json.errors).toEqual([]);
    expect(json.success.map(({ referenceId }) => referenceId)).toEqual(leads.map((one) => one.referenceId));
    expect(Object.keys(json.success[0] ?? {})).toEqual([
      ..."_id name firstName lastName phone email projectId processId groupId referenceId".split(" "),
      ..."currentState metadata createdAt updatedAt".split(" "),
    ]);
  });

  it("answers three fields a lead with v=1.2", async () => {
    const { json } = await project.api.post(`${path}?v=1.2`, { leads: [lead({ referenceId: "short" })] });
    expect(json).toEqual({
      success: [{ _id: expect.any(String), referenceId: "short", currentState: "make_first_call" }],
      errors: [],
    });
  });

  it("never lets one bad lead spoil the others", async () => {
    const other = await server.project();
    const twice = nextPhone();
    const leads = [
      lead({ phone: twice, referenceId: "ok-1" }),
      lead({ phone: twice, referenceId: "same-phone" }),
      lead({ projectId: other.id, referenceId: "foreign" }),
      lead({ projectId: undefined }),
      lead({ processId: unknownId, referenceId: "lost" }),
      lead({ phone: "9999999999", referenceId: "repeats" }),
      "no lead",
      lead({ referenceId: "ok-1" }),
      lead({ email: "nobody", referenceId: "bad-email" }),
      lead({ referenceId: "ok-2" }),
    ];
    const { status, json } = await project.api.post(path, { leads });
    expect(status).toBe(200);
    expect(json.success.map(({ referenceId }) => referenceId)).toEqual(["ok-1", "ok-2"]);
    const made = json.success[0]?._id;
    const sent = JSON.parse(JSON.stringify(leads)) as unknown[];
    expect(json.errors).toEqual([
      {
        data: sent[1],
        referenceId: "same-phone",
        error: "A call attempt has already been made to this phone number for this project",
        existingLeadId: made,
      },
      { data: sent[2], referenceId: "foreign", error: "projectId does not match authenticated project" },
      { data: sent[3], referenceId: null, error: "projectId is required in lead object" },
      {
        data: sent[4],
        referenceId: "lost",
        error: `Process not found for lead with processId: ${unknownId}`,
      },
      { data: sent[5], referenceId: "repeats", error: "Phone number contains repeating digits pattern" },
      { data: "no lead", referenceId: null, error: "Either leadId or lead object is required" },
      {
        data: sent[7],
        referenceId: "ok-1",
        error: "Lead with referenceId ok-1 already exists for this project and process",
        existingLeadId: made,
      },
      { data: sent[8], referenceId: "bad-email", error: "email: is not an email address" },
    ]);
  });

  it("initiates leads by their ids, and leaves them where they are with init false", async () => {
    const { json } = await project.api.post(path, { leads: [lead(), lead()], init: false });
    expect(json.success.map(({ currentState }) => currentState)).toEqual([null, null]);
    const ids = json.success.map(({ _id }) => _id);
    const other = await server.project();
    const foreign = await other.lead((await other.process()).id);
    const begun = await project.api.post(path, { leadIds: [ids[1], foreign._id, unknownId, ids[0]] });
    expect(begun.json).toMatchObject({
      success: [
        { _id: ids[1], currentState: "make_first_call" },
        { _id: ids[0], currentState: "make_first_call" },
      ],
      errors: [
        { data: foreign._id, referenceId: null, error: `Lead with ID ${foreign._id} not found` },
        { data: unknownId, referenceId: null, error: `Lead with ID ${unknownId} not found` },
      ],
    });
  });

  it("refuses what is no list, or too long a one", async () => {
    const all = (body: unknown) => project.api.post(path, body);
    expectProblem(await all({}), 400, "Either leadIds or leads array is required");
    expectProblem(await all({ leads: null }), 400, "Either leadIds or leads array is required");
    expectProblem(await all({ leads: {} }), 400, "Input must be an array");
    expectProblem(await all({ leadIds: "x" }), 400, "Input must be an array");
    const tooMany = Array.from({ length: 1_001 }, () => unknownId);
    expectProblem(await all({ leadIds: tooMany }), 400, "Maximum of 1000 leads allowed per request");
    expectProblem(await all({ leads: tooMany }), 400, "Maximum of 1000 leads allowed per request");
    expectWrongFields(await all({ leads: [], init: 1 }), ["init"]);
    expect((await all({ leads: [] })).json).toEqual({ success: [], errors: [] });
  });
});
