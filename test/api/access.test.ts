import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSignInToken } from "../../src/cli/first-run.ts";
import { newProjectToken } from "../../src/platform/crypto.ts";
import { FakeClock } from "../fakes/clock.ts";
import type { Answer, Fields } from "../support/api.ts";
import { expectProblem } from "../support/problem.ts";
import { nextPhone, type TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock(Date.now());
let server: TestServer;
let project: TestProject;
let process: Fields;
beforeAll(async () => {
  server = await startTestServer({ clock });
  project = await server.project();
  process = await project.process();
});
afterAll(() => server.stop());

const unsigned = "A valid token is required: Authorization: Bearer rb_live_…";

describe("tokens", () => {
  it("401 without one, with a wrong one, with another scheme", async () => {
    const wrong = [
      undefined,
      "Bearer",
      "Bearer ",
      "Bearer x",
      `Bearer ${newProjectToken()}`,
      `Bearer ${project.tokens.manage.slice(0, -1)}x`,
      `Basic ${Buffer.from(`a:${project.tokens.manage}`).toString("base64")}`,
      project.tokens.manage,
      `Bearer ${project.tokens.manage} ${project.tokens.manage}`,
    ];
    for (const authorization of wrong) {
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await server.api().get("/api/v1/processes", headers);
      expectProblem(answer, 401, unsigned);
      expect(answer.headers["www-authenticate"]).toMatch(/^Bearer /);
    }
    const lower = { authorization: `bearer ${project.tokens.read}` };
    expect((await server.api().get("/api/v1/processes", lower)).status).toBe(200);
  });

  it("401 before the body is looked at", async () => {
    const answer = await server.api().call("POST", "/api/v1/processes", {
      raw: "{",
      headers: { "content-type": "application/json" },
    });
    expect(answer.status).toBe(401);
  });

  it("401 once revoked, within a second", async () => {
    const token = await project.token("read");
    const client = server.api(token);
    expect((await client.get("/api/v1/processes")).status).toBe(200);
    const listed = await server.store.read.listTokens(project.id);
    const id = listed.at(-1)?.id ?? "";
    await server.store.write.revokeToken({ projectId: project.id, id, now: clock.now(), audit: [] });
    await clock.advance(1_000);
    expectProblem(await client.get("/api/v1/processes"), 401, unsigned);
  });

  it("403 names the scope that is missing; each scope includes the ones before", async () => {
    const post = (scope: "read" | "report" | "manage", path: string) => project.as(scope).post(path, {});
    const text = (needed: string, has: string) => `This needs the scope ${needed}; the token has ${has}`;
    expectProblem(await post("read", "/api/v1/activities"), 403, text("report", "read"));
    expectProblem(await post("read", "/api/v1/processes"), 403, text("manage", "read"));
    expectProblem(await post("report", "/api/v1/processes"), 403, text("manage", "report"));
    expect((await post("manage", "/api/v1/activities")).status).toBe(400);
    expect((await project.as("manage").get("/api/v1/processes")).status).toBe(200);
  });
});

describe("paths that there are not", () => {
  it.each([
    ["GET", "/api/v1/nothing"],
    ["POST", "/api/v1/nothing"],
    ["GET", "/api/v1/leads/update"],
    ["PUT", "/api/v1/processes"],
    ["DELETE", "/api/v1/leads"],
    ["GET", "/API/v1/leads"],
  ])("404 for %s %s", async (method, path) => {
    expectProblem(await project.api.call(method, path), 404, `There is nothing at ${method} ${path}`);
  });

  it.each(["/api/v1/processes/%E0%A4%A", `/api/v1/processes/${"x".repeat(300)}`, "/api/v1/processes/%00"])(
    "answers a problem for %s",
    async (path) => {
      const { status, json, headers } = await project.api.get(path);
      expect([400, 404, 414]).toContain(status);
      expect(json).toMatchObject({ status, success: false, error: expect.any(String) });
      expect(headers["content-type"]).toMatch(/^application\/problem\+json/);
    },
  );

  it("never says what it was asked for with a secret in the query", async () => {
    const answer = await server.api().get("/api/v1/nothing?token=secret");
    expect(answer.text).not.toContain("secret");
  });
});

describe("sessions", () => {
  const signIn = async (): Promise<string> => {
    const link = await createSignInToken(server.store);
    const answer = await server.api().get(`/sign-in?token=${link}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe("/");
    const cookie = String(answer.headers["set-cookie"]);
    expect(cookie).toMatch(/^ringback_session=[\w-]{43}; /);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    return cookie.split(";")[0] ?? "";
  };
  const own = { "sec-fetch-site": "same-origin" };

  it("begin by the printed link, once", async () => {
    const link = await createSignInToken(server.store);
    const first = await server.api().get(`/sign-in?token=${link}`);
    expect(first.status).toBe(303);
    expect((await server.api().get(`/sign-in?token=${link}`)).status).toBe(401);
    expect((await server.api().get("/sign-in?token=wrong")).status).toBe(401);
    expect((await server.api().get("/sign-in")).status).toBe(400);
  });

  it("work on the same API, for the first project or the one that is named", async () => {
    const cookie = await signIn();
    const listed = await server.api().get("/api/v1/processes", { cookie });
    expect(listed.json.data.map(({ id }) => id)).toEqual([process.id]);
    const other = await server.project();
    const process2 = await other.process();
    const named = await server.api().get("/api/v1/processes", { cookie, "ringback-project": other.id });
    expect(named.json.data.map(({ id }) => id)).toEqual([process2.id]);
    const byQuery = await server.api().get(`/api/v1/processes?project=${other.id}`, { cookie });
    expect(byQuery.json.data.map(({ id }) => id)).toEqual([process2.id]);
    const nobody = { cookie, "ringback-project": "6964f2c80000000000000000" };
    expect((await server.api().get("/api/v1/processes", nobody)).status).toBe(403);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ["same-origin", { "sec-fetch-site": "same-origin" }, true],
    ["same-site", { "sec-fetch-site": "same-site" }, false],
    ["cross-site", { "sec-fetch-site": "cross-site" }, false],
    ["typed in, for a change", { "sec-fetch-site": "none" }, false],
    ["cross-site with our Origin", { "sec-fetch-site": "cross-site", origin: "OWN" }, false],
    ["only our Origin", { origin: "OWN" }, true],
    ["only another Origin", { origin: "https://evil.example" }, false],
    ["Origin null", { origin: "null" }, false],
    ["neither", {}, false],
  ])("a change is checked for its origin: %s", async (_, headers, allowed) => {
    const cookie = await signIn();
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value === "OWN" ? server.url : value]),
    );
    const answer = await server.api().post("/api/v1/processes", { name: "By hand" }, { cookie, ...sent });
    expect(answer.status).toBe(allowed ? 201 : 403);
  });

  it("reading is refused from other sites too", async () => {
    const cookie = await signIn();
    const read = (headers: Record<string, string>) =>
      server.api().get("/api/v1/processes", { cookie, ...headers });
    expect((await read({ "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await read({ origin: "https://evil.example" })).status).toBe(403);
    expect((await read({ "sec-fetch-site": "none" })).status).toBe(200);
  });

  it("a token is not asked where it comes from", async () => {
    const headers = { "sec-fetch-site": "cross-site", origin: "https://example.com" };
    expect((await project.api.post("/api/v1/processes", { name: "T" }, headers)).status).toBe(201);
  });

  it("end by signing out and after 14 days", async () => {
    const cookie = await signIn();
    const gone = await server.api().delete("/api/v1/session", { cookie, ...own });
    expect(gone.status).toBe(204);
    expect((await server.api().get("/api/v1/processes", { cookie })).status).toBe(401);
    const later = await signIn();
    await clock.advance(14 * 24 * 3_600_000);
    expect((await server.api().get("/api/v1/processes", { cookie: later })).status).toBe(401);
  });

  it("a wrong password is 401, and after ten 429 for a while", async () => {
    const attempt = (): Promise<Answer> =>
      server.api().post("/api/v1/session", { email: "nobody@example.com", password: "x" });
    for (let n = 0; n < 10; n += 1) expectProblem(await attempt(), 401, "Email or password is wrong");
    const refused = await attempt();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers["retry-after"])).toBe(900);
    await clock.advance(900_000);
    expect((await attempt()).status).toBe(401);
  });
});

describe("limits of the lead API", () => {
  let limited: TestServer;
  let own: TestProject;
  let processId: string;
  const initiate = (fields: Record<string, unknown> = {}, client = own.api) =>
    client.post("/api/v1/leads/initiate", {
      lead: { projectId: own.id, processId, name: "A", phone: nextPhone(), ...fields },
    });

  beforeAll(async () => {
    const env = {
      LEAD_RATE_LIMIT: "3",
      LEAD_RATE_WINDOW: "5s",
      DUPLICATE_LIMIT: "2",
      DUPLICATE_WINDOW: "60s",
    };
    limited = await startTestServer({ clock, env });
    own = await limited.project();
    processId = (await own.process()).id;
  });
  afterAll(() => limited.stop());

  it("429 over the limit of a project, on initiate and get each, with Retry-After and RateLimit headers", async () => {
    await clock.advance(5_000);
    for (const remaining of ["2", "1", "0"]) {
      const answer = await initiate();
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        "ratelimit-limit": "3",
        "ratelimit-remaining": remaining,
        "ratelimit-reset": "5",
      });
    }
    await clock.advance(1_500);
    const other = limited.api(await own.token("report"));
    for (const refused of [
      await initiate(),
      await initiate({}, other),
      await other.post("/api/v1/leads/bulk/initiate", {}),
    ]) {
      expectProblem(refused, 429, "Too many requests: 3 per 5 s are allowed");
      expect(refused.headers).toMatchObject({
        "retry-after": "4",
        "ratelimit-remaining": "0",
        "ratelimit-reset": "4",
      });
    }
    const get = () => own.api.get("/api/v1/leads/get?leadId=x");
    expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([404, 404, 404]);
    expect((await get()).status).toBe(429);
    const another = await limited.project();
    expect((await another.api.get("/api/v1/leads/get?leadId=x")).status).toBe(404);
    await clock.advance(3_500);
    expect((await initiate()).status).toBe(200);
    expect((await get()).status).toBe(429);
    await clock.advance(1_500);
    expect((await get()).status).toBe(404);
  });

  it("more refused duplicates than allowed block the token's initiate routes alone, for 60 min", async () => {
    await clock.advance(60_000);
    const taken = nextPhone();
    const lead = (await initiate({ phone: taken })).json;
    for (let n = 0; n < 3; n += 1) {
      await clock.advance(5_000);
      expect((await initiate({ phone: taken })).json.existingLeadId).toBe(lead._id);
    }
    await clock.advance(5_000);
    const blocked = await initiate();
    expectProblem(blocked, 429, "Too many duplicate leads: initiating leads is blocked for a while");
    expect(blocked.headers).toMatchObject({
      "retry-after": "3595",
      "ratelimit-limit": "2",
      "ratelimit-remaining": "0",
      "ratelimit-reset": "3595",
    });
    expect((await own.api.post("/api/v1/leads/bulk/initiate", { leads: [] })).status).toBe(429);
    // Reports of calls, and everything else, go on; so do other tokens.
    const report = { leadId: lead._id, type: "call", callStatus: "completed" };
    expect((await own.api.post("/api/v1/activities", report)).status).toBe(201);
    expect((await own.api.post("/api/v1/leads/update", { leadId: lead._id, a: 1 })).status).toBe(200);
    expect((await own.api.get(`/api/v1/leads/get?leadId=${lead._id}`)).status).toBe(200);
    expect((await initiate({}, own.as("report"))).status).toBe(200);
    await clock.advance(3_594_000);
    expect((await initiate()).status).toBe(429);
    await clock.advance(1_000);
    expect((await initiate()).status).toBe(200);
  });

  it("duplicates in bulk count each, and few within the window block nothing", async () => {
    await clock.advance(60_000);
    const taken = nextPhone();
    await initiate({ phone: taken });
    for (let n = 0; n < 4; n += 1) {
      expect((await initiate({ phone: taken })).status).toBe(400);
      await clock.advance(31_000);
    }
    await clock.advance(60_000);
    const lead = { projectId: own.id, processId, name: "A", phone: taken };
    const bulk = await own.api.post("/api/v1/leads/bulk/initiate", { leads: [lead, lead, lead] });
    expect(bulk.json.errors).toHaveLength(3);
    expect((await initiate()).status).toBe(429);
  });
});
