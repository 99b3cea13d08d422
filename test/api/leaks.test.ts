import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { hash } from "@node-rs/argon2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSignInToken } from "../../src/cli/first-run.ts";
import { newProjectToken, SecretBox } from "../../src/platform/crypto.ts";
import { createLog } from "../../src/platform/log.ts";
import { FakeClock } from "../fakes/clock.ts";
import { Command } from "../fakes/command.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { Api, CallOptions, Fields } from "../support/api.ts";
import { type EventSource, openEvents } from "../support/event-source.ts";
import type { TestProject } from "../support/project.ts";
import { registeredRoutes } from "../support/routes.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

// Marked secrets are planted wherever one can stand; then everything that comes out is searched for them.

/** Something random that no one writes by chance. */
const mark = (what: string): string => `${what}-${randomBytes(12).toString("hex")}`;

const planted = {
  secretKey: mark("secret-key"),
  metricsToken: mark("metrics"),
  proxyUser: mark("proxy-user"),
  proxyPassword: mark("proxy-password"),
  password: mark("password"),
  bearer: mark("bearer"),
  // Of characters that JSON, base64 and URLs write in another way.
  headerValue: `${mark("header")}/"\\&+`,
  basic: Buffer.from(`user:${mark("basic")}`).toString("base64"),
  unsaved: mark("unsaved"),
  refused: mark("refused"),
  wrongToken: newProjectToken(),
  inbound: newProjectToken(),
  authToken: mark("twilio"),
};
/** What to look for, by what it is: the secrets above, those that the server makes, and their encodings. */
const needles: Record<string, string> = { ...planted };

/** All that came out, by where. */
const said: { where: string; text: string }[] = [];
const log: string[] = [];
let server: TestServer;
let project: TestProject;
let receiver: Receiver;
let events: EventSource;
let ids: string[];
let callbacks: Fields[];
let processId: string;
let cookie: string;

const env = {
  SECRET_KEY: planted.secretKey,
  METRICS_TOKEN: planted.metricsToken,
  EGRESS_FIXED_PROXY: `http://${planted.proxyUser}:${planted.proxyPassword}@127.0.0.1:9`,
  RETRY_SCHEDULE: "1s",
};

/** A client whose answers are kept to be searched, headers and all. */
function listening(
  api: Api,
  who: string,
): (method: string, path: string, options?: CallOptions) => Promise<Fields> {
  return async (method, path, options) => {
    const answer = await api.call(method, path, options);
    const head = JSON.stringify({ status: answer.status, ...answer.headers });
    said.push({ where: `${method} ${path.split("?")[0]} for ${who}`, text: `${head}\n${answer.text}` });
    return answer.json;
  };
}

