import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createSignInToken } from "../../src/cli/first-run.ts";
import { FakeClock } from "../fakes/clock.ts";
import { type Receiver, type Answer as Reply, startReceiver } from "../fakes/receiver.ts";
import { type EventSource, openEvents } from "../support/event-source.ts";
import { expectProblem } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock(Date.now());
let server: TestServer;
let project: TestProject;
let receiver: Receiver;
let reply: Reply = {};
const streams: EventSource[] = [];
beforeAll(async () => {
  receiver = await startReceiver({ answer: () => reply });
  server = await startTestServer({ clock });
  project = await server.project();
});
afterEach(async () => {
  reply = {};
  for (const stream of streams.splice(0)) stream.close();
  // Above 50 a second events are counted: each test begins with a second of its own.
  await clock.advance(1_000);
});
afterAll(async () => {
  await server.stop();
  await receiver.close();
});

async function open(headers: Record<string, string> = {}, of = project, query = "") {
  const authorization = `Bearer ${of.tokens.read}`;
  const stream = await openEvents(`${server.url}/api/v1/events${query}`, { authorization, ...headers });
  streams.push(stream);
  await vi.waitFor(() => expect(stream.text()).not.toBe(""));
  return stream;
}
async function setup(fields: Record<string, unknown> = {}) {
  const { id: processId } = await project.process();
  const [callback] = await project.callbacks(processId, [{ url: `${receiver.url}/hook`, ...fields }]);
  return { processId, callbackId: callback?.id ?? "", lead: await project.lead(processId) };
}
const statuses = (stream: EventSource) =>
  stream.events().flatMap(({ name, data }) => (name === "delivery" ? [data.status] : []));

