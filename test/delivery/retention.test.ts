import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock();
const day = 24 * 3_600_000;
let server: TestServer;
let project: TestProject;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver({ answer: ({ path }) => ({ status: path === "/down" ? 410 : 200 }) });
  const env = { RETENTION_DAYS: "2", FAILED_RETENTION_DAYS: "4" };
  server = await startTestServer({ clock, env });
  project = await server.project();
});
afterAll(async () => {
  await server.stop();
  await receiver.close();
});

const list = async () => (await project.api.get("/api/v1/deliveries")).json.data;
const become = (expected: readonly string[], ms = 0) =>
  vi.waitFor(async () => {
    await clock.advance(ms);
    expect((await list()).map(({ status }) => status)).toEqual(expected);
  }, 10_000);

it("removes what has ended after its time, and a replay makes it anew", async () => {
  const since = new Date(clock.now()).toISOString();
  const { id: processId } = await project.process();
  const [good] = await project.callbacks(processId, [
    { url: `${receiver.url}/hook` },
    { url: `${receiver.url}/down`, order: "none" },
  ]);
  const lead = await project.lead(processId);
  await project.report(lead._id);
  // 410 paused the other one: it goes on being owed.
  await become(["failed", "delivered"]);
  await project.report(lead._id);
  await become(["pending", "delivered", "failed", "delivered"]);
  const before = (await list()).find(({ status }) => status === "delivered");
  await clock.advance(2 * day - 3_600_000);
  expect(await list()).toHaveLength(4);
  await clock.advance(3_600_000);
  await become(["pending", "failed"], 10 * 60_000);
  await clock.advance(2 * day);
  await become(["pending"], 10 * 60_000);
  const { json } = await project.api.get(`/api/v1/activities?leadId=${lead._id}`);
  expect(json.data).toHaveLength(2);
  await project.api.post(`/api/v1/callbacks/${good?.id}/replay`, { since });
  await become(["delivered", "delivered", "pending"]);
  expect((await list()).map(({ id }) => id)).not.toContain(before?.id);
  const bodies = receiver.requests.filter(({ path }) => path === "/hook").map(({ body }) => body);
  expect(bodies.slice(2)).toEqual(bodies.slice(0, 2));
});