beforeAll(async () => {
  const clock = new FakeClock(Date.now());
  // The receiver tells everything that it was told.
  receiver = await startReceiver({
    answer: ({ headers, path }, n) => ({
      status: n % 2 === 1 || path === "/failing" ? 500 : 200,
      headers: { "x-echo": JSON.stringify(headers), "www-authenticate": String(headers.authorization) },
      body: JSON.stringify({ headers, again: Object.values(headers) }),
    }),
  });
  server = await startTestServer({
    env,
    clock,
    random: () => 0,
    log: createLog("trace", { write: (line) => void log.push(line) }),
  });
  project = await server.project();
  const { store } = server;
  for (const [scope, token] of Object.entries(project.tokens)) needles[`${scope} token`] = token;
  processId = (await project.process()).id;
  planted.inbound = await project.token("report", processId);
  needles.inbound = planted.inbound;
  const voiceProviders = { twilio: { secret: planted.authToken } };
  const own = `/api/v1/processes/${processId}`;
  const { status } = await project.api.patch(own, { voiceProviders }, { "if-match": '"1"' });
  if (status !== 200) throw new Error("the secret of a provider was not planted");

  const user_id = "6964f2c80000000000000001";
  await store.write.addMember({
    user: {
      id: user_id,
      email: "asha@example.com",
      name: "Asha",
      password_hash: await hash(planted.password, { memoryCost: 8, timeCost: 1, parallelism: 1 }),
      created_at: clock.now(),
    },
    membership: { user_id, project_id: project.id, role: "owner", created_at: clock.now() },
    audit: [],
  });
  const signedIn = await server
    .api()
    .post("/api/v1/session", { email: "asha@example.com", password: planted.password });
  cookie = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
  needles.session = decodeURIComponent(cookie.split("=")[1] ?? "");
  needles.link = await createSignInToken(store);
  needles.usedLink = await createSignInToken(store);
  await server.api().get(`/sign-in?token=${needles.usedLink}`);

  events = await openEvents(`${server.url}/api/v1/events`, {
    authorization: `Bearer ${project.tokens.read}`,
  });
  const url = (path: string) => `${receiver.url}/${path}`;
  callbacks = await project.callbacks(processId, [
    { url: url("bearer"), auth: { type: "bearer", token: planted.bearer } },
    { url: url("header"), auth: { type: "header", key: "X-Plain", value: planted.headerValue } },
    { url: url("failing"), auth: { type: "header", key: "X-Basic", value: `Basic ${planted.basic}` } },
    { url: url("asymmetric"), signing: "v1a" },
    { url: url("fixed"), requiresWhitelistedSource: true, auth: { type: "bearer", token: planted.bearer } },
  ]);
  for (const { id } of callbacks.slice(0, 2)) {
    await project.api.post(`/api/v1/callbacks/${id}/secret/rotate`, { overlapHours: 24 });
  }
  const box = new SecretBox(planted.secretKey);
  for (const { id, name } of callbacks) {
    const row = await store.read.callbackById({ projectId: project.id, id });
    for (const [what, sealed] of Object.entries({ now: row?.secret, before: row?.previous_secret })) {
      if (sealed != null)
        needles[`${what} signing secret of ${name}`] = box.open(sealed).replace(/^wh.k_/, "");
    }
  }

  const lead = await project.lead(processId, { referenceId: "R-1" });
  const activity = await project.report(lead._id, { disposition: "Interested" });
  await project.report(lead._id);
  for (const { id } of callbacks) await project.api.post(`/api/v1/callbacks/${id}/test`);
  for (let n = 0; n < 40; n += 1) {
    await clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { json } = await project.api.get("/api/v1/deliveries?limit=200");
  ids = [
    processId,
    ...callbacks.map(({ id }) => id),
    lead._id,
    activity.id,
    ...json.data.map(({ id }) => id),
  ];
}, 60_000);
afterAll(async () => {
  events.close();
  await server.stop();
  await receiver.close();
});

/** Secrets that stand in what was said, in any of the ways in which they can be written; by where. */
function leaks(all: readonly { where: string; text: string }[]): string[] {
  const credentials = `${planted.proxyUser}:${planted.proxyPassword}`;
  const forms = Object.entries({ ...needles, credentials }).flatMap(([what, secret]) =>
    [
      secret,
      JSON.stringify(secret).slice(1, -1),
      JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret)
        .toString("base64")
        .replace(/.{0,3}=*$/, ""),
      Buffer.from(secret).toString("hex"),
      secret.split("").reverse().join(""),
    ].map((form) => [what, form] as const),
  );
  const found = all.flatMap(({ where, text }) =>
    forms.filter(([, form]) => text.includes(form)).map(([what]) => `${what} in ${where}`),
  );
  return [...new Set(found)];
}

/** The routes whose purpose it is to tell a secret, to who may know it. */
const telling = /^\/api\/v1\/callbacks\/[0-9a-f]{24}\/secret$/;

