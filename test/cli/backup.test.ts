import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Command } from "../fakes/command.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { Home } from "./home.ts";

let home: Home;
let receiver: Receiver;
beforeEach(async () => {
  home = new Home();
  receiver = await startReceiver();
});
afterEach(async () => {
  await home.remove();
  await receiver.close();
});

type Fields = Record<string, string> & { data: Fields & Fields[]; success: Fields[] };

/** A server with a callback and leads, and what can be done to it. */
async function serving() {
  const server = home.command(["start"]);
  const url = await server.said(/is running at (\S+)/);
  const token = await server.said(/(rb_live_\w+)$/);
  const [project, process] = [
    await server.said(/^Project {4}(\S+)$/),
    await server.said(/^Process {4}(\S+)$/),
  ];
  const call = async (method: string, path: string, body?: unknown, headers = {}): Promise<Fields> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(answer.status).toBeLessThan(300);
    return (await answer.json()) as Fields;
  };
  await call(
    "PUT",
    `/api/v1/processes/${process}/advanced-settings`,
    { leadUpdateCallbacks: [{ url: `${receiver.url}/hook` }] },
    { "if-match": '"1"' },
  );
  const leads = Array.from({ length: 20 }, (_, n) => {
    return { projectId: project, processId: process, name: `Lead ${n}`, phone: `+9198123456${10 + n}` };
  });
  const { success } = await call("POST", "/api/v1/leads/bulk/initiate", { leads });
  const leadIds = success.map(({ _id = "" }) => _id);
  const report = async () => {
    const activities = leadIds.map((leadId) => ({ leadId, type: "call", callStatus: "completed" }));
    const { data } = await call("POST", "/api/v1/activities", { activities });
    return data.map(({ id = "" }) => id);
  };
  return { server, report };
}

const stop = async (server: Command): Promise<void> => {
  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
};

const rowsOf = (file: string, statement: string) => {
  const handle = new DatabaseSync(file, { readOnly: true });
  try {
    return handle.prepare(statement).all() as Record<string, string | number>[];
  } finally {
    handle.close();
  }
};

describe("a backup", { timeout: 120_000 }, () => {
  it("taken under load has all that was acknowledged before it, and delivers what is owed when restored", async () => {
    const { server, report } = await serving();
    const copy = join(home.folder, "backups", "copy.db");
    const before = (await Promise.all([report(), report()])).flat();
    let over = false;
    const load = (async () => {
      for (let n = 0; n < 200 && !over; n += 1) await report();
    })();
    const backup = await home.run(["backup", copy]);
    over = true;
    expect(backup).toMatchObject({
      code: 0,
      stdout: [expect.stringMatching(/^Copied .* MiB to .*copy\.db/)],
    });
    await load;
    expect(statSync(copy).mode & 0o777).toBe(0o600);

    const activities = rowsOf(copy, "select id from activities").map(({ id }) => id);
    for (const id of before) expect(activities).toContain(id);
    // One moment: no activity without its delivery, no number of a lead left out.
    const torn = rowsOf(
      copy,
      `select a.id from activities a left join deliveries d on d.activity_id = a.id where d.id is null
       union all select l.id from leads l where l.sequence <> (select count(*) from activities a where a.lead_id = l.id)`,
    );
    expect(torn).toEqual([]);

    const refused = await home.run(["restore", copy]);
    expect(refused.code).toBe(1);
    expect(refused.stderr.join("\n")).toMatch(/another Ringback runs on/);
    await stop(server);

    const owed = rowsOf(copy, "select id from deliveries where status in ('pending', 'held')").map(
      ({ id }) => id,
    );
    const seen = receiver.requests.length;
    const restored = await home.run(["restore", copy]);
    expect(restored.code).toBe(0);
    expect(restored.stdout[0]).toMatch(
      /^Restored .*copy\.db\. What was there is kept as .*ringback\.db\.before-/,
    );
    expect(rowsOf(home.file, "select id from activities").length).toBe(activities.length);
    const again = home.command(["start"]);
    await again.said(/is running at/);
    const left = () => rowsOf(home.file, "select id from deliveries where status <> 'delivered'");
    await expect.poll(() => left().length, { timeout: 20_000 }).toBe(0);
    const arrived = receiver.requests.slice(seen).map(({ headers }) => headers["webhook-id"]);
    for (const id of owed) expect(arrived).toContain(id);
    await stop(again);
  });

  it("is refused where there is nothing to copy, where the file exists, and on PostgreSQL", async () => {
    const copy = join(home.folder, "copy.db");
    const nothing = await home.run(["backup", copy]);
    expect(nothing).toMatchObject({
      code: 1,
      stderr: [expect.stringMatching(/^error: there is no database at/)],
    });
    await home.run(["migrate"]);
    expect((await home.run(["backup", copy])).code).toBe(0);
    const twice = await home.run(["backup", copy]);
    expect(twice).toMatchObject({ code: 1, stderr: [`error: ${copy} exists already`] });
    const postgres = await home.run(["backup", copy], { DATABASE_URL: "postgres://u@127.0.0.1:1/x" });
    expect(postgres.stderr.join()).toMatch(/embedded database: on PostgreSQL use pg_dump/);
  });
});

describe("a restore", { timeout: 60_000 }, () => {
  it("refuses what is damaged, none of ours or newer, and changes nothing then", async () => {
    await home.run(["migrate"]);
    const [copy, text, newer] = ["copy.db", "text.db", "newer.db"].map((name) => join(home.folder, name)) as [
      string,
      string,
      string,
    ];
    for (const file of [copy, newer]) expect((await home.run(["backup", file])).code).toBe(0);
    writeFileSync(
      text,
      "this is a text file, and longer than the header of a database file by far".repeat(9),
    );
    const handle = new DatabaseSync(newer);
    handle.exec("insert into kysely_migration (name, timestamp) values ('999-later', '2030-01-01')");
    handle.close();
    for (const [file, words] of [
      [text, /text\.db is no database of Ringback/],
      [newer, /newer\.db is of a newer version: its schema has 999-later/],
      [join(home.folder, "none.db"), /there is no file/],
    ] as const) {
      const { code, stderr } = await home.run(["restore", file]);
      expect([code, stderr.join()]).toEqual([1, expect.stringMatching(words)]);
    }
    expect(readdirSync(home.folder).filter((name) => /before-|arriving/.test(name))).toEqual([]);
    expect((await home.run(["restore", copy])).code).toBe(0);
    expect(existsSync(home.file)).toBe(true);
    expect(
      readdirSync(home.folder).filter((name) => /\.before-[^-]+-\d\d-\d\dT[\d-]+Z$/.test(name)),
    ).toHaveLength(1);
  });

  it("does not take the log of a file that is gone for the copy's own", async () => {
    await home.run(["migrate"]);
    const copy = join(home.folder, "copy.db");
    await home.run(["backup", copy]);
    // Written by a process that is killed, so that it stays.
    const write = `const database = new (require("node:sqlite").DatabaseSync)(process.argv[1]);
      database.exec("pragma wal_autocheckpoint = 0; insert into projects values ('lost', 'Lost', 1)");
      process.kill(process.pid, "SIGKILL");`;
    spawnSync(process.execPath, ["-e", write, home.file]);
    rmSync(home.file);
    expect(statSync(`${home.file}-wal`).size).toBeGreaterThan(0);
    expect((await home.run(["restore", copy])).code).toBe(0);
    expect(rowsOf(home.file, "select id from projects")).toEqual(rowsOf(copy, "select id from projects"));
  });
});
