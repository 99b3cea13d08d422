import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import { type Receiver, type Answer as Reply, startReceiver } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import { expectProblem, expectWrongFields, unknownId } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock();
const day = 24 * 3_600_000;
let server: TestServer;
let project: TestProject;
let receiver: Receiver;
let reply: Reply = {};
beforeAll(async () => {
  receiver = await startReceiver({ answer: () => reply });
  server = await startTestServer({ clock, random: () => 0, env: { RETRY_SCHEDULE: "1s" } });
  project = await server.project();
});
beforeEach(async () => {
  reply = {};
  // Each test has times of its own.
  await clock.advance(day);
});
afterAll(async () => {
  await server.stop();
  await receiver.close();
});

const iso = (at: number) => new Date(at).toISOString();
const list = async (callbackId: string): Promise<Fields[]> =>
  (await project.api.get(`/api/v1/deliveries?callbackId=${callbackId}&limit=200`)).json.data.reverse();
const statuses = async (callbackId: string) => (await list(callbackId)).map(({ status }) => status);
const becomes = (callbackId: string, expected: readonly string[]) =>
  vi.waitFor(async () => {
    await clock.advance(0);
    expect(await statuses(callbackId)).toEqual(expected);
  }, 10_000);
const ended = (jobId: string) =>
  vi.waitFor(async () => {
    await clock.advance(0);
    const { json } = await project.as("read").get(`/api/v1/jobs/${jobId}`);
    expect(json.status).not.toBe("running");
    return json;
  }, 10_000);
/** What arrived at a path since `from` requests had: the sequence of each activity, or `outcome`. */
const arrivedAt = (path: string, from = 0) =>
  receiver.requests
    .slice(from)
    .filter((request) => request.path === path)
    .map((request) => {
      const body = JSON.parse(request.body) as Fields;
      return body.activity === undefined ? "outcome" : body.sequence;
    });

/** A process with one callback, and a lead. */
async function world(fields: Record<string, unknown> = {}) {
  const { id: processId } = await project.process();
  const url = `${receiver.url}/${processId}`;
  const [made] = await project.callbacks(processId, [{ url, ...fields }]);
  const lead = await project.lead(processId);
  const id = made?.id ?? "";
  return { processId, id, leadId: lead._id, path: `/api/v1/callbacks/${id}`, at: `/${processId}` };
}

/** Reports calls that fail for good, one after the other. */
async function failing(of: { id: string; leadId: string }, count: number): Promise<void> {
  reply = { status: 500 };
  const failed = async () => (await statuses(of.id)).filter((status) => status === "failed").length;
  const before = await failed();
  for (let n = 1; n <= count; n += 1) {
    await project.report(of.leadId);
    await vi.waitFor(async () => {
      await clock.advance(1_000);
      expect(await failed()).toBe(before + n);
    }, 10_000);
  }
  reply = {};
}

describe("recover", () => {
  it("sends all that failed since a time again, the same deliveries in order", async () => {
    const one = await world();
    await failing(one, 1);
    await clock.advance(60_000);
    const since = clock.now();
    await failing(one, 3);
    const before = await list(one.id);
    const from = receiver.requests.length;
    expect((await project.api.post(`${one.path}/recover`, { since: iso(since), dryRun: true })).json).toEqual(
      {
        count: 3,
      },
    );
    expect(await statuses(one.id)).toEqual(["failed", "failed", "failed", "failed"]);
    // The last moment that counts is that in which it was asked for.
    const until = clock.now() + 1;
    const begun = await project.api.post(`${one.path}/recover`, { since: iso(since) });
    expect(begun.status).toBe(202);
    expect(Object.keys(begun.json)).toEqual(["jobId"]);
    await becomes(one.id, ["failed", "delivered", "delivered", "delivered"]);
    expect(await ended(begun.json.jobId)).toEqual({
      id: begun.json.jobId,
      kind: "recover",
      callbackId: one.id,
      processId: one.processId,
      status: "done",
      since: iso(since),
      until: iso(until),
      only: null,
      total: 3,
      done: 3,
      error: null,
      createdAt: expect.stringMatching(/Z$/),
      endedAt: expect.stringMatching(/Z$/),
    });
    expect(arrivedAt(one.at, from)).toEqual([2, 3, 4]);
    const after = await list(one.id);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.map(({ attempts }) => attempts)).toEqual([2, 3, 3, 3]);
  });

  it("ends before `until`, and takes no other callback's", async () => {
    const one = await world();
    await failing(one, 1);
    await clock.advance(60_000);
    const until = clock.now();
    await failing(one, 1);
    const other = await world();
    await failing(other, 1);
    const body = { since: iso(until - 600_000), until: iso(until) };
    const { jobId } = (await project.api.post(`${one.path}/recover`, body)).json;
    expect(await ended(jobId)).toMatchObject({ total: 1, done: 1, until: iso(until) });
    await becomes(one.id, ["delivered", "failed"]);
    expect(await statuses(other.id)).toEqual(["failed"]);
  });

  it("waits for a paused callback to be resumed", async () => {
    const one = await world();
    const since = iso(clock.now());
    await failing(one, 2);
    await project.api.post(`${one.path}/pause`);
    const from = receiver.requests.length;
    const { jobId } = (await project.api.post(`${one.path}/recover`, { since })).json;
    expect(await ended(jobId)).toMatchObject({ status: "done", done: 2 });
    await clock.advance(60_000);
    expect(await statuses(one.id)).toEqual(["pending", "held"]);
    expect(receiver.requests.length).toBe(from);
    await project.api.post(`${one.path}/resume`, {});
    await becomes(one.id, ["delivered", "delivered"]);
  });
});

