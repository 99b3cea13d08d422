import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Fields } from "../support/api.ts";
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

const path = "/api/v1/leads/initiate";

/** Initiates a lead of the shared process; fields set to undefined are left out. */
const initiate = (fields: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<Answer> =>
  project.api.post(path, {
    lead: { projectId: project.id, processId: process.id, name: "Asha Verma", ...fields },
    ...more,
  });

describe("POST /api/v1/leads/initiate", () => {
  it("answers the new lead flat, in the process's first state", async () => {
    const phone = nextPhone();
    const answer = await initiate({
      phone,
      email: "Asha.Verma@Example.COM",
      referenceId: "R-1",
      groupId: "north",
      metadata: { plan: "gold", tags: [1, null, { a: true }] },
    });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      success: true,
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      name: "Asha Verma",
      firstName: "Asha",
      lastName: "Verma",
      phone,
      email: "asha.verma@example.com",
      projectId: project.id,
      processId: process.id,
      groupId: "north",
      referenceId: "R-1",
      currentState: "make_first_call",
      metadata: { plan: "gold", tags: [1, null, { a: true }] },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      updatedAt: expect.any(String),
    });
  });

  it("makes no activity and fires nothing", async () => {
    const [callback] = await project.callbacks(process.id, [{ url: "https://example.com/hook" }]);
    const { json } = await initiate({ phone: nextPhone() });
    expect((await project.api.get(`/api/v1/activities?leadId=${json._id}`)).json.data).toEqual([]);
    expect((await project.api.get(`/api/v1/deliveries?callbackId=${callback?.id}`)).json.data).toEqual([]);
  });

  it.each([
    [
      { name: "Asha", firstName: undefined },
      { name: "Asha", firstName: "Asha", lastName: null },
    ],
    [{ name: "Asha Devi Verma" }, { firstName: "Asha", lastName: "Devi Verma" }],
    [
      { name: undefined, firstName: "Asha" },
      { name: "Asha", firstName: "Asha", lastName: null },
    ],
    [
      { name: undefined, firstName: "Asha", lastName: "Verma" },
      { name: "Asha Verma", firstName: "Asha", lastName: "Verma" },
    ],
    [{ name: "  Asha   Verma " }, { firstName: "Asha", lastName: "Verma" }],
    [{ name: "", firstName: "Asha" }, { name: "Asha" }],
  ])("completes names: %j", async (given, expected) => {
    expect((await initiate({ phone: nextPhone(), ...given })).json).toMatchObject(expected);
  });

  it.each([
    ["098765 43201", "+919876543201"],
    ["(98765) 43202", "+919876543202"],
    ["+91-98765-43203", "+919876543203"],
    ["+1 415 555 2671", "+14155552671"],
    [" +442079460958 ", "+442079460958"],
  ])("keeps the phone %j in E.164", async (phone, expected) => {
    expect((await initiate({ phone })).json).toMatchObject({ success: true, phone: expected });
  });

  it("reads a phone without country by the process's own country", async () => {
    const german = await project.process({ defaultCountry: "DE" });
    const answer = await initiate({ processId: german.id, phone: "030 1234567" });
    expect(answer.json.phone).toBe("+49301234567");
  });

  it("takes email alone, and counts empty texts as not given", async () => {
    const answer = await initiate({ email: "only@example.com", phone: "", referenceId: " ", groupId: null });
    expect(answer.json).toMatchObject({
      phone: null,
      email: "only@example.com",
      referenceId: null,
      groupId: null,
    });
  });
});

