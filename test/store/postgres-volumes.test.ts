import type { Kysely } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { migrate } from "../../src/store/migrations/migrate.ts";
import { overPool } from "../../src/store/postgres/dialect.ts";
import { openPool, words } from "../../src/store/postgres/engine.ts";
import { migratePostgres, openPostgres } from "../../src/store/postgres/host.ts";
import type { Volumes } from "../../src/store/volumes.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { runSql } from "../support/postgres-server.ts";
import { first, outcomeOf, retryAt, start, type World, worldOf } from "./world.ts";

let databases: PostgresDatabases;
let url: string;
let world: World;
let volumes: Volumes;
beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 90_000);
afterAll(() => databases.remove(), 60_000);
beforeEach(async () => {
  url = await databases.create();
  world = await worldOf(() => openPostgres(url));
  if (world.store.volumes === null) throw new Error("there are no volumes");
  volumes = world.store.volumes;
});

const day = 86_400_000;
const perVolume = 2 ** 36;
const tend = (now: number, stopped = false) =>
  volumes.tend({
    now,
    cutoffs: { done: now - 30 * day, failed: now - 90 * day },
    lengthMs: 5 * day,
    isStopped: () => stopped,
  });
const rows = async (text: string) => (await runSql(url, text)) as Record<string, unknown>[];
const partitionsOf = async (table: string) =>
  (
    await rows(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = '${table}'::regclass order by 1`,
    )
  ).map(({ name }) => name);
const count = async (table: string) => Number((await rows(`select count(*) as n from ${table}`))[0]?.n);
const inFull = async (id: string) => {
  const found = await world.store.read.deliveryInFull({ projectId: world.projectId, id });
  if (found === undefined) throw new Error("it is gone");
  return found;
};

/** Begins the second volume, after something was owed in the first. */
async function moveOn(): Promise<void> {
  await tend(start);
  expect(await tend(start + 5 * day)).toEqual([]);
}

describe("deliveries by volumes", { timeout: 60_000 }, () => {
  it("has the next volume before it is needed, and begins it when it is time", async () => {
    expect(await partitionsOf("deliveries_live")).toEqual(["deliveries_0", "deliveries_1", "deliveries_2"]);
    const volumeOfNext = async () =>
      Math.floor(first((await world.report(await world.lead())).ready).n / perVolume);
    await tend(start);
    // There is nothing in it yet, so it stays.
    await tend(start + 5 * day);
    expect(await volumeOfNext()).toBe(1);
    await tend(start + 5 * day - 1);
    expect(await volumeOfNext()).toBe(1);
    await tend(start + 5 * day);
    expect(await volumeOfNext()).toBe(2);
    expect(await partitionsOf("attempts_live")).toEqual([0, 1, 2, 3].map((n) => `attempts_${n}`));
    // However long nobody looks: there is always room.
    expect(await volumeOfNext()).toBe(2);
  });

  it("stands in for partitions that nobody made: a transaction never looks for one that is missing", async () => {
    await runSql(url, "alter table attempts_live detach partition attempts_2; drop table attempts_2");
    await runSql(url, "alter table deliveries_live detach partition deliveries_2; drop table deliveries_2");
    const lead = await world.lead();
    expect((await world.report(lead)).ready).toHaveLength(1);
    await moveOn();
    expect(first((await world.report(await world.lead())).ready).n).toBe(2 * perVolume);
  });

  it("drops a volume when its time is over, and keeps what is owed and what failed", async () => {
    const [delivered, failed, old, waiting] = await Promise.all(
      Array.from({ length: 4 }, async () => first((await world.report(await world.lead())).ready)),
    );
    if (!delivered || !failed || !old || !waiting) throw new Error("not owed");
    await world.report(waiting.leadId ?? "");
    const at = (endedAt: number) => ({ endedAt });
    await world.commit({
      outcomes: [
        outcomeOf(delivered),
        outcomeOf(failed, { verdict: "failed", ...at(start + day) }),
        outcomeOf(old, { verdict: "failed", ...at(start - 60 * day) }),
        retryAt(waiting, start + day),
      ],
    });
    await moveOn();
    const now = start + 36 * day;
    expect(await tend(now)).toEqual([1]);
    expect(await world.statuses()).toEqual(["failed", "pending", "held"]);
    expect((await inFull(failed.id)).attempts).toHaveLength(1);
    expect((await inFull(waiting.id)).attempts).toHaveLength(1);
    expect(await count("attempts")).toBe(2);
    expect(await partitionsOf("attempts_live")).not.toContain("attempts_1");
    expect(await rows("select to_regclass('deliveries_1') as left_over")).toEqual([{ left_over: null }]);
    expect(await count("leads")).toBe(4);
    expect(await count("activities")).toBe(5);
    // Order goes on where it was: what was held is released by what was before it.
    const { ready } = await world.claim({ now });
    expect(ready.map(({ id, attempts }) => [id, attempts])).toEqual([[waiting.id, 1]]);
    await world.commit({ now, outcomes: [outcomeOf(first(ready), at(now))] });
    expect(await world.statuses()).toEqual(["failed", "delivered", "pending"]);
    expect((await inFull(waiting.id)).attempts.map(({ number }) => number)).toEqual([1, 2]);
    // What was kept longer goes row by row, as ever.
    const late = now + 120 * day;
    const cutoffs = { done: late - 30 * day, failed: late - 90 * day };
    const { ns } = await world.store.read.expiredDeliveries({ after: 0, before: perVolume * 9, cutoffs });
    expect(ns).toEqual([failed.n, waiting.n]);
  });

  it("leaves alone what a volume lacks the time for, and what was stopped goes on the next time", async () => {
    await world.report(await world.lead());
    await moveOn();
    expect(await tend(start + 35 * day)).toEqual([]);
    expect(await tend(start + 36 * day, true)).toEqual([]);
    expect(await world.statuses()).toEqual(["pending"]);
    expect(await tend(start + 36 * day)).toEqual([1]);
    expect(await world.statuses()).toEqual(["pending"]);
  });

  it("finishes a drop that was broken off between any two steps", async () => {
    const delivery = first((await world.report(await world.lead())).ready);
    await world.commit({ outcomes: [outcomeOf(delivery, { verdict: "failed", endedAt: start + day })] });
    await moveOn();
    // As if it were opened again, and others went on, at the very moment.
    await runSql(url, "alter table deliveries_live detach partition deliveries_1");
    await runSql(url, "update deliveries_1 set status = 'pending', due_at = 0, ended_at = null");
    expect(await world.statuses()).toEqual([]);
    expect(await tend(start + 36 * day)).toEqual([1]);
    expect(await world.statuses()).toEqual(["pending"]);
    expect((await inFull(delivery.id)).attempts).toHaveLength(1);
  });

  it("waits for no one and holds up no one: reports and outcomes go on while a volume is dropped", async () => {
    const leads = await Promise.all(Array.from({ length: 8 }, () => world.lead()));
    await runSql(
      url,
      `insert into deliveries (id, project_id, process_id, callback_id, lead_id, kind, payload_format, status, lane,
         attempts, step, created_at, ended_at)
       select lpad(i::text, 24, '0'), '${world.projectId}', '${world.processId}', 'none', null, 'test', 'lead_update',
         case when i % 50 = 0 then 'failed' else 'delivered' end, 0, 0, 0, ${start}, ${start} from generate_series(1, 40000) i`,
    );
    await moveOn();
    let slowest = 0;
    let rounds = 0;
    let done = false;
    const writing = (async () => {
      while (!done || rounds < 5) {
        const began = performance.now();
        const reports = await Promise.all(leads.map((lead) => world.report(lead)));
        await world.commit({ outcomes: reports.flatMap(({ ready }) => ready).map((one) => outcomeOf(one)) });
        slowest = Math.max(slowest, performance.now() - began);
        rounds += 1;
      }
    })();
    expect(await tend(start + 36 * day)).toEqual([1]);
    done = true;
    await writing;
    // A lock of the table would have held them for as long as all of it took.
    expect(slowest).toBeLessThan(2_000);
    expect(await count("deliveries where status = 'failed'")).toBe(800);
    expect(await count("deliveries where status = 'held'")).toBe(0);
  });

  it("is tended by one node at a time", async () => {
    await world.report(await world.lead());
    await moveOn();
    const other = await openPostgres(url);
    const now = start + 36 * day;
    const cutoffs = { done: now - 30 * day, failed: now - 90 * day };
    const both = [volumes, other.volumes].map((of) =>
      of?.tend({ now, cutoffs, lengthMs: 5 * day, isStopped: () => false }),
    );
    const went = (await Promise.all(both)).flatMap((one) => one ?? []);
    await other.close();
    expect(went.filter((volume) => volume === 1).length).toBeLessThanOrEqual(1);
    expect(await world.statuses()).toEqual(["pending"]);
  });

  it("tells large volumes apart", async () => {
    const lead = await world.lead();
    for (let n = 0; n < 3; n += 1) await world.report(lead);
    await tend(start);
    expect(await volumes.large(3)).toEqual([]);
    expect(await volumes.large(2)).toEqual([{ from: perVolume, before: 2 * perVolume }]);
  });

  it("finds a row by its number in two partitions at the most, whatever there are", async () => {
    await world.report(await world.lead());
    await moveOn();
    const { n } = first((await world.report(await world.lead())).ready);
    const client = new Client({ connectionString: url });
    await client.connect();
    // As the hot path runs them: prepared, planned without the numbers.
    await client.query("set enable_seqscan = off; set plan_cache_mode = force_generic_plan");
    const looked = async (name: string, text: string) => {
      await client.query(`prepare ${name}(bigint[]) as ${text}`);
      const explain = `explain (analyze, costs off, timing off, summary off) execute ${name}('{${n}}')`;
      const plan = (await client.query<{ "QUERY PLAN": string }>(explain)).rows;
      const scans = plan
        .map((line) => line["QUERY PLAN"])
        .filter((line) => /Scan .*on (deliv|att)/.test(line));
      return scans
        .filter((line) => !line.includes("never executed"))
        .map((line) => / on (\w+)/.exec(line)?.[1]);
    };
    const one = ["deliveries_2", "deliveries_kept"];
    const from = "from unnest($1) o(n)";
    try {
      expect(
        (await looked("found", `select d.status ${from} join deliveries d on d.n = o.n`)).sort(),
      ).toEqual(one);
      expect(
        (await looked("changed", `update deliveries d set due_at = 0 ${from} where d.n = o.n`)).sort(),
      ).toEqual(one);
      expect(
        (
          await looked("removed", `delete from attempts a using unnest($1) o(n) where a.delivery_n = o.n`)
        ).sort(),
      ).toEqual(["attempts_2", "attempts_kept"]);
    } finally {
      await client.end();
    }
  });

  it("takes over what a database of an older version has", async () => {
    await runSql(url, "drop schema public cascade; create schema public");
    const db = overPool(openPool(url, "write"));
    await migrate(db as unknown as Kysely<unknown>, words, "007-double-rates");
    await db.destroy();
    const [projectId, processId, callbackId] = ["a".repeat(24), "b".repeat(24), "c".repeat(24)];
    const delivery = (id: string, status: string, attempts: number, dueAt: number | null) =>
      `('${id.repeat(24)}', '${projectId}', '${processId}', '${callbackId}', 'test', 'lead_update', '{}', '${status}', 0,
        ${attempts}, 0, ${dueAt ?? "null"}, ${start})`;
    await runSql(
      url,
      `insert into deliveries (id, project_id, process_id, callback_id, kind, payload_format, body, status, lane,
         attempts, step, due_at, created_at)
       values ${delivery("d", "delivered", 1, null)}, ${delivery("e", "pending", 0, start)};
       insert into attempts select n, 1, ${start}, 200, null, '{}' from deliveries where attempts = 1;
       insert into attempts values (99, 1, ${start}, 200, null, '{}')`,
    );
    expect((await migratePostgres(url)).at(-1)).toMatch(/^011|^01[2-9]/);
    const store = await openPostgres(url);
    try {
      const claim = { node: "node-a", now: start, until: start + 60_000, room: 9, perCallback: 9, full: [] };
      const { ready } = await store.write.claim(claim);
      expect(ready.map(({ n, id }) => [n, id])).toEqual([[2, "e".repeat(24)]]);
      await store.write.commit({
        now: start,
        requests: [],
        outcomes: ready.map((one) => outcomeOf(one)),
        lease: { node: "node-a", until: start, room: 0, full: [], cutOff: [] },
      });
    } finally {
      await store.close();
    }
    expect(await rows("select project_id, delivery_n, number from attempts order by delivery_n")).toEqual([
      { project_id: projectId, delivery_n: "1", number: "1" },
      { project_id: projectId, delivery_n: "2", number: "1" },
    ]);
    expect(await rows("select n, status from deliveries_0 order by n")).toEqual([
      { n: "1", status: "delivered" },
      { n: "2", status: "delivered" },
    ]);
    const again = await worldOf(() => openPostgres(url));
    expect(first((await again.report(await again.lead())).ready).n).toBe(perVolume);
  });
});