describe("replay", () => {
  it("sends to a callback that was added later what it would have been owed, in order", async () => {
    const first = await world();
    const since = clock.now();
    const { leadId, processId } = first;
    await project.report(leadId, { disposition: "No Answer" });
    await project.api.post("/api/v1/leads/update", { leadId, targetState: "interested", metadata: { a: 1 } });
    await project.report(leadId, { type: "note", callStatus: undefined, summary: "nothing to send" });
    await project.report(leadId);
    await becomes(first.id, ["delivered", "delivered", "delivered", "delivered"]);
    const url = `${receiver.url}/later-${processId}`;
    const own = { id: first.id, url: `${receiver.url}/${processId}` };
    const [, later] = await project.callbacks(processId, [own, { url }]);
    const path = `/api/v1/callbacks/${later?.id}/replay`;
    const body = { since: iso(since), only: "undelivered" };
    expect((await project.api.post(path, { ...body, dryRun: true })).json).toEqual({ count: 4 });
    const { jobId } = (await project.api.post(path, body)).json;
    expect(await ended(jobId)).toMatchObject({ kind: "replay", only: "undelivered", total: 4, done: 4 });
    await becomes(later?.id ?? "", ["delivered", "delivered", "delivered", "delivered"]);
    expect(arrivedAt(`/later-${processId}`)).toEqual([1, "outcome", 2, 4]);
    // The same as the first one got, but for the id.
    const bodies = (at: string) =>
      receiver.requests.filter((request) => request.path === at).map((request) => request.body);
    expect(bodies(`/later-${processId}`)).toEqual(bodies(`/${processId}`));
    // All of it is delivered now: nothing is left, and everything is the same deliveries again.
    expect((await project.api.post(path, { ...body, dryRun: true })).json).toEqual({ count: 0 });
    const ids = (await list(later?.id ?? "")).map(({ id }) => id);
    const again = (await project.api.post(path, { ...body, only: "all" })).json.jobId;
    expect(await ended(again)).toMatchObject({ only: "all", total: 4, done: 4 });
    await vi.waitFor(async () => {
      await clock.advance(0);
      expect((await list(later?.id ?? "")).map(({ attempts }) => attempts)).toEqual([2, 2, 2, 2]);
    }, 10_000);
    expect((await list(later?.id ?? "")).map(({ id }) => id)).toEqual(ids);
    expect(arrivedAt(`/later-${processId}`)).toEqual([1, "outcome", 2, 4, 1, "outcome", 2, 4]);
  });

  it("shows a lead as it stood then, whether that was kept or not", async () => {
    const first = await world({ payloadFormat: "lead_update" });
    const plain = await world();
    const since = clock.now();
    const told = async ({ processId, leadId }: { processId: string; leadId: string }) => {
      await project.report(leadId, { disposition: "No Answer" });
      await clock.advance(1_000);
      const update = { leadId, name: "Renamed", metadata: { plan: "gold" }, targetState: "interested" };
      await project.api.post("/api/v1/leads/update", update);
      await project.report(leadId, { disposition: "Not Interested" });
      await project.api.post("/api/v1/leads/update", { leadId, metadata: { plan: "none" } });
      return processId;
    };
    await told(first);
    await becomes(first.id, Array(5).fill("delivered"));
    const processId = await told(plain);
    await becomes(plain.id, Array(5).fill("delivered"));
    const own = { id: plain.id, url: `${receiver.url}/${processId}` };
    const format = { payloadFormat: "lead_history", url: `${receiver.url}/later-${processId}` };
    const [, later] = await project.callbacks(processId, [own, format]);
    const body = { since: iso(since), only: "all" };
    const { jobId } = (await project.api.post(`/api/v1/callbacks/${later?.id}/replay`, body)).json;
    expect(await ended(jobId)).toMatchObject({ status: "done", done: 5 });
    await becomes(later?.id ?? "", Array(5).fill("delivered"));
    const leads = (at: string) =>
      receiver.requests
        .filter((request) => request.path === at)
        .flatMap((request) => (JSON.parse(request.body) as { lead?: Fields }).lead ?? [])
        .map(({ name, currentState, lastDisposition, metadata }) => [
          name,
          currentState,
          lastDisposition,
          metadata,
        ]);
    expect(leads(`/later-${processId}`)).toEqual(leads(`/${first.processId}`));
    expect(leads(`/later-${processId}`)).toEqual([
      ["Asha Verma", "make_first_call", "No Answer", {}],
      ["Renamed", "interested", "No Answer", { plan: "gold" }],
      ["Renamed", "not_interested", "Not Interested", { plan: "gold" }],
    ]);
  });

  it("goes by the triggers and filters of the callback as they are now", async () => {
    const one = await world({ enabled: false });
    const since = clock.now();
    await project.report(one.leadId, { disposition: "Interested" });
    await project.report(one.leadId, { disposition: "Not Interested" });
    await project.report(one.leadId, { toState: "interested" });
    await project.report(one.leadId);
    const path = `${one.path}/replay`;
    const count = async (fields: Record<string, unknown>) => {
      await project.callbacks(one.processId, [{ id: one.id, url: `${receiver.url}${one.at}`, ...fields }]);
      return (await project.api.post(path, { since: iso(since), dryRun: true })).json.count;
    };
    expect(await count({})).toBe(4);
    expect(await count({ triggers: ["disposition.final"] })).toBe(2);
    expect(await count({ dispositions: ["Interested"] })).toBe(1);
    expect(await count({ states: ["interested"] })).toBe(3);
    await count({ enabled: false });
    expectProblem(
      await project.api.post(path, { since: iso(since) }),
      409,
      "A disabled callback is owed nothing: enable it first",
    );
  });

  it("leaves alone what is still owed, and takes up what was skipped", async () => {
    const one = await world();
    const since = clock.now();
    await project.api.post(`${one.path}/pause`);
    await project.report(one.leadId);
    await project.report(one.leadId);
    await project.api.post(`${one.path}/resume`, { pending: "skip" });
    await project.api.post(`${one.path}/pause`);
    await project.report(one.leadId);
    expect(await statuses(one.id)).toEqual(["skipped", "skipped", "pending"]);
    const { jobId } = (await project.api.post(`${one.path}/replay`, { since: iso(since), only: "all" })).json;
    expect(await ended(jobId)).toMatchObject({ total: 2, done: 2 });
    await project.api.post(`${one.path}/resume`, {});
    await becomes(one.id, ["delivered", "delivered", "delivered"]);
    expect(arrivedAt(one.at).filter((sequence) => sequence !== 3)).toEqual([1, 2]);
  });
});

