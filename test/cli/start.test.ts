import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Home } from "./home.ts";

let home: Home;
beforeEach(() => {
  home = new Home();
});
afterEach(() => home.remove());

const running = /is running at (http:\S+)/;
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe("ringback start", { timeout: 60_000 }, () => {
  it("makes a project at the first start and prints link, token and ids that work", async () => {
    const start = home.command(["start"]);
    const url = await start.said(running);
    const token = await start.said(/^API token {2}(rb_live_[0-9A-Za-z]{40,})$/);
    const project = await start.said(/^Project {4}([0-9a-f]{24})$/);
    const process = await start.said(/^Process {4}([0-9a-f]{24})$/);
    const link = await start.said(/^Dashboard {2}(\S+)$/);

    const answer = await fetch(`${url}/api/v1/processes`, bearer(token));
    expect(await answer.json()).toMatchObject({
      data: [{ id: process, projectId: project, name: "OutReach Plan (hinglish)" }],
    });
    const where = `--process ${process} --token ${token}`;
    await start.said(new RegExp(`^ {2}npm run ringback -- listen ${where} --api ${url}$`));
    await start.said(new RegExp(`^ {2}npm run ringback -- simulate ${where} --url ${url}$`));

    const signIn = () => fetch(link, { redirect: "manual" });
    const signedIn = await signIn();
    expect(signedIn.status).toBe(303);
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const processes = await fetch(`${url}/api/v1/processes`, { headers: { cookie } });
    expect(processes.status).toBe(200);
    expect((await signIn()).status).toBe(401); // once
  });

  it("keeps everything over a second start and does not print the token again", async () => {
    const first = home.command(["start"]);
    const token = await first.said(/^API token {2}(rb_live_\w+)$/);
    const ids = first.stdout.filter((line) => /^(Project|Process) /.test(line));
    const key = readFileSync(join(home.folder, "secret.key"), "utf8");
    first.signal("SIGTERM");
    expect(await first.ended).toBe(0);

    const second = home.command(["start"]);
    const url = await second.said(running);
    await second.said(/^API token {2}shown at the first start/);
    await second.said(/simulate/);
    expect(second.stdout.filter((line) => /^(Project|Process) /.test(line))).toEqual(ids);
    expect(second.output).not.toContain(token);
    expect(readFileSync(join(home.folder, "secret.key"), "utf8")).toBe(key);
    expect((await fetch(`${url}/api/v1/processes`, bearer(token))).status).toBe(200);
  });

  it("makes a key that only its owner can read, and none where one is given", async () => {
    const start = home.command(["start"]);
    await start.said(running);
    const { mode } = statSync(join(home.folder, "secret.key"));
    expect(mode & 0o777).toBe(0o600);
    start.signal("SIGTERM");
    await start.ended;

    const other = new Home();
    const given = other.command(["start"], { SECRET_KEY: "0123456789abcdef" });
    await given.said(running);
    expect(existsSync(join(other.folder, "secret.key"))).toBe(false);
    await other.remove();
  });

  it.each(["SIGTERM", "SIGINT"] as const)("ends with 0 on %s and no longer listens", async (signal) => {
    const start = home.command(["start"]);
    const url = await start.said(running);
    const asked = Date.now();
    start.signal(signal);
    expect(await start.ended).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it("lets no second node on the same database, and leaves the first alone", async () => {
    const first = home.command(["start"]);
    const url = await first.said(running);
    const second = await home.run(["start"]);
    expect(second.code).toBe(1);
    expect(second.stderr).toEqual([
      `error: another Ringback runs on ${home.file}: stop it first, or use another DATABASE_URL`,
    ]);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it("says which port is in use", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const start = await home.run(["start"], { PORT: String(port) });
    server.close();
    expect(start).toEqual({
      code: 78,
      stdout: [],
      stderr: ["Wrong settings:", `  PORT ${port} is in use: stop what listens there, or set another`],
    });
  });

  it("says which folder cannot be made", async () => {
    writeFileSync(join(home.folder, "a.file"), "in the way");
    const start = await home.run(["start"], { DATABASE_URL: `file:${home.folder}/a.file/ringback.db` });
    expect(start.code).toBe(1);
    expect(start.stderr).toEqual([expect.stringMatching(/^error: .*a\.file/)]);
  });
});

describe("wrong settings", { timeout: 60_000 }, () => {
  const wrong = {
    PORT: "99999",
    LOG_LEVEL: "loud",
    RETRY_SCHEDULE: "5s,soon",
    EGRESS_ALLOW: "10.0.0.0",
    PUBLIC_URL: "ringback.example.com",
  };

  const names = ["PORT", "PUBLIC_URL", "EGRESS_ALLOW", "RETRY_SCHEDULE", "LOG_LEVEL"];

  it.each(["start", "serve"])("are all named at once by %s, with exit code 78", async (command) => {
    const { code, stdout, stderr } = await home.run([command], wrong);
    expect(code).toBe(78);
    expect(stdout).toEqual([]);
    expect(stderr[0]).toBe("Wrong settings:");
    expect(stderr.slice(1).map((line) => line.trim().split(" ")[0])).toEqual(names);
    expect(existsSync(home.file)).toBe(false);
  });

  it("are all among what doctor found, with exit code 78", async () => {
    const { code, stdout } = await home.run(["doctor"], wrong);
    expect(code).toBe(78);
    const found = stdout.filter((line) => line.startsWith("✗"));
    expect(found.map((line) => line.split(" ")[1])).toEqual(names);
    expect(existsSync(home.file)).toBe(false);
  });
});
