import { DatabaseSync } from "node:sqlite";
import { hash } from "@node-rs/argon2";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { z } from "zod";
import { ResolveError } from "../../src/delivery/dns-query.ts";
import { newProjectToken } from "../../src/platform/crypto.ts";
import { createLog } from "../../src/platform/log.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { Answer, Api } from "../support/api.ts";
import { openEvents } from "../support/event-source.ts";
import { unknownId } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { type Route, registeredRoutes } from "../support/routes.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { type FuzzedRequest, type Learned, requestsOf } from "./requests.ts";
import { fillIn } from "./values.ts";

// Routes check what comes in by `parse`; what it is called with tells each one's own schemas, also those of new routes.
const parsed: { schema: z.ZodType; value: unknown }[] = [];
vi.mock(import("../../src/http/parse.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    parse: (schema, value) => {
      parsed.push({ schema, value });
      return real.parse(schema, value);
    },
  };
});

/** Requests to each route in each run; `FUZZ_RUNS` asks for more. */
const runs = Number(process.env.FUZZ_RUNS ?? "40");
const fixedSeed = 5;
const newSeed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** An answer that takes longer is a hang, ms. */
const patienceMs = 45_000;
const password = "a password of the fuzz";
/** Its answer has no end. */
const endless = "/api/v1/events";
/** It answers what its inspector was told to, 5xx among it. */
const answersAsTold = "POST /inspect/:token";

let server: TestServer;
let receiver: Receiver;
let project: TestProject;
let anyone: Api;
let passwordHash: string;
const failures: string[] = [];
const rejections: unknown[] = [];
const onRejection = (reason: unknown) => void rejections.push(reason);

beforeAll(async () => {
  process.on("unhandledRejection", onRejection);
  process.on("uncaughtException", onRejection);
  receiver = await startReceiver();
  server = await startTestServer({
    // No name leads out of this machine, and no address but loopback may be called.
    resolve: (name) => Promise.reject(new ResolveError("not_found", "ENOTFOUND", `${name} does not exist`)),
    log: createLog("error", { write: (line) => void failures.push(line) }),
  });
  anyone = server.api();
  passwordHash = await hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 });
});
afterAll(async () => {
  process.off("unhandledRejection", onRejection);
  process.off("uncaughtException", onRejection);
  await server.stop();
  await receiver.close();
});

/** A project of its own with something of everything, by the names of placeholders. */
async function fixture(): Promise<Record<string, string>> {
  project = await server.project();
  const { api } = project;
  const { id: processId } = await project.process();
  const [callback] = await project.callbacks(processId, [
    { url: `${receiver.url}/fuzz`, triggers: ["call.completed"] },
  ]);
  const lead = await project.lead(processId, { metadata: { a: 1 } });
  const activity = await project.report(lead._id, { disposition: "Interested" });
  const { json: update } = await api.post("/api/v1/leads/update", { leadId: lead._id, metadata: { b: 2 } });
  const inspector = (await api.post("/api/v1/inspectors", {})).json;
  const replay = { since: "2026-01-01T00:00:00Z", only: "all" };
  const job = (await api.post(`/api/v1/callbacks/${callback?.id}/replay`, replay)).json as unknown as {
    jobId: string;
  };
  const deliveries = (await api.get(`/api/v1/deliveries?leadId=${lead._id}`)).json.data;
  // An owner of its own, with another person, a token and an invitation, whom requests may well remove.
  const { email, headers: own } = await project.person("owner", passwordHash);
  const token = (await anyone.post("/api/v1/tokens", { name: "Fuzz" }, own)).json;
  const invitation = (
    await anyone.post("/api/v1/invitations", { email: "ravi@example.com", role: "viewer" }, own)
  ).json;
  const editor = await project.person("editor");
  const linkIn = ({ url }: { url: string }) => url.split("#")[1] ?? "";
  return {
    receiver: receiver.url,
    token: project.tokens.manage,
    readToken: project.tokens.read,
    wrongToken: newProjectToken(),
    cookie: own.cookie ?? "",
    email,
    userId: editor.id,
    tokenId: token.id,
    invitationId: invitation.id,
    linkToken: linkIn(invitation),
    resetToken: linkIn((await anyone.post(`/api/v1/users/${editor.id}/password-reset`, {}, own)).json),
    password,
    projectId: project.id,
    processId,
    leadId: lead._id,
    activityId: activity.id,
    callbackId: callback?.id ?? "",
    deliveryId: deliveries[0]?.id ?? "",
    updateId: update.updateId,
    jobId: job.jobId,
    inspectorId: inspector.id,
    inspectorToken: inspector.url.split("/").at(-1) ?? "",
    unknownId,
    revision: String((await api.get(`/api/v1/processes/${processId}`)).json.revision),
  };
}

