import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fields } from "../support/api.ts";
import { expectProblem, expectWrongFields, unknownId } from "../support/problem.ts";
import { nextPhone, type TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let project: TestProject;
let process: Fields;
let callback: Fields;
beforeAll(async () => {
  server = await startTestServer();
  project = await server.project();
  process = await project.process();
  // Nothing listens there: what is owed is looked at, not sent.
  const url = "http://127.0.0.1:9/hook";
  const [made] = await project.callbacks(process.id, [{ url, triggers: ["call.completed"] }]);
  callback = made as Fields;
});
afterAll(() => server.stop());

const update = (body: unknown) => project.api.post("/api/v1/leads/update", body);
const read = async (leadId: string) =>
  (await project.api.get(`/api/v1/leads/get?leadId=${leadId}`)).json.data;

/** What the callback is owed about a lead, first to last, each with its payload. */
async function owed(leadId: string) {
  const { json } = await project.api.get(`/api/v1/deliveries?leadId=${leadId}`);
  const inOrder = [...json.data].reverse();
  const whole = inOrder.map(async ({ id }) => (await project.api.get(`/api/v1/deliveries/${id}`)).json);
  return (await Promise.all(whole)).map(({ kind, body, updateId }) => ({
    kind,
    updateId,
    payload: JSON.parse(body) as Fields,
  }));
}

describe("POST /api/v1/leads/update", () => {
  it("merges metadata, and tells the outcome with all of it", async () => {
    const lead = await project.lead(process.id, { referenceId: "U-1", metadata: { a: 1, deep: { x: 1 } } });
    const answer = await update({ leadId: lead._id, metadata: { b: 2, deep: { y: 2 } }, extra: "ignored" });
    expect(answer.json).toEqual({
      success: true,
      message: "Lead update initiated",
      updateId: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
    const merged = { a: 1, deep: { y: 2 }, b: 2 };
    expect((await read(lead._id)).metadata).toEqual(merged);
    const [outcome, ...more] = await owed(lead._id);
    expect(outcome).toEqual({
      kind: "update_outcome",
      updateId: answer.json.updateId,
      payload: {
        action_type: "update",
        updateId: answer.json.updateId,
        success: true,
        error: null,
        leadId: lead._id,
        referenceId: "U-1",
        timestamp: expect.any(Number),
        data: merged,
      },
    });
    // A change of metadata alone is recorded, and is nothing more that a backend is told.
    expect(more).toEqual([]);
    expect((await read(lead._id)).activities).toMatchObject([{ type: "update", sequence: 1, triggers: [] }]);
  });

  it("merges unknown fields where no metadata is given, and only there", async () => {
    const lead = await project.lead(process.id, { metadata: { a: 1 } });
    await update({ leadId: lead._id, plan: "gold", score: 7, name: "Asha Devi" });
    const after = await read(lead._id);
    expect(after).toMatchObject({ name: "Asha Devi", firstName: "Asha", lastName: "Devi" });
    expect(after.metadata).toEqual({ a: 1, plan: "gold", score: 7 });
  });

  it("finds the lead by referenceId with projectId and processId", async () => {
    const lead = await project.lead(process.id, { referenceId: "U-2" });
    const target = { referenceId: "U-2", projectId: project.id, processId: process.id };
    expect((await update({ ...target, metadata: { found: true } })).status).toBe(200);
    expect((await read(lead._id)).metadata).toEqual({ found: true });
    expect((await read(lead._id)).referenceId).toBe("U-2");
  });

  it("moves state and disposition: the outcome first, then the update's own delivery", async () => {
    const [all] = await project.callbacks(process.id, [
      { id: callback.id, url: callback.url, triggers: ["call.completed", "lead.status_changed"] },
    ]);
    expect(all?.id).toBe(callback.id);
    const lead = await project.lead(process.id);
    const { updateId } = (
      await update({
        leadId: lead._id,
        disposition: "Interested",
        userId: "agent-7",
        metadata: { by: "hand" },
      })
    ).json;
    expect(await read(lead._id)).toMatchObject({
      currentState: "interested",
      lastDisposition: "Interested",
      metadata: { by: "hand" },
    });
    const [outcome, moved, ...more] = await owed(lead._id);
    expect(more).toEqual([]);
    expect(outcome).toMatchObject({ kind: "update_outcome", updateId, payload: { success: true } });
    expect(moved).toMatchObject({
      kind: "activity",
      payload: {
        sequence: 1,
        lastActivityId: null,
        triggers: ["lead.status_changed", "disposition.final", "activity.latest_changed"],
        activity: {
          type: "update",
          status: "success",
          fromState: "make_first_call",
          toState: "interested",
          scheduledAt: null,
          result: {
            success: true,
            type: "update",
            leadId: lead._id,
            updateId,
            userId: "agent-7",
            changed: ["currentState", "lastDisposition", "metadata"],
          },
        },
      },
    });
  });

  it("lets targetState override the disposition's own state", async () => {
    const lead = await project.lead(process.id);
    await update({ leadId: lead._id, disposition: "Interested", targetState: "schedule_second_call" });
    expect(await read(lead._id)).toMatchObject({
      currentState: "schedule_second_call",
      lastDisposition: "Interested",
    });
  });

  it("makes no activity where nothing changes, and still tells the outcome", async () => {
    const lead = await project.lead(process.id, { metadata: { a: 1 } });
    await update({ leadId: lead._id, metadata: { a: 1 }, targetState: "make_first_call" });
    expect((await read(lead._id)).activities).toEqual([]);
    expect((await owed(lead._id)).map(({ kind }) => kind)).toEqual(["update_outcome"]);
  });

  it("is not done while a call is in progress: accepted, and the outcome says so", async () => {
    const lead = await project.lead(process.id, { metadata: { a: 1 } });
    await project.report(lead._id, { callStatus: "in-progress" });
    const answer = await update({ leadId: lead._id, metadata: { a: 2 }, targetState: "interested" });
    expect(answer.status).toBe(200);
    expect(await read(lead._id)).toMatchObject({ metadata: { a: 1 }, currentState: "make_first_call" });
    expect(await owed(lead._id)).toMatchObject([
      {
        kind: "update_outcome",
        payload: {
          success: false,
          error: "Lead update is not allowed while a call is in progress for this lead",
          data: null,
        },
      },
    ]);
    await project.report(lead._id);
    await update({ leadId: lead._id, metadata: { a: 2 } });
    expect((await read(lead._id)).metadata).toEqual({ a: 2 });
  });

  it("changes phone, email and referenceId, which then are free again", async () => {
    const phone = nextPhone();
    const lead = await project.lead(process.id, { phone, email: "was@example.com", referenceId: "U-3" });
    const target = { leadId: lead._id };
    const wanted = { phone: "098111 77777", email: "Is@Example.com", referenceId: "U-4" };
    expect((await update({ ...target, ...wanted })).status).toBe(200);
    expect(await read(lead._id)).toMatchObject({
      phone: "+919811177777",
      email: "is@example.com",
      referenceId: "U-4",
    });
    const next = await project.lead(process.id, { phone, email: "was@example.com", referenceId: "U-3" });
    expect(next.success).toBe(true);
  });
});

describe("refusals of update", () => {
  it("asks for a lead", async () => {
    expectProblem(await update({}), 400, "Either leadId or referenceId is required");
    expectProblem(await update({ leadId: "" }), 400, "Either leadId or referenceId is required");
    const text = "projectId and processId are required when using referenceId";
    expectProblem(await update({ referenceId: "x" }), 400, text);
    expectProblem(await update({ referenceId: "x", projectId: project.id }), 400, text);
    expectProblem(await update({ referenceId: "x", processId: process.id }), 400, text);
  });

  it("403 for another projectId, 404 for unknown leads and another project's", async () => {
    const other = await server.project();
    const process2 = await other.process();
    const foreign = await other.lead(process2.id, { referenceId: "F-1" });
    const mismatch = "projectId does not match authenticated project";
    expectProblem(await update({ leadId: foreign._id, projectId: other.id }), 403, mismatch);
    expectProblem(
      await update({ referenceId: "F-1", projectId: unknownId, processId: process2.id }),
      403,
      mismatch,
    );
    for (const leadId of [foreign._id, unknownId]) {
      expectProblem(await update({ leadId, metadata: { a: 1 } }), 404, `Lead with ID ${leadId} not found`);
    }
    const byReference = { referenceId: "F-1", projectId: project.id, processId: process2.id };
    expect((await update(byReference)).status).toBe(404);
    expect((await other.api.get(`/api/v1/leads/get?leadId=${foreign._id}`)).json.data.metadata).toEqual({});
  });

  it("400 with existingLeadId for what another lead has, and nothing is owed for it", async () => {
    const holder = await project.lead(process.id, { referenceId: "H-1", email: "h@example.com" });
    const lead = await project.lead(process.id);
    const taken: [Record<string, string>, string][] = [
      [{ phone: holder.phone }, "A call attempt has already been made to this phone number for this project"],
      [{ email: "h@example.com" }, "Lead with email h@example.com already exists for this project"],
      [{ referenceId: "H-1" }, "Lead with referenceId H-1 already exists for this project and process"],
    ];
    for (const [fields, text] of taken) {
      const answer = await update({ leadId: lead._id, ...fields, metadata: { never: true } });
      expect(answer.json).toMatchObject({ status: 400, error: text, existingLeadId: holder._id });
    }
    expect((await read(lead._id)).metadata).toEqual({});
    expect(await owed(lead._id)).toEqual([]);
    // Its own phone is no duplicate.
    expect((await update({ leadId: lead._id, phone: lead.phone })).status).toBe(200);
  });

  it("400 for what the process does not have, naming the field", async () => {
    const lead = await project.lead(process.id);
    expectWrongFields(await update({ leadId: lead._id, targetState: "nowhere" }), ["targetState"]);
    expectWrongFields(await update({ leadId: lead._id, disposition: "Maybe" }), ["disposition"]);
    expectWrongFields(await update({ leadId: lead._id, metadata: "x" }), ["metadata"]);
    expectWrongFields(await update({ leadId: lead._id, name: "  " }), ["name"]);
    expectWrongFields(await update({ leadId: lead._id, phone: "12" }), ["phone"]);
    expect((await update({ leadId: lead._id, phone: "9999999999" })).json.error).toBe(
      "Phone number contains repeating digits pattern",
    );
    expect((await read(lead._id)).activities).toEqual([]);
  });

  it("400 for metadata that would come to more than 256 KiB with what is stored, by its bytes", async () => {
    const tooLarge = "metadata may come to 256 KiB at most";
    const half = "é".repeat(65_000); // 130,000 bytes
    const lead = await project.lead(process.id, { metadata: { half } });
    expectWrongFields(await update({ leadId: lead._id, metadata: { other: `${half}é`.repeat(2) } }), [
      "metadata",
    ]);
    expectWrongFields(await update({ leadId: lead._id, loose: half, more: "x".repeat(4_000) }), ["metadata"]);
    expect((await read(lead._id)).metadata).toEqual({ half });
    expect(await owed(lead._id)).toEqual([]);
    expect((await update({ leadId: lead._id, metadata: { other: half } })).status).toBe(200);
    expect((await read(lead._id)).metadata).toEqual({ half, other: half });
    const added = {
      projectId: project.id,
      processId: process.id,
      name: "A",
      metadata: { x: "é".repeat(131_100) },
    };
    const made = await project.api.post("/api/v1/leads/initiate", { lead: { ...added, phone: nextPhone() } });
    expectWrongFields(made, ["lead.metadata"]);
    expect(made.json.error).toBe(tooLarge);
    const bulk = await project.api.post("/api/v1/leads/bulk/initiate", {
      leads: [
        { ...added, phone: nextPhone() },
        { ...added, phone: nextPhone(), metadata: {} },
      ],
    });
    expect(bulk.json.errors).toEqual([expect.objectContaining({ error: tooLarge })]);
    expect(bulk.json.success).toHaveLength(1);
  });

  it("409 in an archived process, and a paused one goes on", async () => {
    const paused = await project.process();
    const lead = await project.lead(paused.id);
    const path = `/api/v1/processes/${paused.id}`;
    await project.api.patch(path, { status: "paused" }, { "if-match": '"1"' });
    expect((await update({ leadId: lead._id, metadata: { a: 1 } })).status).toBe(200);
    await project.api.delete(path);
    expect((await update({ leadId: lead._id, metadata: { a: 2 } })).status).toBe(409);
    expect((await read(lead._id)).metadata).toEqual({ a: 1 });
  });
});
