import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { newDatabaseFile } from "../../../test/store/files.ts";
import { report, worldOf } from "../../../test/store/world.ts";
import { type Engine, StoreUnavailable } from "../engine.ts";
import { storeInPlace } from "../host.ts";
import { openSqliteReader, openSqliteWriter } from "./engine.ts";

async function setting() {
  const file = newDatabaseFile();
  const engine: Engine = await openSqliteWriter(file);
  const world = await worldOf(async () => storeInPlace(engine, openSqliteReader(file)));
  const lead = await world.lead();
  const big = { input: JSON.stringify("x".repeat(20_000)) };
  const write = () => world.change([report(world.projectId, lead, big)]);
  const pragma = (text: string) => sql.raw(`pragma ${text}`).execute(engine.db);
  return { world, lead, write, pragma };
}

// What SQLite itself says in each case, not an imitation of it.
describe.each([
  ["is read-only", "query_only = 1", "query_only = 0"],
  ["has no page left", "max_page_count = 1", "max_page_count = 4294967294"],
])("a database that %s", (_, broken, mended) => {
  it("is unavailable, keeps nothing of what it refused, and goes on by itself", async () => {
    const { world, lead, write, pragma } = await setting();
    await write();
    await pragma(broken);
    for (let n = 0; n < 3; n += 1) await expect(write()).rejects.toThrow(StoreUnavailable);
    // Reading goes on.
    const target = { projectId: world.projectId, target: { leadId: lead } };
    expect((await world.store.read.leadByTarget(target))?.sequence).toBe(1);
    await pragma(mended);
    await write();
    expect((await world.store.read.leadByTarget(target))?.sequence).toBe(2);
    expect(await world.deliveries()).toHaveLength(2);
  });
});
