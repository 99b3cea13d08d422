import { chmodSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { version } from "../../src/platform/version.ts";
import { Home } from "./home.ts";

interface Report {
  ok: boolean;
  findings: { check: string; level: string; text: string }[];
}

let home: Home;
beforeEach(() => {
  home = new Home();
});
afterEach(() => home.remove());

/** A database with a project and, sealed with the key beside it, a callback's secret. */
async function madeByStart(): Promise<void> {
  const start = home.command(["start"]);
  const url = await start.said(/is running at (\S+)/);
  const token = await start.said(/(rb_live_\w+)$/);
  const process = await start.said(/^Process {4}(\S+)$/);
  const saved = await fetch(`${url}/api/v1/processes/${process}/advanced-settings`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "if-match": '"1"' },
    body: JSON.stringify({ leadUpdateCallbacks: [{ url: "https://example.com/hook" }] }),
  });
  expect(saved.status).toBe(200);
  start.signal("SIGTERM");
  expect(await start.ended).toBe(0);
}

describe("ringback doctor", { timeout: 60_000 }, () => {
  it("finds nothing wrong before the first start and after it", async () => {
    const before = await home.run(["doctor"]);
    expect(before.code).toBe(0);
    expect(before.stdout).toContain("✓ there is no database yet: the first start makes it");
    await madeByStart();
    const after = await home.run(["doctor"]);
    expect(after.code).toBe(0);
    expect(after.stdout).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`✓ Ringback ${version} on Node v`),
        "✓ the database is sound",
        "✓ the key in secret.key opens what is stored",
      ]),
    );
    expect(after.stdout.filter((line) => line.startsWith("✗"))).toEqual([]);
  });

  it("tells a wrong SECRET_KEY", async () => {
    await madeByStart();
    const right = readFileSync(join(home.folder, "secret.key"), "utf8").trim();
    const good = await home.run(["doctor"], { SECRET_KEY: right });
    expect(good).toMatchObject({ code: 0 });
    expect(good.stdout).toContain("✓ SECRET_KEY opens what is stored");
    const wrong = await home.run(["doctor"], { SECRET_KEY: "not the key of before" });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout.join("\n")).toMatch(
      /✗ SECRET_KEY is not the one that the stored secrets were sealed with \(1 of them\)/,
    );
  });

  it("looks beside a running server, and says it to programs as JSON", async () => {
    const start = home.command(["start"]);
    const port = await start.said(/is running at http:\/\/localhost:(\d+)/);
    const { code, stdout } = await home.run(["doctor", "--json"], { PORT: port });
    const { ok, findings } = JSON.parse(stdout.join("\n")) as Report;
    expect([code, ok]).toEqual([0, true]);
    const said = (check: string) => findings.filter((one) => one.check === check).map(({ text }) => text);
    expect(said("port")).toEqual([`Ringback ${version} runs on port ${port}`]);
    expect(said("owed")).toEqual(["nothing is owed to any callback"]);
    expect(said("chains")).toEqual(["no delivery waits for one that is not there"]);
    expect(findings.find(({ check }) => check === "users")?.level).toBe("warning");
  });

  it("tells what stands in the way of a start, and what others could read", async () => {
    await madeByStart();
    chmodSync(join(home.folder, "secret.key"), 0o644);
    const other = createServer((_request, response) => response.end("something else"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const env = {
      PORT: String((other.address() as AddressInfo).port),
      EGRESS_FIXED_LOCAL_ADDRESS: "203.0.113.9",
      PUBLIC_URL: "http://ringback.example.com",
    };
    const { code, stdout } = await home.run(["doctor"], env);
    other.close();
    expect(code).toBe(1);
    const wrong = stdout.filter((line) => line.startsWith("✗")).join("\n");
    expect(wrong).toMatch(/others can read the key: chmod 600 /);
    expect(wrong).toMatch(/something else than Ringback listens on port/);
    expect(wrong).toMatch(/EGRESS_FIXED_LOCAL_ADDRESS 203\.0\.113\.9 is no address of this machine/);
    expect(stdout.join("\n")).toMatch(/! PUBLIC_URL is http:\/\/ringback\.example\.com: without https/);
  });

  it("names wrong settings, and exits as a start does", async () => {
    const { code, stdout } = await home.run(["doctor", "--json"], { PORT: "x", ROLE: "y" });
    const { ok, findings } = JSON.parse(stdout.join("\n")) as Report;
    expect([code, ok]).toEqual([78, false]);
    expect(findings.filter(({ level }) => level === "error").map(({ text }) => text.split(" ")[0])).toEqual([
      "PORT",
      "ROLE",
    ]);
  });

  it("tells a damaged database", async () => {
    await madeByStart();
    // The bytes of some pages in the middle, as a failing disk would leave them.
    const file = openSync(home.file, "r+");
    for (let page = 4; page < 12; page += 1) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
    const { code, stdout } = await home.run(["doctor"]);
    expect(code).toBe(1);
    expect(stdout.join("\n")).toMatch(/✗ the database (is damaged|cannot be opened)/);
  });

  it("tells what is no database", async () => {
    writeFileSync(
      home.file,
      "this is a text file, and longer than the header of a database file by far".repeat(9),
    );
    const { code, stdout } = await home.run(["doctor"]);
    expect(code).toBe(1);
    expect(stdout.join("\n")).toMatch(/✗ the database cannot be opened: file is not a database/);
  });
});

describe("ringback migrate", { timeout: 60_000 }, () => {
  it("makes the schema, and does nothing where it stands", async () => {
    for (let time = 1; time <= 2; time += 1) {
      const { code, stdout } = await home.run(["migrate"]);
      expect(code).toBe(0);
      expect(stdout).toEqual(["The database has the schema of this version."]);
    }
    expect((await home.run(["token", "list"])).stdout).toEqual([
      "There is no token yet: ringback token create",
    ]);
  });
});

describe("ringback", { timeout: 60_000 }, () => {
  it("says its version, helps, and refuses unknown commands", async () => {
    expect((await home.run(["--version"])).stdout).toEqual([version]);
    expect((await home.run(["--help"])).stdout.join("\n")).toMatch(/listen .*receive callbacks here/);
    const unknown = await home.run(["lisen"]);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr.join("\n")).toMatch(/unknown command 'lisen'[\s\S]*Did you mean listen/);
  });
});
