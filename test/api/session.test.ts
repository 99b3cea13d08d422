import { hash } from "@node-rs/argon2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSignInToken } from "../../src/cli/first-run.ts";
import { FakeClock } from "../fakes/clock.ts";
import type { Answer } from "../support/api.ts";
import { expectProblem } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock(Date.now());
let server: TestServer;
let projects: TestProject[];
/** Asha is in no part of it. */
let third: TestProject;
const userId = "6964f2c80000000000000001";
beforeAll(async () => {
  server = await startTestServer({ clock });
  projects = [await server.project("First"), await server.project("Second")];
  const password_hash = await hash("right password", { memoryCost: 8, timeCost: 1, parallelism: 1 });
  const user = { id: userId, email: "asha@example.com", name: "Asha Verma", password_hash };
  const created_at = clock.now();
  for (const [index, role] of (["viewer", "owner"] as const).entries()) {
    await server.store.write.addMember({
      user: index === 0 ? { ...user, created_at } : null,
      membership: { user_id: userId, project_id: projects[index]?.id ?? "", role, created_at },
      audit: [],
    });
  }
  third = await server.project("Third");
});
afterAll(() => server.stop());

const cookieOf = ({ headers }: Answer) => String(headers["set-cookie"]).split(";")[0] ?? "";
const byLink = async () =>
  cookieOf(await server.api().get(`/sign-in?token=${await createSignInToken(server.store)}`));
const byPassword = async () =>
  cookieOf(
    await server.api().post("/api/v1/session", { email: "asha@example.com", password: "right password" }),
  );
const session = (headers: Record<string, string> = {}) => server.api().get("/api/v1/session", headers);

describe("GET /api/v1/session", () => {
  it("names the person, what they may do and their projects", async () => {
    const { status, json } = await session({ cookie: await byPassword(), "sec-fetch-site": "same-origin" });
    expect(status).toBe(200);
    expect(json).toEqual({
      user: { id: userId, email: "asha@example.com", name: "Asha Verma" },
      role: "viewer",
      scope: "read",
      projects: [
        { id: projects[0]?.id, name: "First", role: "viewer" },
        { id: projects[1]?.id, name: "Second", role: "owner" },
      ],
      expiresAt: new Date(clock.now() + 14 * 24 * 3_600_000).toISOString(),
    });
  });

  it("has no user in the local form", async () => {
    const { json } = await session({ cookie: await byLink() });
    expect(json).toMatchObject({ user: null, role: "owner", scope: "manage" });
    expect(json.projects).toHaveLength(3);
  });

  it("says what a person may do in the project that is named, and of none that is not theirs", async () => {
    const cookie = await byPassword();
    const named = (id: string | undefined) => session({ cookie, "ringback-project": id ?? "" });
    expect((await named(projects[1]?.id)).json).toMatchObject({ role: "owner", scope: "manage" });
    expect((await named(third.id)).json).toMatchObject({ role: "viewer", scope: "read" });
    const processes = (id: string | undefined) =>
      server.api().get("/api/v1/processes", { cookie, "ringback-project": id ?? "" });
    expect((await processes(projects[1]?.id)).status).toBe(200);
    expectProblem(await processes(third.id), 403, "There is no such project for you");
  });

  it("answers before a project is chosen, even a wrong one", async () => {
    const cookie = await byLink();
    expect((await session({ cookie, "ringback-project": "6964f2c80000000000000000" })).status).toBe(200);
  });

  it("401 without a session, with a wrong, signed out or deleted one, and with a token", async () => {
    const [signedOut, deleted] = [await byLink(), await byPassword()];
    const own = { "sec-fetch-site": "same-origin" };
    await server.api().delete("/api/v1/session", { cookie: signedOut, ...own });
    const others: Record<string, string>[] = [
      {},
      { cookie: "ringback_session=wrong" },
      { cookie: signedOut },
      { authorization: `Bearer ${projects[0]?.tokens.manage}` },
    ];
    for (const headers of others) expectProblem(await session(headers), 401, "Nobody is signed in");
    expect((await session({ cookie: deleted })).status).toBe(200);
    await server.store.write.deleteUser({ id: userId, audit: [] });
    expect((await session({ cookie: deleted })).status).toBe(401);
  });

  it("403 where another site asks", async () => {
    const cookie = await byLink();
    expect((await session({ cookie, "sec-fetch-site": "cross-site" })).status).toBe(403);
  });

  it("401 once it has ended", async () => {
    const cookie = await byLink();
    await clock.advance(14 * 24 * 3_600_000);
    expect((await session({ cookie })).status).toBe(401);
  });
});
