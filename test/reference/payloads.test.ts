import { afterAll, beforeAll, expect, it } from "vitest";
import { payloadFormats } from "../../src/contract/words.ts";
import { openApiDocument } from "../../src/http/reference/document.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import { wrongPayload } from "../support/openapi.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let receiver: Receiver;
let project: TestProject;

beforeAll(async () => {
  server = await startTestServer();
  receiver = await startReceiver({ answer: ({ path }) => ({ status: path === "/hook" ? 410 : 200 }) });
  project = await server.project();
});
afterAll(async () => {
  await server.stop();
  await receiver.close();
});

/** The bodies of what a callback is owed, oldest first. */
async function owed(callbackId: string): Promise<string[]> {
  const { json } = await project.api.get(`/api/v1/deliveries?callbackId=${callbackId}`);
  const found = await Promise.all(
    json.data.map(({ id }: Fields) => project.api.get(`/api/v1/deliveries/${id}`)),
  );
  return found.map(({ json: delivery }) => delivery.body).reverse();
}

const rich = {
  disposition: "Interested",
  summary: "Wants the details.",
  startedAt: "2026-01-12T04:54:00Z",
  endedAt: "2026-01-12T04:55:19Z",
  transcript: [{ role: "agent", text: "नमस्ते", at: 1.2 }, "and a line by itself"],
  recordingUrl: "https://recordings.example.com/1.mp3",
  providerCallId: "CA1",
  input: { any: ["thing"] },
  result: 7,
};

it("what each payload format sends of every kind of activity is as the document has it", async () => {
  const { id: processId } = await project.process();
  const list = payloadFormats.map((payloadFormat) => ({
    url: `https://example.com/${payloadFormat}`,
    payloadFormat,
  }));
  const callbacks = await project.callbacks(processId, list);
  for (const { id } of callbacks) await project.api.post(`/api/v1/callbacks/${id}/pause`);
  const { _id: leadId } = await project.lead(processId, { metadata: { city: "Pune" } });
  await project.report(leadId);
  await project.report(leadId, rich);
  await project.report(leadId, { callStatus: "failed" });
  await project.report(leadId, { type: "schedule", callStatus: null, scheduledAt: rich.endedAt });
  await project.report(leadId, { type: "update", callStatus: null, disposition: "Call Back Later" });
  const update = { leadId, metadata: { plan: "gold" }, targetState: "not_interested", userId: "u1" };
  expect((await project.api.post("/api/v1/leads/update", update)).status).toBe(200);
  await project.report(leadId, { callStatus: "in-progress" });
  expect((await project.api.post("/api/v1/leads/update", update)).status).toBe(200);
  for (const [at, callback] of callbacks.entries()) {
    const bodies = await owed(callback.id);
    const outcomes = bodies.filter((body) => !body.includes('"activityId"'));
    expect([bodies.length, outcomes.length]).toEqual([8, 2]);
    const format = payloadFormats[at] ?? "";
    for (const body of bodies) {
      expect(wrongPayload(outcomes.includes(body) ? "update_outcome" : format, body)).toBeNull();
      expect(wrongPayload("test", body)).toBeNull();
    }
    expect(wrongPayload(format, outcomes[0] ?? ""), "one that is another").not.toBeNull();
  }
  const samples = (await project.api.get(`/api/v1/processes/${processId}/sample-payloads`)).json;
  for (const format of payloadFormats)
    expect(wrongPayload(format, JSON.stringify(samples[format]))).toBeNull();
});

it("Ringback's own events are, and so are the headers that come with them", async () => {
  const operational = { url: `${receiver.url}/operational`, auth: { type: "bearer", token: "t" } };
  await project.api.put("/api/v1/operational-callback", operational);
  const { id: processId } = await project.process();
  const [callback] = await project.callbacks(processId, [{ url: `${receiver.url}/hook` }]);
  await project.report((await project.lead(processId))._id);
  const told = () => receiver.requests.filter(({ path }) => path === "/operational");
  await expect.poll(() => told().length, { timeout: 10_000 }).toBe(2);
  await project.api.post(`/api/v1/callbacks/${callback?.id}/resume`, { pending: "skip" });
  await expect.poll(() => told().length, { timeout: 10_000 }).toBe(3);
  const types = told().map(({ body }) => (JSON.parse(body) as Fields).type);
  expect(types.sort()).toEqual(["callback.paused", "callback.resumed", "delivery.failed"]);
  for (const { body } of told()) expect(wrongPayload("operational", body)).toBeNull();

  const { operational: webhook } = openApiDocument("http://localhost", "1").webhooks;
  const parameters = webhook?.post?.parameters as { name: string }[];
  const named = parameters.map(({ name }) => name.toLowerCase());
  const ofHttp = ["host", "connection", "content-type", "content-length", "accept", "accept-encoding"];
  const sent = Object.keys(told()[0]?.headers ?? {}).filter((name) => !ofHttp.includes(name));
  expect(sent.sort()).toEqual(named.sort());
});
