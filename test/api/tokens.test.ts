import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import type { Fields } from "../support/api.ts";
import { expectWrongFields, unknownId } from "../support/problem.ts";
import type { Person, TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock(Date.now());
let server: TestServer;
let project: TestProject;
let owner: Person;
beforeAll(async () => {
  server = await startTestServer({ clock });
  project = await server.project();
  owner = await project.person("owner");
});
afterAll(() => server.stop());

const create = (fields: Record<string, unknown>) => owner.api.post("/api/v1/tokens", fields);
const read = async (id: string): Promise<Fields> => (await owner.api.get(`/api/v1/tokens/${id}`)).json;

describe("/api/v1/tokens", () => {
  it("makes a token that is told once, and lists what there is to know of it", async () => {
    const made = await create({ name: "Dialer", scope: "report" });
    expect(made.status).toBe(201);
    expect(made.headers["cache-control"]).toBe("no-store");
    const { token, ...shown } = made.json;
    expect(token).toMatch(/^rb_live_[0-9A-Za-z]{40,}$/);
    expect(shown).toEqual({
      id: expect.any(String),
      name: "Dialer",
      scope: "report",
      processId: null,
      processName: null,
      createdBy: owner.email,
      createdAt: new Date(clock.now()).toISOString(),
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(await read(shown.id)).toEqual(shown);
    const { data } = (await owner.api.get("/api/v1/tokens?limit=1")).json;
    expect(data).toEqual([shown]);
    expect((await server.api(String(token)).post("/api/v1/activities", {})).status).toBe(400);
    expect((await server.api(String(token)).post("/api/v1/processes", {})).status).toBe(403);
  });

  it("makes one of a process that can only report to it", async () => {
    const process = await project.process({ name: "Renewals" });
    const made = (await create({ name: "Twilio", processId: process.id })).json;
    expect(made).toMatchObject({ scope: "report", processId: process.id, processName: "Renewals" });
    const api = server.api(String(made.token));
    expect((await api.get("/api/v1/processes")).status).toBe(403);
    expectWrongFields(await create({ name: "x", processId: unknownId }), ["processId"]);
    expectWrongFields(await create({ name: "x", processId: process.id, scope: "manage" }), ["scope"]);
    expectWrongFields(await create({ scope: "all" }), ["name", "scope"]);
  });

  it("revokes one, which is refused within a second, and once only", async () => {
    const { id, token } = (await create({ name: "Gone", scope: "read" })).json;
    const ask = async () => (await server.api(String(token)).get("/api/v1/processes")).status;
    expect(await ask()).toBe(200);
    expect((await owner.api.delete(`/api/v1/tokens/${id}`)).status).toBe(204);
    const { revokedAt } = await read(id);
    await clock.advance(1_000);
    expect(await ask()).toBe(401);
    expect((await owner.api.delete(`/api/v1/tokens/${id}`)).status).toBe(204);
    expect((await read(id)).revokedAt).toBe(revokedAt);
    const { data } = (await owner.api.get("/api/v1/audit?action=token")).json;
    expect(data.slice(0, 2).map(({ action, target }) => [action, target])).toEqual([
      ["token.revoked", id],
      ["token.created", id],
    ]);
  });

  it("notes the last use, at most once a minute", async () => {
    const { id, token } = (await create({ name: "Used", scope: "read" })).json;
    const use = () => server.api(String(token)).get("/api/v1/processes");
    const noted = async () => (await read(id)).lastUsedAt;
    const first = new Date(clock.now()).toISOString();
    await use();
    await vi.waitFor(async () => expect(await noted()).toBe(first));
    await clock.advance(59_999);
    await use();
    // A write after it has gone through, so one of its own would be there.
    await create({ name: "After", scope: "read" });
    expect(await noted()).toBe(first);
    await clock.advance(1_001);
    await use();
    await vi.waitFor(async () => expect(await noted()).toBe(new Date(clock.now()).toISOString()));
  });
});

describe("/api/v1/audit", () => {
  it("says who changed what, before and after, and of secrets that they changed", async () => {
    const process = await project.process({ name: "Audited" });
    const path = `/api/v1/processes/${process.id}/advanced-settings`;
    const list = (url: string, token: string) => ({
      leadUpdateCallbacks: [{ name: "Callback 1", url, auth: { type: "bearer", token } }],
    });
    const save = async (body: object, revision: number) =>
      expect((await owner.api.put(path, body, { "if-match": `"${revision}"` })).json).toMatchObject({
        revision: revision + 1,
      });
    await save(list("https://a.example/hook", "a-first-secret-of-all"), 1);
    const [callback] = (await owner.api.get(path)).json.leadUpdateCallbacks;
    const changed = { ...list("https://a.example/other", "a-second-secret-of-all").leadUpdateCallbacks[0] };
    await save({ leadUpdateCallbacks: [{ ...changed, id: callback?.id }] }, 2);
    const [entry] = (await owner.api.get("/api/v1/audit?action=process.saved")).json.data;
    expect(entry).toMatchObject({ actor: owner.email, target: process.id, targetName: "Audited" });
    const changes = entry?.changes as unknown as { field: string; before: unknown; after: unknown }[];
    expect(changes).toContainEqual({
      field: "Callback 1.url",
      before: "https://a.example/hook",
      after: "https://a.example/other",
    });
    expect(changes.find(({ field }) => field === "Callback 1.auth_secret")?.after).toBe("changed");
    expect(JSON.stringify(entry)).not.toContain("secret-of-all");
    await owner.api.get(`/api/v1/callbacks/${callback?.id}/secret`);
    const [secret] = (await owner.api.get("/api/v1/audit?action=callback.secret_read")).json.data;
    expect(secret).toMatchObject({ target: callback?.id, targetName: "Callback 1", changes: [] });
  });

  it("filters by who, what and when, by pages, newest first; the same as a file", async () => {
    const other = await project.person("editor");
    const since = clock.now() + 60_000;
    await clock.advance(60_000);
    for (const name of ["One", "Two", "=Three"]) await other.api.post("/api/v1/processes", { name });
    await clock.advance(60_000);
    const until = clock.now();
    owner = await project.person("owner");
    await owner.api.post("/api/v1/processes", { name: "Later" });
    const times = `since=${new Date(since).toISOString()}&until=${new Date(until).toISOString()}`;
    const list = async (query: string) => (await owner.api.get(`/api/v1/audit?${query}`)).json;
    const names = ({ data }: Fields) =>
      data.map((row) => (row.changes as unknown as { after: unknown }[])[0]?.after);
    expect(names(await list(times))).toEqual(["=Three", "Two", "One"]);
    const first = await list(`${times}&limit=2`);
    expect(names(first)).toEqual(["=Three", "Two"]);
    expect(names(await list(`${times}&limit=2&cursor=${first.nextCursor}`))).toEqual(["One"]);
    expect(names(await list(`actor=${other.email.toUpperCase()}`))).toEqual(["=Three", "Two", "One"]);
    expect((await list(`${times}&action=callback`)).data).toEqual([]);
    expect((await list(`${times}&action=proc`)).data).toEqual([]);
    const file = (await owner.api.get(`/api/v1/audit.csv?${times}`)).text.split("\r\n");
    expect(file[0]).toBe("at,actor,action,target,targetName,field,before,after");
    expect(file[1]).toContain(",process.created,");
    expect(file[1]).toMatch(/,name,,'=Three$/);
    expect(file).toHaveLength(5);
  });

  it("is for who may manage", async () => {
    expect((await (await project.person("viewer")).api.get("/api/v1/audit")).status).toBe(403);
    expect((await project.as("report").get("/api/v1/audit")).status).toBe(403);
    expect((await project.api.get("/api/v1/audit")).status).toBe(200);
  });
});