/** Calls a route once, to see what it checks its query and its body with. */
async function learn({ method, url }: Route, known: Record<string, string>): Promise<Learned> {
  if (url === endless || method === "DELETE") return { query: null, body: [] };
  parsed.length = 0;
  const path = fillIn(
    url.replace(/\/(\w+?)(?:e?s)\/:id/g, "/$1s/@@$1Id@@").replace("@@processId@@", known.processId ?? ""),
    known,
  );
  const body = { ofBody: 1, leadId: known.leadId, name: "A" };
  const sent = method === "GET" ? {} : { body };
  const own = { cookie: known.cookie ?? "", "sec-fetch-site": "same-origin" };
  const headers = { "if-match": `"${known.revision}"`, ...own };
  await anyone.call(method, `${path.replace(/:\w+|\*/g, unknownId)}?ofQuery=1`, { headers, ...sent });
  const holding = (key: string) =>
    parsed
      .filter(({ value }) => typeof value === "object" && value !== null && key in value)
      .map(({ schema }) => schema);
  return { query: holding("ofQuery")[0] ?? null, body: holding("ofBody") };
}

async function send(
  { method, url }: Route,
  request: FuzzedRequest,
  known: Record<string, string>,
): Promise<Answer> {
  const path = fillIn(request.path, known);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, fillIn(value, known)]),
  );
  if (url === endless) {
    // Its head is what counts.
    const stream = await openEvents(server.url + path, headers);
    stream.close();
    return { status: stream.status, headers: stream.headers, text: "", json: {} as Answer["json"] };
  }
  const raw = request.body === null ? {} : { raw: fillIn(request.body, known) };
  return anyone.call(method, path, { headers, ...raw });
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const statuses: Record<string, Record<string, number>> = {};

/** What no request may do, whatever it is. */
async function expectSane(
  route: Route,
  request: FuzzedRequest,
  known: Record<string, string>,
): Promise<void> {
  const key = `${route.method} ${route.url}`;
  const answer = await inTime(send(route, request, known));
  const group = `${Math.floor(answer.status / 100)}xx`;
  statuses[key] = { ...statuses[key], [group]: (statuses[key]?.[group] ?? 0) + 1 };
  // A Save that went through makes the next revision the one to send.
  known.revision = /\d+/.exec(String(answer.headers.etag ?? ""))?.[0] ?? known.revision ?? "";
  expect(failures.splice(0), answer.text).toEqual([]);
  expect(rejections.splice(0)).toEqual([]);
  if (key === answersAsTold) return;
  expect(answer.status, answer.text).toBeLessThan(500);
  if (answer.status >= 400 && answer.text !== "") {
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json|^text\/html/);
    if (answer.text.startsWith("{")) {
      expect(answer.json).toMatchObject({ status: answer.status, success: false, error: answer.json.detail });
    }
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

const routes = registeredRoutes();

describe.each([
  ["the same seed each time", fixedSeed],
  ["a new seed", newSeed],
])("%s (%i)", (_, seed) => {
  it.each(routes.map((route) => [`${route.method} ${route.url}`, route] as const))(
    "%s answers whatever comes, and with no 5xx",
    { timeout: 120_000 },
    async (_name, route) => {
      const known = await fixture();
      const learned = await learn(route, known);
      failures.length = 0;
      const property = fc.asyncProperty(requestsOf(route, learned), (request) =>
        expectSane(route, request, known),
      );
      await fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: 60_000 });
    },
  );
});

describe("afterwards", () => {
  it("most routes were got into, and most refused something", () => {
    process.stderr.write(`fuzz: new seed ${newSeed} (FUZZ_SEED replays it), ${routes.length} routes\n`);
    const reached = (group: string) =>
      Object.values(statuses).filter((counts) => counts[group] !== undefined).length;
    expect(Object.keys(statuses)).toHaveLength(routes.length);
    expect(reached("2xx"), JSON.stringify(statuses)).toBeGreaterThan(routes.length * 0.85);
    expect(reached("4xx"), JSON.stringify(statuses)).toBeGreaterThan(routes.length * 0.7);
  });

  it("the server is well, and its database sound", async () => {
    expect((await anyone.get("/readyz")).status).toBe(200);
    const known = await fixture();
    expect((await project.api.get(`/api/v1/leads/get?leadId=${known.leadId}`)).status).toBe(200);
    const db = new DatabaseSync(server.file, { readOnly: true });
    expect(db.prepare("pragma quick_check").all()).toEqual([{ quick_check: "ok" }]);
    db.close();
    expect(failures).toEqual([]);
    expect(rejections).toEqual([]);
  });
});
