import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSqliteInPlace } from "../../src/store/host.ts";
import { copiedTables, ownTables } from "../../src/store/moving/tables.ts";
import { openPostgres } from "../../src/store/postgres/host.ts";
import { lockForNode } from "../../src/store/sqlite/node-lock.ts";
import { addProject, first, outcomeOf, retryAt, start } from "../store/world.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { runSql } from "../support/postgres-server.ts";
import { Home } from "./home.ts";

let databases: PostgresDatabases;
const home = new Home();
beforeAll(async () => {
  databases = await PostgresDatabases.start();
  const store = await openSqliteInPlace(home.file);
  const world = await addProject(store, [{ rate_limit: 33.3333333333 }, { delivery_order: "none" }]);
  const names = ['Asha "the" \\ Verma', "ﷺ é 漢字 😀", "'; drop table leads; --"];
  for (let n = 0; n < 700; n += 1) {
    const lead = await world.lead({
      name: names[n % 3] ?? null,
      referenceId: `R${n}`,
      metadata: '{"a":"\\u0000\\n"}',
    });
    const { ready } = await world.report(lead, { summary: `Line\nwith ${"x".repeat(n)}` });
    if (n % 2 === 0) await world.commit({ outcomes: [outcomeOf(first(ready))] });
    else if (n % 3 === 0) await world.commit({ outcomes: ready.map((delivery) => retryAt(delivery, start)) });
  }
  await store.close();
}, 120_000);
afterAll(async () => {
  await home.remove();
  await databases.remove();
}, 60_000);

const copy = (url: string) => home.run(["copy", "--from", `file:${home.file}`, "--to", url]);

describe("ringback copy", { timeout: 120_000 }, () => {
  it("knows every table", () => {
    const handle = new DatabaseSync(home.file, { readOnly: true });
    const tables = handle.prepare("select name from sqlite_master where type = 'table'").all();
    handle.close();
    const known = [...copiedTables.map(({ name }) => name), ...ownTables];
    expect(tables.map(({ name }) => String(name)).filter((name) => !known.includes(name))).toEqual([]);
  });

  it("copies every row, compares them, and goes on being a store", async () => {
    const url = await databases.create();
    const { code, stdout, stderr } = await copy(url);
    expect(stderr).toEqual([]);
    expect(code).toBe(0);
    expect(stdout).toContain("copying leads: 700 of 700");
    expect(stdout.at(-1)).toMatch(/^Copied and compared [\d,]{5,} rows of \d+ tables\.$/);
    const store = await openPostgres(url);
    try {
      const [project] = await store.read.listProjects();
      const claimed = await store.write.claim({
        node: "node-z",
        now: start,
        until: start + 60_000,
        room: 1_000,
        perCallback: 500,
        full: [],
      });
      expect(claimed.ready.length).toBeGreaterThan(100);
      expect(first(claimed.ready).projectId).toBe(project?.id);
      // New rows are numbered behind those that were copied.
      const more = await addProject(store, [{}]);
      const { ready } = await more.report(await more.lead());
      expect(first(ready).n).toBeGreaterThan(1_400);
    } finally {
      await store.close();
    }
    // A second copy would mix two databases.
    const again = await copy(url);
    expect(again.code).toBe(1);
    expect(again.stderr.join()).toContain("copy into an empty database");
  });

  it("goes on where it was cut off", async () => {
    const url = await databases.create();
    const cut = home.command(["copy", "--from", `file:${home.file}`, "--to", url]);
    await cut.said(/^copying leads: 700/);
    await cut.kill();
    const before = await runSql(url, "select count(*)::int as rows from leads");
    expect(before).toEqual([{ rows: 700 }]);
    const { code, stdout } = await copy(url);
    expect(code).toBe(0);
    expect(stdout.filter((line) => line.startsWith("copying leads"))).toEqual([]);
    expect(await runSql(url, "select to_regclass('copy_progress') as left_over")).toEqual([
      { left_over: null },
    ]);
  });

  it("tells of a row that differs", async () => {
    const url = await databases.create();
    const cut = home.command(["copy", "--from", `file:${home.file}`, "--to", url]);
    await cut.said(/^copying activities: 700/);
    await cut.kill();
    await runSql(url, "update leads set name = 'somebody else' where reference_id = 'R17'");
    const { code, stderr } = await copy(url);
    expect(code).toBe(1);
    expect(stderr.join()).toMatch(/leads \([0-9a-f]{24}\) is not the same on both sides/);
  });

  it("does not copy from under a Ringback that runs", async () => {
    const stop = lockForNode(home.file);
    try {
      const { code, stderr } = await copy(await databases.create());
      expect(code).toBe(1);
      expect(stderr.join()).toContain("another Ringback runs on");
    } finally {
      stop();
    }
  });
});
