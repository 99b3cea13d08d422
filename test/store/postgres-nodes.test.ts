import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { NodeLink } from "../../src/store/nodes.ts";
import type { Store } from "../../src/store/operations.ts";
import { openPostgres } from "../../src/store/postgres/host.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { runSql } from "../support/postgres-server.ts";
import { Listener } from "./listener.ts";
import { type World, worldOf } from "./world.ts";

let databases: PostgresDatabases;
let url: string;
let world: World;
const links: NodeLink[] = [];
beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 90_000);
afterAll(() => databases.remove(), 60_000);
beforeEach(async () => {
  url = await databases.emptied();
  world = await worldOf(() => openPostgres(url));
});
afterEach(async () => {
  for (const link of links.splice(0)) await link.leave();
});

async function join(store: Store, id: string): Promise<{ listener: Listener; link: NodeLink }> {
  const listener = new Listener(id);
  const link = await store.nodes?.join(listener);
  if (link === undefined) throw new Error("the store is not shared");
  links.push(link);
  return { listener, link };
}
async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  for (
    const end = Date.now() + 20_000;
    !(await done());
    await new Promise((resolve) => setTimeout(resolve, 30))
  )
    if (Date.now() > end) throw new Error(`not ${what} within 20 s`);
}
const leases = async () =>
  (await runSql(url, "select leased_by from deliveries order by n")).map(({ leased_by }) => leased_by);

describe("a node among others", { timeout: 60_000 }, () => {
  it("knows who lives, hears what they tell, and not itself", async () => {
    const a = await join(world.store, "a");
    const b = await join(world.store, "b");
    await until("seen", () => a.listener.nodes.length === 2);
    expect(a.listener.nodes.map(({ id }) => id).toSorted()).toEqual(["a", "b"]);
    expect(b.listener.nodes.flatMap(({ watched }) => watched)).toContain("project of a");
    b.link.tell({ kind: "due" });
    b.link.tell({ kind: "due" });
    const change = {
      projectId: "p",
      activities: [],
      deliveries: [],
      inspectors: [],
      activityCount: 1,
      deliveryCount: 2,
    };
    b.link.tell({ kind: "changes", changes: [change] });
    b.link.tell({ kind: "changes", changes: [change] });
    await until("heard", () => a.listener.messages.length === 2);
    expect(a.listener.messages).toEqual([
      { kind: "due" },
      { kind: "changes", changes: [{ ...change, activityCount: 2, deliveryCount: 4 }] },
    ]);
    expect(b.listener.messages).toEqual([]);
    await b.link.leave();
    await until("gone", () => a.listener.nodes.length === 1);
  });

  it("tells as counts what is too much to name", async () => {
    const a = await join(world.store, "a");
    const b = await join(world.store, "b");
    const activities = Array.from({ length: 90 }, (_, n) => ({
      id: String(n).padStart(24, "0"),
      leadId: "0".repeat(24),
      processId: "0".repeat(24),
    }));
    const changes = [
      { projectId: "p", activities, deliveries: [], inspectors: [], activityCount: 90, deliveryCount: 0 },
    ];
    b.link.tell({ kind: "changes", changes });
    await until("heard", () => a.listener.messages.length === 1);
    expect(a.listener.messages).toEqual([{ kind: "changes", changes: [{ ...changes[0], activities: [] }] }]);
  });

  it("hears of a changed setting with its commit", async () => {
    const a = await join(world.store, "a");
    const other = await openPostgres(url);
    await other.write.setSecrets({
      projectId: world.projectId,
      id: world.callbacks[0]?.id ?? "",
      secret: "sealed",
      previousSecret: null,
      previousUntil: null,
    });
    await other.close();
    await until("heard", () => a.listener.messages.length === 1);
    expect(a.listener.messages).toEqual([{ kind: "settings", projectIds: [world.projectId] }]);
  });

  it("gives up who is not heard, and what nobody's lease is any more", async () => {
    const a = await join(world.store, "a");
    const now = world.store.nodes?.clock.now() ?? 0;
    const report = async (node: string, end: number) =>
      world.report(await world.lead(), {}, { node, until: end });
    await report("a", now + 300_000);
    // It never learnt of it: the answer to its commit was lost.
    await report("a", now - 61_000);
    await report("dead", now + 300_000);
    await runSql(url, `insert into nodes values ('dead', 'all', '[]', '', ${now})`);
    expect(await leases()).toEqual(["a", "a", "dead"]);
    const began = Date.now();
    await until("returned", async () => (await leases())[2] === null);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(await leases()).toEqual(["a", null, null]);
    expect(await runSql(url, "select id from nodes")).toEqual([{ id: "a" }]);
    expect(a.listener.messages.length).toBeGreaterThan(0);
    expect(a.listener.lost).toBe(0);
  });

  it("finds out that it was given up, and that its connection was lost", async () => {
    const a = await join(world.store, "a");
    expect([a.link.alive, a.link.upToDate]).toEqual([true, true]);
    await runSql(url, "delete from nodes where id = 'a'");
    await until("told", () => a.listener.lost === 1);
    await runSql(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await until("connected again", () => a.listener.again > 0);
    const { beats } = a.listener;
    await until("beating", () => a.listener.beats > beats);
    expect(a.link.alive).toBe(true);
  });

  it("knows that it was not heard for long, though nobody gave it up", async () => {
    const a = await join(world.store, "a");
    // As while the database is away: no beat gets through.
    await runSql(url, "select pg_advisory_lock(3, 0), pg_sleep(5)");
    await until("heard again", () => a.listener.silences === 1);
    expect(a.listener.lost).toBe(0);
  });

  it("has the database's time", async () => {
    await join(world.store, "a");
    const [row] = await runSql(url, "select (extract(epoch from clock_timestamp()) * 1000)::bigint as now");
    expect(Math.abs(Number(row?.now) - (world.store.nodes?.clock.now() ?? 0))).toBeLessThan(1_000);
  });
});
