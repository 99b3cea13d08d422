import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import type { Answer, Fields } from "../support/api.ts";
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

describe("calls in progress", () => {
  const onCall = async (leadId: string) =>
    (await project.api.get(`/api/v1/leads/get?leadId=${leadId}`)).json.data.onCall;
  const begin = (leadId: string, providerCallId?: string) =>
    send(call(leadId, { callStatus: "in-progress", ...(providerCallId && { providerCallId }) }));

  it.each<[string, string | undefined, string | undefined, boolean]>([
    ["the same call ends", "c1", "c1", false],
    ["another call ends", "c1", "c2", true],
    ["a call without an id ends", "c1", undefined, false],
    ["any call ends where none was given", undefined, "c2", false],
    ["neither has an id", undefined, undefined, false],
  ])("%s", async (_, begun, ended, still) => {
    const lead = await project.lead(process.id);
    const { data } = (await begin(lead._id, begun)).json;
    expect(data).toMatchObject({ endedAt: null, connected: false, triggers: [], deliveries: 0 });
    expect(await onCall(lead._id)).toBe(true);
    await send(call(lead._id, { callStatus: "no-answer", ...(ended && { providerCallId: ended }) }));
    expect(await onCall(lead._id)).toBe(still);
  });

  it("ends by itself after 2 h, with an activity that says so", async () => {
    const lead = await project.lead(process.id);
    await begin(lead._id, "forgotten");
    const beganAt = now();
    await clock.advance(2 * 3_600_000 - 30_000);
    expect(await onCall(lead._id)).toBe(true);
    await vi.waitFor(async () => {
      await clock.advance(10_000);
      expect(await onCall(lead._id)).toBe(false);
    }, 5_000);
    const { json } = await project.api.get(`${path}?leadId=${lead._id}`);
    expect(json.data).toHaveLength(2);
    expect(json.data[0]).toMatchObject({
      type: "call",
      sequence: 2,
      callStatus: "failed",
      connected: false,
      startedAt: beganAt,
      providerCallId: "forgotten",
      summary: expect.stringContaining("No end of this call was reported within 120 min"),
      triggers: ["call.completed", "activity.latest_changed"],
    });
  });

  it("is not ended by a note or a schedule", async () => {
    const lead = await project.lead(process.id);
    await begin(lead._id);
    await send({ leadId: lead._id, type: "note" });
    await send({ leadId: lead._id, type: "schedule" });
    expect(await onCall(lead._id)).toBe(true);
  });
});
