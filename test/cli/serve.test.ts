import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Home } from "./home.ts";

let home: Home;
beforeEach(() => {
  home = new Home();
});
afterEach(() => home.remove());

const key = { SECRET_KEY: "a key for production, of some length" };

describe("ringback serve", { timeout: 60_000 }, () => {
  it("needs SECRET_KEY, then a user, each with exit code 78", async () => {
    const keyless = await home.run(["serve"]);
    expect(keyless).toEqual({
      code: 78,
      stdout: [],
      stderr: ["Wrong settings:", "  SECRET_KEY is required: set it, or SECRET_KEY_FILE"],
    });
    const userless = await home.run(["serve"], key);
    expect(userless.code).toBe(78);
    expect(userless.stderr.at(-1)).toMatch(/there is no user yet: add one with `ringback user add/);
  });

  it("does not start with another key than the one that the secrets were sealed with", async () => {
    const started = home.command(["start"], key);
    const token = await started.said(/^API token {2}(rb_live_\S+)$/);
    const url = await started.said(/^Ringback \S+ is running at (http:\S+)$/);
    const process = await started.said(/^Process {4}([0-9a-f]{24})$/);
    const saved = await fetch(`${url}/api/v1/processes/${process}/advanced-settings`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "if-match": '"1"' },
      body: JSON.stringify({ leadUpdateCallbacks: [{ url: "http://localhost:4000" }] }),
    });
    expect(saved.status).toBe(200);
    started.signal("SIGTERM");
    expect(await started.ended).toBe(0);

    const other = await home.run(["start"], { SECRET_KEY: "another key, of some length" });
    expect(other.code).toBe(78);
    expect(other.stderr.at(-1)).toMatch(/SECRET_KEY is not the one/);
  });

  it("prints nothing secret, allows no loopback receiver, and signs the user in", async () => {
    const password = "correct horse battery";
    await home.run(["user", "add", "Ops@Example.com", "--password-stdin"], {}, `${password}\n`);
    const { stdout } = await home.run(["token", "create", "--name", "dialer"]);
    const token = stdout[0] ?? "";
    const serve = home.command(["serve"], key);
    const url = await serve.said(/^Ringback is listening at (http:\S+)$/);

    const signIn = (text: string) =>
      fetch(`${url}/api/v1/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: "ops@example.com", password: text }),
      });
    expect((await signIn(password)).status).toBe(200);
    expect((await signIn("another password")).status).toBe(401);

    const api = (path: string, method: string, body: unknown) =>
      fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const made = (await (await api("/api/v1/processes", "POST", { name: "Outreach" })).json()) as {
      id: string;
    };
    const validate = `/api/v1/processes/${made.id}/advanced-settings/validate`;
    const callbacks = [{ url: "http://127.0.0.1:4000" }];
    expect(await (await api(validate, "POST", { leadUpdateCallbacks: callbacks })).json()).toMatchObject({
      status: "Errors",
      errors: [{ path: "leadUpdateCallbacks.0.url" }],
    });

    serve.signal("SIGTERM");
    expect(await serve.ended).toBe(0);
    for (const secret of [password, token, key.SECRET_KEY]) expect(serve.output).not.toContain(secret);
  });
});
