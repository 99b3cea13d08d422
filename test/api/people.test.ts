import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import { type Api, type Fields, withHeaders } from "../support/api.ts";
import { expectProblem, expectWrongFields, unknownId } from "../support/problem.ts";
import type { Person, TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock(Date.now());
let server: TestServer;
let project: TestProject;
let owner: Person;
let editor: Person;
let viewer: Person;
beforeAll(async () => {
  server = await startTestServer({ clock });
  project = await server.project("Sharma Estates");
  owner = await project.person("owner");
  editor = await project.person("editor");
  viewer = await project.person("viewer");
});
afterAll(() => server.stop());

const dayMs = 24 * 3_600_000;
const goodPassword = "a long enough password";
const audited = async (action: string): Promise<Fields[]> =>
  (await project.api.get(`/api/v1/audit?action=${action}`)).json.data;
const tokenIn = (url: string): string => url.split("#")[1] ?? "";
const invite = async (email: string, role = "editor", by: Api = owner.api) =>
  by.post("/api/v1/invitations", { email, role });
const look = (token: string) => server.api().post("/api/v1/invitations/look", { token });
const accept = (body: Record<string, unknown>) => server.api().post("/api/v1/invitations/accept", body);
const signIn = (email: string, password: string) => server.api().post("/api/v1/session", { email, password });
/** Who an answer signed in, in the project. */
const signedIn = (answer: { headers: Record<string, unknown> }, of: TestProject = project): Api =>
  withHeaders(server.api(), {
    cookie: String(answer.headers["set-cookie"]).split(";")[0] ?? "",
    "sec-fetch-site": "same-origin",
    "ringback-project": of.id,
  });

/** Someone who joined by a link, with the password above. */
async function joined(email: string, role = "editor"): Promise<{ id: string; api: Api }> {
  const { url } = (await invite(email, role)).json;
  const answer = await accept({ token: tokenIn(url), name: "Ravi", password: goodPassword });
  expect(answer.status).toBe(201);
  const api = signedIn(answer);
  return { id: (await api.get("/api/v1/account")).json.id, api };
}

describe("roles", () => {
  it("viewer reads, editor works, owner says who may", async () => {
    const asked = async ({ api }: Person) => [
      (await api.get("/api/v1/processes")).status,
      (await api.post("/api/v1/processes", { name: "By hand" })).status,
      (await api.get("/api/v1/users")).status,
      (await api.post("/api/v1/tokens", { name: "Mine", scope: "manage" })).status,
      (await api.post("/api/v1/projects", { name: "Another" })).status,
    ];
    expect(await asked(viewer)).toEqual([200, 403, 403, 403, 403]);
    expect(await asked(editor)).toEqual([200, 201, 200, 403, 403]);
    expect(await asked(owner)).toEqual([200, 201, 200, 201, 201]);
  });

  it("are named where they do not suffice, and no token is an owner", async () => {
    const make = (api: Api) => api.post("/api/v1/processes", { name: "x" });
    expectProblem(
      await make(viewer.api),
      403,
      "This needs an editor or an owner; you are viewer of this project",
    );
    const only = "Only an owner who is signed in can do this; ";
    const refused = (answer: Awaited<ReturnType<Api["get"]>>, why: string) =>
      expectProblem(answer, 403, only + why);
    refused(await invite("a@example.com", "owner", editor.api), "you are editor of this project");
    refused(await invite("a@example.com", "owner", project.api), "a token cannot do it");
    refused(await project.api.post("/api/v1/tokens", { name: "More" }), "a token cannot do it");
    refused(await project.api.delete(`/api/v1/users/${viewer.id}`), "a token cannot do it");
  });

  it("hold in their own project alone", async () => {
    const other = await server.project("Other");
    const { headers } = editor;
    const answer = await server.api().get("/api/v1/processes", { ...headers, "ringback-project": other.id });
    expectProblem(answer, 403, "There is no such project for you");
  });
});

describe("/api/v1/users", () => {
  it("lists people newest first, by pages", async () => {
    const [first, second] = [
      (await owner.api.get("/api/v1/users?limit=2")).json,
      (await owner.api.get(`/api/v1/users?limit=200&cursor=${editor.id}`)).json,
    ];
    expect(first.data.map(({ id }) => id)).toEqual([viewer.id, editor.id]);
    expect(first.nextCursor).toBe(editor.id);
    expect(second).toEqual({ data: [expect.objectContaining({ id: owner.id })], nextCursor: null });
    expect((await owner.api.get(`/api/v1/users/${viewer.id}`)).json).toEqual({
      id: viewer.id,
      email: viewer.email,
      name: "The viewer",
      role: "viewer",
      createdAt: expect.any(String),
    });
  });

  it("changes a role, at once, and says so in the audit log", async () => {
    const person = await project.person("viewer");
    const patch = (role: unknown) => owner.api.patch(`/api/v1/users/${person.id}`, { role });
    expect((await patch("editor")).json.role).toBe("editor");
    expect((await person.api.post("/api/v1/processes", { name: "Now" })).status).toBe(201);
    const [entry] = await audited("user.role_changed");
    expect(entry).toMatchObject({ actor: owner.email, target: person.id, targetName: person.email });
    expect(entry?.changes).toContainEqual({ field: "role", before: "viewer", after: "editor" });
    expectWrongFields(await patch("king"), ["role"]);
    expect((await owner.api.patch(`/api/v1/users/${unknownId}`, { role: "owner" })).status).toBe(404);
  });

  it("keeps the last owner", async () => {
    const alone = await server.project("Alone");
    const person = await alone.person("owner");
    const path = `/api/v1/users/${person.id}`;
    const text = "A project keeps at least one owner: make someone else owner first";
    expectProblem(await person.api.patch(path, { role: "editor" }), 409, text);
    expectProblem(await person.api.delete(path), 409, text);
    await alone.person("owner");
    expect((await person.api.patch(path, { role: "editor" })).status).toBe(200);
  });

  it("removing ends every session at once; who is in another project stays signed in there", async () => {
    const leaving = await project.person("editor");
    expect((await owner.api.delete(`/api/v1/users/${leaving.id}`)).status).toBe(204);
    expect((await leaving.api.get("/api/v1/processes")).status).toBe(401);
    expect((await owner.api.get(`/api/v1/users/${leaving.id}`)).status).toBe(404);

    const both = await project.person("editor");
    const other = await server.project("Theirs too");
    await server.store.write.addMember({
      user: null,
      membership: { user_id: both.id, project_id: other.id, role: "viewer", created_at: clock.now() },
      audit: [],
    });
    await owner.api.delete(`/api/v1/users/${both.id}`);
    expect((await both.api.get("/api/v1/processes")).status).toBe(403);
    expect((await both.api.get("/api/v1/processes", { "ringback-project": other.id })).status).toBe(200);
    // Signing out asks for no project.
    expect((await both.api.delete("/api/v1/session")).status).toBe(204);
    expect((await audited("user.removed")).map(({ actor }) => actor)).toContain(owner.email);
  });
});

describe("/api/v1/invitations", () => {
  it("brings in a new person by a link that works once, and signs them in", async () => {
    const made = await invite(" Ravi@Example.com ", "editor");
    expect(made.status).toBe(201);
    expect(made.headers["cache-control"]).toBe("no-store");
    const { url, ...invitation } = made.json;
    expect(url).toMatch(/\/invitation#[\w-]{43}$/);
    expect(invitation).toEqual({
      id: expect.any(String),
      email: "ravi@example.com",
      role: "editor",
      invitedBy: owner.email,
      createdAt: new Date(clock.now()).toISOString(),
      expiresAt: new Date(clock.now() + 7 * dayMs).toISOString(),
    });
    // The link is told once, and kept as a hash.
    expect((await owner.api.get("/api/v1/invitations")).json.data).toContainEqual(invitation);

    const token = tokenIn(url);
    const seen = { email: "ravi@example.com", role: "editor", project: "Sharma Estates", hasAccount: false };
    expect((await look(token)).json).toEqual(seen);
    expectWrongFields(await accept({ token, password: goodPassword }), ["name"]);
    expectWrongFields(await accept({ token, name: "Ravi", password: "short" }), ["password"]);
    const answer = await accept({ token, name: "Ravi", password: goodPassword });
    expect(answer.json).toEqual({ projectId: project.id, role: "editor" });
    const session = (await signedIn(answer).get("/api/v1/session")).json;
    expect(session).toMatchObject({ user: { email: "ravi@example.com", name: "Ravi" }, role: "editor" });
    expect((await signIn("ravi@example.com", goodPassword)).status).toBe(200);

    const gone = "This invitation was used, taken back or has ended: ask for a new one";
    expectProblem(await accept({ token, name: "Ravi", password: goodPassword }), 404, gone);
    expectProblem(await look(token), 404, gone);
    expect((await audited("user.joined"))[0]).toMatchObject({ actor: "ravi@example.com" });
    expectProblem(await invite("ravi@example.com"), 409, "ravi@example.com is in this project already");
  });

  it("brings someone who has an account in by their own password", async () => {
    const { api } = await joined("meera@example.com");
    const second = await server.project("Second");
    const { api: boss } = await second.person("owner");
    const { url } = (await invite("meera@example.com", "viewer", boss)).json;
    const token = tokenIn(url);
    expect((await look(token)).json).toMatchObject({ hasAccount: true, project: "Second" });
    const wrong = await accept({ token, name: "Taken over", password: "not her password" });
    expectWrongFields(wrong, ["password"]);
    expect((await accept({ token, password: goodPassword })).status).toBe(201);
    const { projects, user } = (await api.get("/api/v1/session")).json as unknown as {
      projects: Fields[];
      user: Fields;
    };
    expect(user.name).toBe("Ravi");
    expect(projects).toEqual([
      { id: project.id, name: "Sharma Estates", role: "editor" },
      { id: second.id, name: "Second", role: "viewer" },
    ]);
  });

  it("ends after seven days, when it is taken back, and when another is made for the same person", async () => {
    const link = async (email: string) => {
      const { id, url } = (await invite(email)).json;
      return { id, token: tokenIn(url) };
    };
    const back = await link("a@example.com");
    expect((await owner.api.delete(`/api/v1/invitations/${back.id}`)).status).toBe(204);
    expect((await owner.api.delete(`/api/v1/invitations/${back.id}`)).status).toBe(404);
    const [older, newer] = [await link("b@example.com"), await link("b@example.com")];
    expect([(await look(back.token)).status, (await look(older.token)).status]).toEqual([404, 404]);
    await clock.advance(7 * dayMs - 1);
    expect((await look(newer.token)).status).toBe(200);
    await clock.advance(1);
    expect((await look(newer.token)).status).toBe(404);
    owner = await project.person("owner");
    expect((await owner.api.get("/api/v1/invitations")).json.data).toEqual([]);
    expect((await audited("invitation")).map(({ action }) => action)).toContain("invitation.revoked");
  });
});

describe("passwords", () => {
  it("are changed by oneself with the current one; other sessions end", async () => {
    const { api } = await joined("kiran@example.com");
    const elsewhere = signedIn(await signIn("kiran@example.com", goodPassword));
    const change = (currentPassword: string, newPassword: string) =>
      api.post("/api/v1/account/password", { currentPassword, newPassword });
    expectWrongFields(await change("wrong", "another good password"), ["currentPassword"]);
    expectWrongFields(await change(goodPassword, "short"), ["newPassword"]);
    expect((await change(goodPassword, "another good password")).status).toBe(204);
    expect((await api.get("/api/v1/account")).json).toMatchObject({ email: "kiran@example.com" });
    expect((await elsewhere.get("/api/v1/account")).status).toBe(401);
    expect((await signIn("kiran@example.com", goodPassword)).status).toBe(401);
    const [entry] = await audited("user.password_set");
    expect(entry?.changes).toEqual([{ field: "password", before: null, after: "changed" }]);
  });

  it("are set anew by a link of an owner, once, within a day; every session ends", async () => {
    const { id, api } = await joined("neha@example.com");
    const path = `/api/v1/users/${id}/password-reset`;
    expect((await (await project.person("editor")).api.post(path)).status).toBe(403);
    const made = await owner.api.post(path);
    expect(made.status).toBe(201);
    const token = tokenIn(made.json.url);
    const reset = (route: string, body: object) =>
      server.api().post(`/api/v1/password-resets/${route}`, { token, ...body });
    expect((await reset("look", {})).json).toEqual({ email: "neha@example.com", name: "Ravi" });
    expectWrongFields(await reset("accept", { password: "short" }), ["password"]);
    const done = await reset("accept", { password: "quite another one" });
    expect(done.status).toBe(204);
    expect((await signedIn(done).get("/api/v1/account")).status).toBe(200);
    expect((await api.get("/api/v1/account")).status).toBe(401);
    expect((await reset("accept", { password: "quite another one" })).status).toBe(404);
    const late = tokenIn((await owner.api.post(path)).json.url);
    await clock.advance(dayMs);
    const answer = await server.api().post("/api/v1/password-resets/look", { token: late });
    expect(answer.status).toBe(404);
  });

  it("of someone who is in a project of others are not an owner's to set", async () => {
    owner = await project.person("owner");
    const both = await project.person("editor");
    const other = await server.project("Of others");
    const join = (userId: string) =>
      server.store.write.addMember({
        user: null,
        membership: { user_id: userId, project_id: other.id, role: "owner", created_at: clock.now() },
        audit: [],
      });
    await join(both.id);
    const path = `/api/v1/users/${both.id}/password-reset`;
    const refused = await owner.api.post(path);
    expect(refused.status).toBe(409);
    expect(refused.json.detail).toMatch(/projects that you do not own/);
    await join(owner.id);
    expect((await owner.api.post(path)).status).toBe(201);
  });

  it("one's name is one's own", async () => {
    const person = await project.person("viewer");
    expect((await person.api.patch("/api/v1/account", { name: " Asha V. " })).json.name).toBe("Asha V.");
    expect((await person.api.get("/api/v1/account")).json.name).toBe("Asha V.");
    const text = "Only a person who is signed in has an account";
    expectProblem(await project.api.get("/api/v1/account"), 403, text);
  });
});

describe("/api/v1/projects", () => {
  it("are made by owners, who own them, and renamed by their owners", async () => {
    owner = await project.person("owner");
    const made = await owner.api.post("/api/v1/projects", { name: "  North " });
    expect(made.status).toBe(201);
    expect(made.json).toEqual({ id: expect.any(String), name: "North", role: "owner" });
    const north = { "ringback-project": made.json.id };
    expect((await owner.api.post("/api/v1/processes", { name: "First" }, north)).status).toBe(201);
    const renamed = await owner.api.patch(`/api/v1/projects/${made.json.id}`, { name: "South" });
    expect(renamed.json.name).toBe("South");
    expect((await owner.api.get("/api/v1/projects")).json.data.map(({ name }) => name)).toEqual([
      "Sharma Estates",
      "South",
    ]);
    const entries = (await owner.api.get("/api/v1/audit?action=project", north)).json.data;
    expect(entries.map(({ action }) => action)).toEqual(["project.renamed", "project.created"]);
    expectWrongFields(await owner.api.post("/api/v1/projects", { name: " " }), ["name"]);
    const rename = (api: Api, id: string) => api.patch(`/api/v1/projects/${id}`, { name: "Mine" });
    expect((await rename((await project.person("editor")).api, project.id)).status).toBe(403);
    expect((await rename((await project.person("owner")).api, made.json.id)).status).toBe(404);
  });

  it("a token knows its own alone", async () => {
    const own = { id: project.id, name: "Sharma Estates", role: null };
    expect((await project.as("read").get("/api/v1/projects")).json.data).toEqual([own]);
  });
});