describe("GET /api/v1/events", () => {
  it("tells activities and deliveries with their ids and states, in the order of the commits", async () => {
    const { processId, callbackId, lead } = await setup();
    const stream = await open();
    expect(stream.headers["content-type"]).toMatch(/^text\/event-stream/);
    expect(stream.headers["cache-control"]).toContain("no-store");
    expect(stream.headers["x-content-type-options"]).toBe("nosniff");
    const activity = await project.report(lead._id);
    await vi.waitFor(() => expect(stream.events()).toHaveLength(3));
    const [first, owed, ended] = stream.events();
    expect(first).toMatchObject({ name: "activity", data: { id: activity.id, leadId: lead._id, processId } });
    const [delivery] = (await project.api.get(`/api/v1/deliveries?callbackId=${callbackId}`)).json.data;
    const data = { id: delivery?.id, callbackId, leadId: lead._id, processId };
    expect(owed).toMatchObject({ name: "delivery", data: { ...data, status: "pending" } });
    expect(ended).toMatchObject({ name: "delivery", data: { ...data, status: "delivered" } });
    const numbers = stream.events().map(({ id }) => Number(id.split("-")[1]));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it("tells held, retrying, failed and released deliveries", async () => {
    const { lead } = await setup();
    const stream = await open();
    reply = { status: 500 };
    await project.report(lead._id);
    await project.report(lead._id);
    await vi.waitFor(() => expect(statuses(stream).sort()).toEqual(["held", "pending", "retrying"]));
    reply = { status: 410 };
    // The 410 ends the first, which releases the second, and pauses the callback.
    await vi.waitFor(async () => {
      await clock.advance(1_000);
      expect(statuses(stream).slice(3)).toEqual(["failed", "pending"]);
    });
  });

  it("tells a resend, a test, and how many a Resume has skipped", async () => {
    const { callbackId, lead } = await setup();
    await project.report(lead._id);
    const list = `/api/v1/deliveries?callbackId=${callbackId}`;
    await vi.waitFor(async () =>
      expect((await project.api.get(list)).json.data[0]?.status).toBe("delivered"),
    );
    const stream = await open();
    const [delivery] = (await project.api.get(list)).json.data;
    await project.api.post(`/api/v1/deliveries/${delivery?.id}/resend`);
    await vi.waitFor(() => expect(statuses(stream)).toEqual(["retrying", "delivered"]));
    await project.api.post(`/api/v1/callbacks/${callbackId}/test`);
    await vi.waitFor(() => expect(statuses(stream)).toHaveLength(3));
    await project.api.post(`/api/v1/callbacks/${callbackId}/pause`);
    for (let n = 0; n < 3; n += 1) await project.report(lead._id);
    await project.api.post(`/api/v1/callbacks/${callbackId}/resume`, { pending: "skip" });
    await clock.advance(250);
    await vi.waitFor(() =>
      expect(stream.events().at(-1)).toMatchObject({
        name: "changed",
        data: { activities: 0, deliveries: 3 },
      }),
    );
  });

  it("counts what comes faster than 50 a second, and loses none of it", async () => {
    const { processId, lead } = await setup({ enabled: false });
    const other = await project.lead(processId);
    const stream = await open();
    const report = (leadId: string) => ({ leadId, type: "call", callStatus: "completed" });
    const activities = Array.from({ length: 400 }, (_, n) => report(n % 2 ? lead._id : other._id));
    await project.api.post("/api/v1/activities", { activities });
    await clock.advance(250);
    await vi.waitFor(() => expect(stream.events()).toHaveLength(1));
    expect(stream.events()).toMatchObject([{ name: "changed", data: { activities: 400, deliveries: 0 } }]);
  });

  it("resumes after Last-Event-ID, and resets where it cannot", async () => {
    const { lead } = await setup({ enabled: false });
    const stream = await open();
    const position = stream.lastEventId();
    stream.close();
    const missed = await project.report(lead._id);
    const back = await open({ "last-event-id": position });
    expect(back.events()).toMatchObject([{ name: "activity", data: { id: missed.id } }]);
    const lost = await open({ "last-event-id": "0123456789ab-7" });
    expect(lost.events()).toMatchObject([{ name: "reset", id: back.lastEventId() }]);
  });

  it("beats every 15 s, and ends within that once the token is revoked", async () => {
    const token = await project.token("read");
    const stream = await open({ authorization: `Bearer ${token}` });
    await clock.advance(15_000);
    await vi.waitFor(() => expect(stream.text()).toMatch(/: heartbeat\n\n$/));
    const id = (await server.store.read.listTokens(project.id)).at(-1)?.id ?? "";
    await server.store.write.revokeToken({ projectId: project.id, id, now: clock.now(), audit: [] });
    await clock.advance(15_000);
    await stream.ended;
  });

  it("tells nothing of another project", async () => {
    const other = await server.project("Other");
    const { lead } = await setup({ enabled: false });
    const [own, foreign] = [await open(), await open({}, other)];
    await project.report(lead._id);
    await vi.waitFor(() => expect(own.events()).toHaveLength(1));
    await clock.advance(15_000);
    await vi.waitFor(() => expect(foreign.text()).toContain("heartbeat"));
    expect(foreign.events()).toEqual([]);
  });

  it("is open to a session, for the project of the query, and to nobody else", async () => {
    const link = await server.api().get(`/sign-in?token=${await createSignInToken(server.store)}`);
    const cookie = String(link.headers["set-cookie"]).split(";")[0] ?? "";
    const other = await server.project("Of the session");
    const { id } = await other.process();
    const lead = await other.lead(id);
    const stream = await openEvents(`${server.url}/api/v1/events?project=${other.id}`, { cookie });
    streams.push(stream);
    await other.report(lead._id);
    await vi.waitFor(() => expect(stream.events()).toHaveLength(1));
    const asked = await server.api().get("/api/v1/events?project=6964f2c80000000000000000", { cookie });
    expect(asked.status).toBe(403);
    expect((await server.api().get("/api/v1/events")).status).toBe(401);
    const foreign = { cookie, "sec-fetch-site": "cross-site" };
    expect((await server.api().get("/api/v1/events", foreign)).status).toBe(403);
  });

  it("refuses the 101st stream of a project", async () => {
    const full = await server.project("Full");
    await Promise.all(Array.from({ length: 100 }, () => open({}, full)));
    const answer = await full.as("read").get("/api/v1/events");
    expectProblem(answer, 503, "Too many streams are open, or the server stops");
    expect(answer.headers["retry-after"]).toBe("5");
  });
});

describe("a stop", () => {
  it("ends open streams, slow readers too, and does not wait for them", async () => {
    const own = await startTestServer();
    const { tokens } = await own.project();
    const headers = { authorization: `Bearer ${tokens.read}` };
    const reading = await openEvents(`${own.url}/api/v1/events`, headers);
    const standing = await openEvents(`${own.url}/api/v1/events`, headers);
    standing.pause();
    const began = performance.now();
    await own.stop();
    await reading.ended;
    expect(performance.now() - began).toBeLessThan(5_000);
    standing.close();
  });
});