describe("what is secret", () => {
  it("was planted, reached the receiver, and would be found", () => {
    expect(Object.values(needles).every((secret) => secret.length >= 20)).toBe(true);
    expect(Object.keys(needles).length).toBeGreaterThan(20);
    const got = JSON.stringify(receiver.requests.map(({ headers }) => headers));
    expect(leaks([{ where: "the receiver", text: got }])).toEqual([
      "bearer in the receiver",
      "headerValue in the receiver",
      "basic in the receiver",
    ]);
  });

  it("stands in no answer to any GET, whoever asks for whatever id", async () => {
    said.length = 0;
    const session = { headers: { cookie, "sec-fetch-site": "same-origin" } };
    const askers: [string, ReturnType<typeof listening>, CallOptions][] = [
      ["manage", listening(project.api, "manage"), {}],
      ["read", listening(project.as("read"), "read"), {}],
      ["nobody", listening(server.api(), "nobody"), {}],
      ["a session", listening(server.api(), "a session"), session],
      ["a wrong token", listening(server.api(planted.wrongToken), "a wrong token"), {}],
    ];
    const gets = registeredRoutes().filter(({ method, url }) => method === "GET" && url !== "/api/v1/events");
    expect(gets.length).toBeGreaterThan(20);
    const named = gets.filter(({ url }) => /[:*]/.test(url));
    const lists = gets.filter((route) => !named.includes(route));
    const queries = [
      "",
      `?processId=${processId}&limit=200`,
      `?activityId=${ids.at(7)}`,
      `?leadId=${ids.at(6)}`,
    ];
    const paths = [
      ...named.flatMap(({ url }) => ids.map((id) => url.replace(/:\w+/g, id).replace("*", id))),
      ...lists.flatMap(({ url }) => (url.startsWith("/api/") ? queries : [""]).map((query) => url + query)),
    ];
    for (const [who, ask, options] of askers) {
      for (const path of paths) if (!telling.test(path) || who === "read") await ask("GET", path, options);
    }
    const metrics = listening(server.api(), "metrics");
    await metrics("GET", "/metrics", { headers: { authorization: `Bearer ${planted.metricsToken}` } });
    await metrics("GET", `/sign-in?token=${needles.link}x`);
    expect(said.length).toBeGreaterThan(1_000);
    // What attempts hold of requests and of the receiver's echo is among it, masked.
    expect(said.some(({ text }) => text.includes("x-echo") && text.includes("••••"))).toBe(true);
    expect(leaks(said)).toEqual([]);
  });

  it("stands in no answer to what is wrong, or cannot be done", async () => {
    said.length = 0;
    const manage = listening(project.api, "manage");
    const auths = [
      { type: "bearer", token: `${planted.refused}\n` },
      { type: "bearer", token: { nested: planted.refused } },
      { type: "none", token: planted.refused },
      { type: "header", key: "Host", value: planted.refused },
      { type: "header", key: "X Bad", value: planted.refused },
      { type: "header", key: "X-Fine", value: `${planted.refused}\u0001` },
    ];
    const bodies = auths.flatMap((auth) => {
      const callback = { url: "nonsense", auth };
      return [{ leadUpdateCallbacks: [callback] }, { callback }, { ...callback, password: planted.password }];
    });
    const others = registeredRoutes().filter(({ method }) => method !== "GET" && method !== "DELETE");
    expect(others.length).toBeGreaterThan(15);
    for (const { method, url } of others) {
      for (const id of ["0".repeat(24), processId]) {
        const path = url.replace(/:\w+/g, id).replace("*", id);
        for (const body of bodies) await manage(method, path, { body, headers: { "if-match": '"999"' } });
        await manage(method, path, {
          raw: `{"token":"${planted.refused}",`,
          headers: { "content-type": "application/json" },
        });
        await manage(method, path, { raw: planted.refused, headers: { "content-type": "text/plain" } });
      }
    }
    await manage("POST", "/api/v1/session", {
      body: { email: "asha@example.com", password: planted.refused },
    });
    await manage("POST", `/api/v1/inbound/twilio/${processId}?token=${planted.inbound}`, { body: {} });
    await manage("GET", `/api/v1/nothing/here?token=${planted.inbound}`);
    await manage("GET", `/api/v1/%zz?token=${planted.inbound}`);
    expect(leaks(said)).toEqual([]);
  });

  it("stands in no test send, saved or not, whose receiver tells it all again", async () => {
    said.length = 0;
    const manage = listening(project.api, "manage");
    for (const auth of [
      { type: "bearer", token: planted.unsaved },
      { type: "header", key: "X-Plain", value: planted.unsaved },
    ]) {
      const callback = { url: `${receiver.url}/unsaved`, auth };
      for (const fields of [callback, { ...callback, requiresWhitelistedSource: true }]) {
        await manage("POST", `/api/v1/processes/${processId}/advanced-settings/test`, {
          body: { callback: fields },
        });
      }
    }
    for (const { id } of callbacks) await manage("POST", `/api/v1/callbacks/${id}/test`);
    expect(said.filter(({ text }) => text.includes("••••")).length).toBeGreaterThan(5);
    expect(leaks(said)).toEqual([]);
  });

  it("stands in no event of the stream", () => {
    expect(events.events().length).toBeGreaterThan(5);
    expect(leaks([{ where: "events", text: events.text() }])).toEqual([]);
  });

  it("stands in no error that is a bug, nor in what the log says of it", async () => {
    said.length = 0;
    const db = new DatabaseSync(server.file, { timeout: 5_000 });
    db.exec("alter table audit_log rename to audit_gone");
    const path = `/api/v1/processes/${processId}/advanced-settings`;
    const { revision } = (await project.api.get(path)).json;
    const list = [{ url: `${receiver.url}/bug`, auth: { type: "bearer", token: planted.refused } }];
    const answer = await listening(project.api, "manage")("PUT", path, {
      body: { leadUpdateCallbacks: list },
      headers: { "if-match": `"${revision}"` },
    });
    db.exec("alter table audit_gone rename to audit_log");
    db.close();
    expect(answer.status).toBe(500);
    expect(log.some((line) => line.includes("request failed"))).toBe(true);
    expect(leaks(said)).toEqual([]);
  });

  it("stands in no line of the log, at its most talkative", () => {
    expect(log.length).toBeGreaterThan(0);
    expect(leaks([{ where: "log", text: log.join("") }])).toEqual([]);
  });

  it("stands in no table and in no byte of the database's files but sealed or as a hash", () => {
    const db = new DatabaseSync(server.file, { readOnly: true });
    const tables = db.prepare("select name from sqlite_schema where type = 'table'").all() as {
      name: string;
    }[];
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["attempts", "audit_log", "deliveries"]),
    );
    for (const { name } of tables) {
      const rows = db.prepare(`select * from "${name}"`).all();
      if (name === "attempts") expect(rows.length).toBeGreaterThan(10);
      expect(leaks([{ where: name, text: JSON.stringify(rows) }])).toEqual([]);
    }
    db.close();
    const folder = dirname(server.file);
    const files = readdirSync(folder).filter((name) => name.startsWith(basename(server.file)));
    expect(files.length).toBeGreaterThan(1);
    for (const name of files) {
      expect(leaks([{ where: name, text: readFileSync(join(folder, name), "latin1") }])).toEqual([]);
    }
  });

  it.each([
    [["doctor", "--resolve", "localhost"]],
    [["doctor"]],
    [["token", "list"]],
    [["user", "list"]],
    [["secrets", "rotate"]],
    [["migrate"]],
    [["serve", "--nonsense"]],
    [["--help"]],
  ])("stands in nothing that `ringback %j` prints", async (args) => {
    const command = new Command(args, { ...env, DATABASE_URL: `file:${server.file}`, LOG_LEVEL: "trace" });
    await command.ended;
    expect(command.output.length).toBeGreaterThan(10);
    expect(leaks([{ where: args.join(" "), text: command.output }])).toEqual([]);
  });

  it.each([
    [{ EGRESS_FIXED_PROXY: `https://${planted.proxyUser}:${planted.proxyPassword}@proxy` }],
    [{ EGRESS_FIXED_LOCAL_ADDRESS: "127.0.0.2" }],
    [{ SECRET_KEY_PREVIOUS_FILE: `/nowhere` }],
    [{ PORT: planted.refused }],
  ])("stands in no complaint about wrong settings", async (wrong) => {
    const command = new Command(["serve"], { ...env, DATABASE_URL: `file:${server.file}`, ...wrong });
    expect(await command.ended).toBe(78);
    expect(command.output).toContain("Wrong settings");
    expect(leaks([{ where: "serve", text: command.output }])).toEqual([]);
  });
});