describe("refusals of initiate, in the words of the compatible API", () => {
  const lead = () => ({ projectId: project.id, processId: process.id, name: "A", phone: nextPhone() });

  it.each([[{}], [{ lead: null }], [{ lead: "x" }], [{ leadId: 5 }], [{ leadId: null }], [{ lead: [] }]])(
    "neither leadId nor lead: %j",
    async (body) => {
      expectProblem(await project.api.post(path, body), 400, "Either leadId or lead object is required");
    },
  );

  it("takes the lead where leadId is empty", async () => {
    expect((await project.api.post(path, { leadId: "", lead: lead() })).status).toBe(200);
  });

  it("projectId: missing, another's, or nobody's", async () => {
    const without = await initiate({ projectId: undefined, phone: "nonsense" });
    expect(without.json).toMatchObject({ status: 400, detail: "projectId is required in lead object" });
    const other = await server.project();
    for (const projectId of [other.id, unknownId, "x"]) {
      const answer = await initiate({ projectId, phone: "nonsense", processId: undefined });
      expectProblem(answer, 403, "projectId does not match authenticated project");
    }
  });

  it("processId: unknown or another project's, with the same answer", async () => {
    const foreign = await (await server.project()).process();
    for (const processId of [foreign.id, unknownId, "", "no id at all"]) {
      const answer = await initiate({ processId, phone: "nonsense" });
      expectProblem(answer, 404, `Process not found for lead with processId: ${processId}`);
    }
    const without = await initiate({ processId: undefined, phone: nextPhone() });
    expectWrongFields(without, ["lead.processId"]);
  });

  it.each([
    "9999999999",
    "+91 99999 99999",
    "+91-1111111111",
    "0 8888888888",
    "00000",
    "7777777",
    "+1 222 222 2222",
    "1111",
  ])("a phone of one repeated digit, before anything else: %s", async (phone) => {
    const answer = await initiate({ phone, email: "not an email", name: undefined });
    expectProblem(answer, 400, "Phone number contains repeating digits pattern", {
      errors: [{ path: "lead.phone", message: "Phone number contains repeating digits pattern" }],
    });
  });

  it.each([
    "123",
    "+91 98765",
    "not a phone",
    "+999 12345678",
    "call +919876543210 now",
    "98765432101234567",
  ])("a phone that cannot be: %s", async (phone) => {
    expectWrongFields(await initiate({ phone }), ["lead.phone"]);
  });

  it("needs phone or email, and name or firstName; names every wrong field at once", async () => {
    expectWrongFields(await initiate({ name: undefined, lastName: "Verma" }), ["lead.phone", "lead.name"]);
    const wrong = {
      phone: 5,
      email: "a@",
      name: {},
      referenceId: [],
      metadata: "x",
      groupId: "g".repeat(257),
    };
    const answer = await initiate(wrong);
    expect(answer.json.errors.map((error) => error.path).sort()).toEqual([
      "lead.email",
      "lead.groupId",
      "lead.metadata",
      "lead.name",
      "lead.phone",
      "lead.referenceId",
    ]);
    expectWrongFields(await initiate({ phone: nextPhone(), metadata: [1] }), ["lead.metadata"]);
  });

  it("init must be true or false", async () => {
    expectWrongFields(await initiate({ phone: nextPhone() }, { init: "yes" }), ["init"]);
  });

  it("a phone that is taken in the project, however it is written", async () => {
    const { json: first } = await initiate({ phone: "+91 98111 22333" });
    const elsewhere = await project.process();
    const text = "A call attempt has already been made to this phone number for this project";
    for (const processId of [process.id, elsewhere.id]) {
      expectProblem(await initiate({ processId, phone: "09811122333" }), 400, text, {
        existingLeadId: first._id,
        errors: [{ path: "lead.phone", message: text }],
      });
    }
    const other = await server.project();
    const process2 = await other.process();
    expect((await other.lead(process2.id, { phone: "+919811122333" })).success).toBe(true);
  });

  it("an email that is taken in the project, whatever its case", async () => {
    const { json: first } = await initiate({ email: "taken@example.com" });
    const text = "Lead with email taken@example.com already exists for this project";
    expectProblem(await initiate({ email: "Taken@Example.com" }), 400, text, {
      existingLeadId: first._id,
      errors: [{ path: "lead.email", message: text }],
    });
  });

  it("a referenceId that is taken in the process; another process may have it", async () => {
    const { json: first } = await initiate({ phone: nextPhone(), referenceId: "AB-7" });
    const text = "Lead with referenceId AB-7 already exists for this project and process";
    expectProblem(await initiate({ phone: nextPhone(), referenceId: "AB-7" }), 400, text, {
      existingLeadId: first._id,
      errors: [{ path: "lead.referenceId", message: text }],
    });
    const elsewhere = await project.process();
    const answer = await initiate({ processId: elsewhere.id, phone: nextPhone(), referenceId: "AB-7" });
    expect(answer.status).toBe(200);
  });

  it("stores nothing of what it refused", async () => {
    const phone = nextPhone();
    await initiate({ phone, referenceId: "AB-7" });
    expect((await initiate({ phone })).status).toBe(200);
  });

  it("with allowDuplicates a process asks for phone and email to be unique within itself only", async () => {
    const fields = { phone: nextPhone(), email: "twice@example.com" };
    const { json: first } = await initiate(fields);
    const loose = await project.process({ allowDuplicates: true });
    const { json: second } = await initiate({ ...fields, processId: loose.id });
    expect(second.success).toBe(true);
    const third = await initiate({ ...fields, processId: loose.id });
    expect(third.json.existingLeadId).toBe(second._id);
    // A strict process still sees every lead of the project.
    const strict = await project.process();
    const fourth = await initiate({ ...fields, processId: strict.id });
    expect([first._id, second._id]).toContain(fourth.json.existingLeadId);
  });

  it("an archived process takes no lead", async () => {
    const archived = await project.process();
    await project.api.delete(`/api/v1/processes/${archived.id}`);
    const answer = await initiate({ processId: archived.id, phone: nextPhone() });
    expect(answer.status).toBe(409);
  });

  it("two requests at once for one phone make one lead", async () => {
    const phone = nextPhone();
    const answers = await Promise.all([1, 2, 3, 4].map(() => initiate({ phone })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    const made = answers.find(({ status }) => status === 200);
    for (const { status, json } of answers)
      if (status === 400) expect(json.existingLeadId).toBe(made?.json._id);
  });
});

describe("initiate by leadId", () => {
  it("puts a lead of init false into the first state; again changes nothing", async () => {
    const { json: lead } = await initiate({ phone: nextPhone() }, { init: false });
    expect(lead.currentState).toBeNull();
    const { json: begun } = await project.api.post(path, { leadId: lead._id });
    expect(begun).toEqual({
      ...lead,
      currentState: "make_first_call",
      updatedAt: expect.any(String),
    });
    await project.report(lead._id, { disposition: "Interested" });
    const { json: again } = await project.api.post(path, { leadId: lead._id });
    expect(again).toMatchObject({ success: true, _id: lead._id, currentState: "interested" });
  });

  it("answers an unknown lead and another project's the same", async () => {
    const other = await server.project();
    const foreign = await other.lead((await other.process()).id);
    for (const leadId of [unknownId, foreign._id, "x"]) {
      expectProblem(await project.api.post(path, { leadId }), 404, `Lead with ID ${leadId} not found`);
    }
  });
});

describe("scopes of initiate", () => {
  it("needs report", async () => {
    const body = { lead: { projectId: project.id, processId: process.id, name: "A", phone: nextPhone() } };
    expect((await project.as("read").post(path, body)).status).toBe(403);
    expect((await server.api().post(path, body)).status).toBe(401);
    expect((await project.as("report").post(path, body)).status).toBe(200);
  });
});
