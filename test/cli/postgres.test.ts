import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Pooler } from "../fakes/pooler.ts";
import { PostgresServer, runSql } from "../support/postgres-server.ts";
import { Home } from "./home.ts";

let server: PostgresServer;
const home = new Home();
beforeAll(async () => {
  server = await PostgresServer.start(["fsync=off"]);
}, 90_000);
afterAll(async () => {
  await home.remove();
  await server.remove();
}, 60_000);

/** A database that does not answer. */
const nowhere = "postgres://ringback:hunter22@127.0.0.1:1/ringback";
const SECRET_KEY = "a key for production, of some length";

describe("ringback on postgres://", { timeout: 90_000 }, () => {
  it("refuses an older schema, names what mends it, and starts after that", async () => {
    const env = { DATABASE_URL: server.url(), SECRET_KEY };
    for (const command of ["serve", "start"]) {
      const refused = await home.run([command], env);
      expect(refused.code).toBe(1);
      expect(refused.stderr.join()).toMatch(
        /schema is older than this version .*001-foundation.*migrate` first/,
      );
    }
    // Two at once wait for each other; what one has applied the other has not to.
    const runs = await Promise.all([home.run(["migrate"], env), home.run(["migrate"], env)]);
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, []],
      [0, []],
    ]);
    const applied = runs.flatMap(({ stdout }) => stdout.filter((line) => line.startsWith("Applied")));
    expect(applied[0]).toBe("Applied 001-foundation.");
    expect(new Set(applied).size).toBe(applied.length);

    const keyless = await home.run(["start"], { DATABASE_URL: server.url() });
    expect(keyless.code).toBe(78);
    expect(keyless.stderr.join()).toContain("SECRET_KEY is required on postgres://");
    const started = home.command(["start"], env);
    await started.said(/is running at/);
    started.signal("SIGTERM");
    expect(await started.ended).toBe(0);
    // It has left the others, and nothing of it is waited for.
    expect(await runSql(server.url(), "select id from nodes")).toEqual([]);

    // A version that is newer may have migrated already: this one goes on running on it.
    await runSql(server.url(), "insert into kysely_migration values ('999-from-the-future', now()::text)");
    const older = home.command(["start"], env);
    await older.said(/is running at/);
    older.signal("SIGTERM");
    expect(await older.ended).toBe(0);

    const doctor = await home.run(["doctor"], env);
    expect(doctor.stdout.join("\n")).toContain("the database answers, and has this version's schema");
  });

  it("migrates past a pooler, by DATABASE_DIRECT_URL alone", async () => {
    await runSql(server.url(), "create database past_a_pooler");
    const DATABASE_DIRECT_URL = server.url("past_a_pooler");
    const { code, stdout } = await home.run(["migrate"], { DATABASE_URL: nowhere, DATABASE_DIRECT_URL });
    expect([code, stdout[0]]).toEqual([0, "Applied 001-foundation."]);
  });

  it("refuses a pooler in transaction mode, unless a way past it is named", async () => {
    const pooler = await Pooler.start(server.url(), 3);
    try {
      const env = { DATABASE_URL: pooler.url, SECRET_KEY };
      const pooled = /^ {2}DATABASE_URL leads through a pooler in transaction mode.*set DATABASE_DIRECT_URL/m;
      const refused = await Promise.all(
        ["serve", "start", "migrate"].map((command) => home.run([command], env)),
      );
      for (const { code, stdout, stderr } of refused) {
        expect([code, stdout, stderr[0]]).toEqual([78, [], "Wrong settings:"]);
        expect(stderr.join("\n")).toMatch(pooled);
      }
      const copy = ["copy", "--from", `file:${home.folder}/empty.db`, "--to", pooler.url];
      writeFileSync(`${home.folder}/empty.db`, "");
      const [doctor, copied] = await Promise.all([home.run(["doctor"], env), home.run(copy)]);
      expect(doctor.code).toBe(1);
      expect(doctor.stdout.join("\n")).toMatch(/DATABASE_URL leads through a pooler in transaction mode/);
      expect(copied.code).toBe(1);
      expect(copied.stderr.join("\n")).toMatch(/^error: --to leads through a pooler.*name a way past it$/m);

      const both = { ...env, DATABASE_DIRECT_URL: server.url() };
      const past = await home.run(["doctor"], both);
      expect(past.stdout.join("\n")).toContain("a session hears what others commit");
      const started = home.command(["start"], both);
      await started.said(/is running at/);
      started.signal("SIGTERM");
      expect(await started.ended).toBe(0);
    } finally {
      await pooler.close();
    }
  });

  it("says in a line that the database does not answer, without its password", async () => {
    const env = { DATABASE_URL: nowhere, DATABASE_DIRECT_URL: nowhere, SECRET_KEY };
    const mixed = { ...env, DATABASE_URL: server.url() };
    const runs = await Promise.all([
      ...[["start"], ["migrate"], ["token", "list"], ["doctor"]].map((command) => home.run(command, env)),
      ...[["start"], ["doctor"]].map((command) => home.run(command, mixed)),
    ]);
    for (const { code, stdout, stderr } of runs) {
      const said = [...stdout, ...stderr].join("\n");
      expect(code).toBe(1);
      expect(said).toMatch(/The database cannot be opened.*ECONNREFUSED/);
      expect(said).not.toContain("hunter22");
    }
    for (const { stdout, stderr } of runs.slice(4))
      expect([...stdout, ...stderr].join("\n")).toContain("cannot be opened by DATABASE_DIRECT_URL");
  });
});
