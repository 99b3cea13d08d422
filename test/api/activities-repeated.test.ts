import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import type { Answer, Fields } from "../support/api.ts";
import { expectWrongFields } from "../support/problem.ts";
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
const call = (leadId: string, fields: Record<string, unknown> = {}) => ({
  leadId,
  type: "call",
  callStatus: "completed",
  ...fields,
});

describe("Idempotency-Key", () => {
  const count = async (leadId: string) =>
    (await project.api.get(`${path}?leadId=${leadId}`)).json.data.length;

  it("answers the same for the same body, and stores it once", async () => {
    const lead = await project.lead(process.id);
    const body = { activities: [call(lead._id), { type: "call" }, call(lead._id)] };
    const key = { "idempotency-key": "k-1" };
    const first = await send(body, key);
    await clock.advance(60_000);
    const second = await send(body, key);
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect(await count(lead._id)).toBe(2);
    await send(body);
    expect(await count(lead._id)).toBe(4);
  });

  it("answers a refusal the same", async () => {
    const body = { referenceId: "later", processId: process.id, type: "note" };
    const key = { "idempotency-key": "k-refused" };
    const first = await send(body, key);
    await project.lead(process.id, { referenceId: "later" });
    expect((await send(body, key)).text).toBe(first.text);
  });

  it("409 for another body", async () => {
    const lead = await project.lead(process.id);
    const key = { "idempotency-key": "k-2" };
    await send(call(lead._id), key);
    const answer = await send(call(lead._id, { summary: "else" }), key);
    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ status: 409, success: false });
    expect(await count(lead._id)).toBe(1);
  });

  it("stores once what arrives twice at the same time", async () => {
    const lead = await project.lead(process.id);
    const key = { "idempotency-key": "k-3" };
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => send(call(lead._id), key)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await count(lead._id)).toBe(1);
  });

  it("is another project's own, and is kept for 24 h", async () => {
    const key = { "idempotency-key": "k-4" };
    const lead = await project.lead(process.id);
    await send(call(lead._id), key);
    const other = await server.project();
    const foreign = await other.lead((await other.process()).id);
    expect((await other.api.post(path, call(foreign._id), key)).status).toBe(201);
    await clock.advance(24 * 3_600_000 - 1);
    expect((await send(call(lead._id), key)).status).toBe(201);
    expect(await count(lead._id)).toBe(1);
    await clock.advance(1);
    expect((await send(call(lead._id), key)).status).toBe(201);
    expect(await count(lead._id)).toBe(2);
  });

  it("has 1 to 255 characters", async () => {
    const lead = await project.lead(process.id);
    expectWrongFields(await send(call(lead._id), { "idempotency-key": "" }), ["Idempotency-Key"]);
    expectWrongFields(await send(call(lead._id), { "idempotency-key": "k".repeat(256) }), [
      "Idempotency-Key",
    ]);
    expect((await send(call(lead._id), { "idempotency-key": "k".repeat(255) })).status).toBe(201);
  });
});