describe("an operational callback", () => {
  it("can be recovered, and has nothing to replay", async () => {
    const { id } = (await project.api.put("/api/v1/operational-callback", { url: `${receiver.url}/ops` }))
      .json;
    const one = await world();
    const since = iso(clock.now());
    reply = { status: 410 };
    await project.report(one.leadId);
    await vi.waitFor(async () => {
      await clock.advance(0);
      expect(new Set(await statuses(id))).toEqual(new Set(["failed"]));
    }, 10_000);
    reply = {};
    const path = `/api/v1/callbacks/${id}`;
    const detail = "An operational callback has no activities to replay: recover what failed";
    expectProblem(await project.api.post(`${path}/replay`, { since }), 409, detail);
    const { jobId } = (await project.api.post(`${path}/recover`, { since })).json;
    expect(await ended(jobId)).toMatchObject({ status: "done", processId: null });
    await project.api.post(`${path}/resume`, {});
    await vi.waitFor(async () => {
      await clock.advance(0);
      expect(new Set(await statuses(id))).toEqual(new Set(["delivered"]));
    }, 10_000);
    await project.api.delete("/api/v1/operational-callback");
  });
});

describe("jobs", () => {
  it("are listed newest first, also of one callback", async () => {
    const [one, other] = [await world(), await world()];
    const ids: string[] = [];
    for (const { path } of [one, other, one]) {
      ids.push((await project.api.post(`${path}/recover`, { since: iso(clock.now()) })).json.jobId);
    }
    const page = async (query: string) => (await project.as("read").get(`/api/v1/jobs?${query}`)).json;
    const { data, nextCursor } = await page("limit=2");
    expect(data.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect((await page(`limit=2&cursor=${nextCursor}`)).data[0]?.id).toBe(ids[0]);
    const own = await page(`callbackId=${one.id}`);
    expect(own.data.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
    expect(own.nextCursor).toBeNull();
  });

  it("stop where they are when they are cancelled, and fail with their callback", async () => {
    const one = await world();
    const since = clock.now();
    // More than is opened while so much is due.
    await project.api.post(`${one.path}/pause`);
    const activities = Array.from({ length: 300 }, () => ({
      leadId: one.leadId,
      type: "call",
      callStatus: "completed",
    }));
    const leads = await Promise.all(Array.from({ length: 300 }, () => project.lead(one.processId)));
    for (const [index, lead] of leads.entries())
      activities[index] = { ...activities[index], leadId: lead._id } as never;
    await project.api.post("/api/v1/activities", { activities });
    await project.api.post(`${one.path}/resume`, { pending: "skip" });
    await project.api.post(`${one.path}/pause`);
    await project.api.post("/api/v1/activities", { activities });
    const begin = async () =>
      (await project.api.post(`${one.path}/replay`, { since: iso(since) })).json.jobId as string;
    const [cancelled, failed] = [await begin(), await begin()];
    await clock.advance(1_000);
    const get = async (id: string) => (await project.api.get(`/api/v1/jobs/${id}`)).json;
    expect(await get(cancelled)).toMatchObject({ status: "running", total: 300, done: 0 });
    const answer = await project.api.post(`/api/v1/jobs/${cancelled}/cancel`);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ status: "cancelled", endedAt: iso(clock.now()) });
    // What has ended stays as it is.
    expect((await project.api.post(`/api/v1/jobs/${cancelled}/cancel`)).json).toEqual(answer.json);
    await project.callbacks(one.processId, []);
    await clock.advance(1_000);
    expect(await ended(failed)).toMatchObject({
      status: "failed",
      error: "the callback was removed",
      done: 0,
    });
    expect(await get(cancelled)).toMatchObject({ status: "cancelled", done: 0 });
  });

  it("need what they are asked for, in its form, and the scope", async () => {
    const one = await world();
    const since = iso(clock.now());
    for (const kind of ["recover", "replay"]) {
      const ask = (body: unknown, scope: "report" | "manage" = "manage") =>
        project.as(scope).post(`${one.path}/${kind}`, body);
      expectWrongFields(await ask({}), ["since"]);
      expectWrongFields(await ask({ since: "yesterday", until: 5, dryRun: "yes" }), [
        "since",
        "until",
        "dryRun",
      ]);
      expectWrongFields(await ask({ since, until: since }), ["until"]);
      expect((await ask({ since }, "report")).status).toBe(403);
    }
    expectWrongFields(await project.api.post(`${one.path}/replay`, { since, only: "some" }), ["only"]);
    const { jobId } = (await project.api.post(`${one.path}/recover`, { since })).json;
    expect((await project.as("report").post(`/api/v1/jobs/${jobId}/cancel`)).status).toBe(403);
    expectProblem(await project.api.get(`/api/v1/jobs/${unknownId}`), 404, "Job not found");
  });
});
