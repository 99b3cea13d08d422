import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import { type Receiver, type Answer as Reply, startReceiver } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import { expectProblem, expectWrongFields, unknownId } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock();
let server: TestServer;
let project: TestProject;
let receiver: Receiver;
let reply: Reply = {};
beforeAll(async () => {
  receiver = await startReceiver({ answer: () => reply });
  server = await startTestServer({ clock, random: () => 0 });
  project = await server.project();
});
afterAll(async () => {
  await server.stop();
  await receiver.close();
});

const path = "/api/v1/deliveries";
const list = async (query: string): Promise<Fields[]> =>
  (await project.as("read").get(`${path}?${query}`)).json.data;
const one = async (id: string | undefined) => (await project.as("read").get(`${path}/${id}`)).json;

/** Waits until deliveries of a query are as they are to be: sockets and threads take their own time. */
const until = (query: string, statuses: readonly string[]) =>
  vi.waitFor(async () => {
    // What became due while the database was asked is looked for now.
    await clock.advance(0);
    expect((await list(query)).map(({ status }) => status)).toEqual(statuses);
  }, 5_000);

describe("GET /api/v1/deliveries", () => {
  let process: Fields;
  let [good, bad]: string[] = [];
  let [asha, ravi]: Fields[] = [];
  beforeAll(async () => {
    process = await project.process();
    const urls = [{ url: `${receiver.url}/good` }, { url: "http://127.0.0.1:9/bad", order: "none" }];
    [good, bad] = (await project.callbacks(process.id, urls)).map(({ id }) => id);
    asha = await project.lead(process.id, { referenceId: "D-1" });
    ravi = await project.lead(process.id, {
      referenceId: "D-2",
      name: "Ravi 50%_x",
      email: "Ravi@example.com",
    });
    await project.report(asha._id, { disposition: "Interested" });
    await clock.advance(60_000);
    await project.report(ravi._id);
    await project.report(ravi._id, { callStatus: "in-progress" });
    await until(`callbackId=${good}`, ["delivered", "delivered"]);
    await vi.waitFor(async () => {
      for (const { attempts } of await list(`callbackId=${bad}`)) expect(attempts).toBeGreaterThan(0);
    });
  });

  it("shows each, newest first", async () => {
    const all = await list(`processId=${process.id}`);
    expect(all.map(({ callbackId, leadId }) => [callbackId, leadId])).toEqual([
      [bad, ravi?._id],
      [good, ravi?._id],
      [bad, asha?._id],
      [good, asha?._id],
    ]);
    expect(all[3]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      kind: "activity",
      callbackId: good,
      callbackName: "Callback 1",
      callbackRemoved: false,
      processId: process.id,
      processName: "Welcome calls",
      leadId: asha?._id,
      lead: { id: asha?._id, name: "Asha Verma", referenceId: "D-1" },
      activityId: expect.any(String),
      activity: {
        type: "call",
        callStatus: "completed",
        disposition: "Interested",
        fromState: "make_first_call",
        toState: "interested",
      },
      updateId: null,
      status: "delivered",
      shownStatus: "delivered",
      paused: false,
      triggers: ["call.completed", "lead.status_changed", "disposition.final", "activity.latest_changed"],
      payloadFormat: "activity_update",
      attempts: 1,
      nextAttemptAt: null,
      createdAt: expect.any(String),
      endedAt: expect.any(String),
      lastStatusCode: 200,
      lastError: null,
      lastErrorClass: null,
      hint: null,
      durationMs: expect.any(Number),
    });
    expect(all[0]).toMatchObject({
      status: "pending",
      shownStatus: "retrying",
      durationMs: expect.any(Number),
      lastStatusCode: null,
      lastError: expect.any(String),
      lastErrorClass: "refused",
      hint: expect.any(String),
      nextAttemptAt: new Date(clock.now() + 5_000).toISOString(),
      endedAt: null,
    });
  });

  it("filters by each of its parameters", async () => {
    const of = async (query: string) =>
      (await list(`processId=${process.id}&${query}`)).map(
        ({ callbackId, leadId }) =>
          `${callbackId === good ? "good" : "bad"} ${leadId === asha?._id ? "asha" : "ravi"}`,
      );
    expect(await of(`callbackId=${good}`)).toEqual(["good ravi", "good asha"]);
    expect(await of(`leadId=${asha?._id}`)).toEqual(["bad asha", "good asha"]);
    expect(await of("referenceId=D-2")).toEqual(["bad ravi", "good ravi"]);
    expect(await of("referenceId=D-9")).toEqual([]);
    expect(await of(`leadId=${asha?._id}&callbackId=${bad}`)).toEqual(["bad asha"]);
    expect(await of("status=delivered")).toEqual(["good ravi", "good asha"]);
    expect(await of("status=pending,failed")).toEqual(["bad ravi", "bad asha"]);
    expect(await of("trigger=disposition.final")).toEqual(["bad asha", "good asha"]);
    expect(await of("statusCode=200")).toEqual(["good ravi", "good asha"]);
    expect(await of("statusCode=500")).toEqual([]);
    expect(await of("status=retrying")).toEqual(["bad ravi", "bad asha"]);
    expect(await of("status=waiting")).toEqual([]);
    expect(await of("status=waiting,delivered")).toEqual(["good ravi", "good asha"]);
    expect(await of("errorClass=refused")).toEqual(["bad ravi", "bad asha"]);
    expect(await of("errorClass=timeout")).toEqual([]);
    const between = new Date(clock.now() - 30_000).toISOString();
    expect(await of(`since=${between}`)).toEqual(["bad ravi", "good ravi"]);
    expect(await of(`until=${between}`)).toEqual(["bad asha", "good asha"]);
    expect(await of(`since=${between}&until=${between}`)).toEqual([]);
    const [first] = await list(`leadId=${asha?._id}`);
    expect(await of(`activityId=${first?.activityId}`)).toEqual(["bad asha", "good asha"]);
  });

  it("searches by what a person has at hand", async () => {
    const of = async (q: string, more = "") =>
      (await list(`processId=${process.id}&q=${encodeURIComponent(q)}${more}`)).map(
        ({ callbackId, leadId }) =>
          `${callbackId === good ? "good" : "bad"} ${leadId === asha?._id ? "asha" : "ravi"}`,
      );
    const [bothOfAsha, bothOfRavi] = [
      ["bad asha", "good asha"],
      ["bad ravi", "good ravi"],
    ];
    const phone = asha?.phone ?? "";
    for (const q of [
      "D-1",
      phone,
      `${phone.slice(1, 3)} ${phone.slice(3)}`,
      phone.slice(3),
      "asha v",
      "VERMA",
    ])
      expect(await of(q), q).toEqual(bothOfAsha);
    for (const q of ["ravi@example.com", "RAVI@", "0%_X", ` ${ravi?._id} `])
      expect(await of(q), q).toEqual(bothOfRavi);
    // What stands for anything in a pattern stands for itself here.
    for (const q of ["D_1", "%", "nobody", unknownId]) expect(await of(q === "%" ? "a%v" : q), q).toEqual([]);
    expect(await of("D-1", "&status=delivered")).toEqual(["good asha"]);
    expect(await of("D-1", `&leadId=${ravi?._id}`)).toEqual([]);
    expect(await of("D-1", `&leadId=${asha?._id}`)).toEqual(bothOfAsha);
    const [delivery] = await list(`leadId=${ravi?._id}&callbackId=${good}`);
    expect(await of(delivery?.activityId ?? "")).toEqual(bothOfRavi);
    expect(await of(delivery?.id ?? "")).toEqual(["good ravi"]);
    expect(await of(delivery?.id ?? "", "&status=failed")).toEqual([]);
    expect(await of(delivery?.id ?? "", `&leadId=${asha?._id}`)).toEqual([]);
    expect(await of("")).toHaveLength(4);
  });

  it("keeps the name of a callback that was removed", async () => {
    const { id: processId } = await project.process();
    await project.callbacks(processId, [{ url: `${receiver.url}/gone`, name: "Old CRM" }]);
    await project.report((await project.lead(processId))._id);
    await until(`processId=${processId}`, ["delivered"]);
    await project.callbacks(processId, []);
    const [delivery] = await list(`processId=${processId}`);
    expect(delivery).toMatchObject({ callbackName: "Old CRM", callbackRemoved: true });
  });

  it("pages", async () => {
    const first = (await project.api.get(`${path}?processId=${process.id}&limit=3`)).json;
    expect(first.data).toHaveLength(3);
    const second = (
      await project.api.get(`${path}?processId=${process.id}&limit=3&cursor=${first.nextCursor}`)
    ).json;
    expect([second.data.length, second.nextCursor]).toEqual([1, null]);
    const ids = [...first.data, ...second.data].map(({ id }) => id);
    expect(ids).toEqual((await list(`processId=${process.id}`)).map(({ id }) => id));
  });

  it("refuses what it cannot read", async () => {
    const answer = await project.api.get(
      `${path}?status=open&trigger=x&statusCode=9&errorClass=bad&since=now&limit=0&cursor=!&q=${"x".repeat(257)}`,
    );
    const fields = ["limit", "cursor", "status", "trigger", "statusCode", "errorClass", "since", "q"];
    expectWrongFields(answer, fields);
  });
});

