import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPostgres } from "../../src/store/postgres/host.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { runSql } from "../support/postgres-server.ts";
import { first, outcomeOf, report, type World, worldOf } from "./world.ts";

let databases: PostgresDatabases;
let url: string;
let world: World;
/** A session of somebody else's on the same database. */
let other: Client;
beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 90_000);
afterAll(() => databases.remove(), 60_000);
beforeEach(async () => {
  url = await databases.emptied();
  world = await worldOf(() => openPostgres(url));
  other = new Client({ connectionString: url });
  await other.connect();
});
afterEach(() => other.end());

/** Until as many sessions as that wait for a lock. */
const waiting = (count: number) =>
  expect
    .poll(
      async () =>
        (
          await runSql(
            url,
            "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          )
        ).length,
      { timeout: 20_000, interval: 20 },
    )
    .toBe(count);

describe("a transaction that PostgreSQL gives up for another's sake is run again", {
  timeout: 60_000,
}, () => {
  it("after a serialization failure: the row went to another partition while it was waited for", async () => {
    const delivery = first((await world.report(await world.lead())).ready);
    await other.query("begin");
    await other.query("update deliveries set kept = 1 where n = $1", [delivery.n]);
    const finished = world.commit({ outcomes: [outcomeOf(delivery)] });
    await waiting(1);
    await other.query("commit");
    expect((await finished).lost).toEqual([]);
    expect(await world.statuses()).toEqual(["delivered"]);
    const found = await world.store.read.deliveryInFull({ projectId: world.projectId, id: delivery.id });
    expect(found?.attempts).toHaveLength(1);
  });

  it("after a deadlock", async () => {
    const leads = (await Promise.all([world.lead(), world.lead()])).toSorted();
    // Whoever waits looks for a deadlock after a second; the other one never does.
    await other.query("begin; set local deadlock_timeout = '10min'");
    const hold = (lead: string | undefined) =>
      other.query("select 1 from leads where id = $1 for update", [lead]);
    await hold(leads[1]);
    const reported = world.change(leads.map((lead) => report(world.projectId, lead)));
    await waiting(1);
    await hold(leads[0]);
    await other.query("commit");
    expect((await reported).results.map(({ ok }) => ok)).toEqual([true, true]);
    expect(await world.statuses()).toEqual(["pending", "pending"]);
  });
});