describe("GET /api/v1/deliveries/{id}", () => {
  it("shows every attempt with what was sent and answered, secrets masked", async () => {
    const { id: processId } = await project.process();
    const auth = { type: "bearer", token: "very-secret-bearer-token" };
    const [callback] = await project.callbacks(processId, [{ url: `${receiver.url}/x`, auth }]);
    const lead = await project.lead(processId);
    reply = { status: 503, headers: { "x-why": "busy" }, body: "come back" };
    await project.report(lead._id);
    await vi.waitFor(async () => expect((await list(`callbackId=${callback?.id}`))[0]?.attempts).toBe(1));
    reply = { status: 201, body: "thanks" };
    await clock.advance(5_000);
    await until(`callbackId=${callback?.id}`, ["delivered"]);
    const [listed] = await list(`callbackId=${callback?.id}`);
    const shown = await project.as("read").get(`${path}/${listed?.id}`);
    expect(shown.json).toMatchObject({ ...listed, attempts: expect.any(Array), attemptsMade: 2 });
    const [first, second] = shown.json.attempts as Fields[];
    expect(first).toMatchObject({
      number: 1,
      url: `${receiver.url}/x`,
      request: {
        body: shown.json.body,
        headers: { "webhook-id": listed?.id, "ringback-attempt": "1", Authorization: expect.any(String) },
      },
      response: { statusCode: 503, body: "come back", truncated: false, headers: { "x-why": "busy" } },
      error: { class: "status" },
      timings: { total: expect.any(Number) },
      hint: expect.any(String),
    });
    expect(second).toMatchObject({ number: 2, response: { statusCode: 201 }, error: null, hint: null });
    expect(shown.text).not.toContain("very-secret");
    const sent = receiver.requests.filter(({ headers }) => headers["webhook-id"] === listed?.id);
    expect(sent.map(({ body }) => body)).toEqual([shown.json.body, shown.json.body]);
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill(`Bearer ${auth.token}`));
    reply = {};
  });
});

describe("POST /api/v1/deliveries/{id}/resend", () => {
  it("sends a delivered one again: same id, same bytes, attempts go on", async () => {
    const { id: processId } = await project.process();
    const [callback] = await project.callbacks(processId, [{ url: `${receiver.url}/again` }]);
    const lead = await project.lead(processId);
    await project.report(lead._id);
    await until(`callbackId=${callback?.id}`, ["delivered"]);
    const [before] = await list(`callbackId=${callback?.id}`);
    const count = () => receiver.requests.filter(({ path: at }) => at === "/again").length;
    const again = await project.api.post(`${path}/${before?.id}/resend`);
    expect(again.status).toBe(202);
    expect(again.json.id).toBe(before?.id);
    await vi.waitFor(() => expect(count()).toBe(2));
    await until(`callbackId=${callback?.id}`, ["delivered"]);
    const [first, second] = receiver.requests.filter(({ path: at }) => at === "/again");
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers["ringback-attempt"]).toBe("2");
    await vi.waitFor(async () => expect((await one(before?.id)).attemptsMade).toBe(2));
  });

  it("brings forward one that waits, and leaves one that is held", async () => {
    const { id: processId } = await project.process();
    const [callback] = await project.callbacks(processId, [{ url: `${receiver.url}/wait` }]);
    const lead = await project.lead(processId);
    reply = { status: 500 };
    await project.report(lead._id);
    await project.report(lead._id);
    await vi.waitFor(async () => expect((await list(`callbackId=${callback?.id}`))[1]?.attempts).toBe(1));
    await until(`callbackId=${callback?.id}`, ["held", "pending"]);
    const [held, waiting] = await list(`callbackId=${callback?.id}`);
    expect((await project.api.post(`${path}/${held?.id}/resend`)).status).toBe(409);
    reply = {};
    expect((await project.api.post(`${path}/${waiting?.id}/resend`)).status).toBe(202);
    await until(`callbackId=${callback?.id}`, ["delivered", "delivered"]);
  });

  it("404 for an unknown one, 403 without manage", async () => {
    expectProblem(await project.api.post(`${path}/${unknownId}/resend`), 404, "Delivery not found");
    expectProblem(await project.api.get(`${path}/${unknownId}`), 404, "Delivery not found");
    expect((await project.as("report").post(`${path}/${unknownId}/resend`)).status).toBe(403);
  });
});
