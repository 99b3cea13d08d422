import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterEach, describe, expect, it } from "vitest";
import { newDatabaseFile } from "../../test/store/files.ts";
import { addProject } from "../../test/store/world.ts";
import { StoreUnavailable } from "./engine.ts";
import { openSqliteInPlace, openSqliteThreads } from "./host.ts";
import type { Store } from "./operations.ts";
import { openSqliteWriter } from "./sqlite/engine.ts";

const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
async function threads(file: string): Promise<Store> {
  const store = await openSqliteThreads(file);
  opened.push(store);
  return store;
}

describe("the store in threads", () => {
  it("does what it does in place", async () => {
    const world = await addProject(await threads(newDatabaseFile()), [{}]);
    const lead = await world.lead({ phone: "+919876543210" });
    const { ready } = await world.report(lead, { disposition: "Interested" });
    expect(ready).toHaveLength(1);
    const stored = await world.store.read.deliveryInFull({
      projectId: world.projectId,
      id: ready[0]?.id ?? "",
    });
    expect(stored).toMatchObject({ body: ready[0]?.body, row: { status: "pending" }, attempts: [] });
  });

  it("tells across threads that the database takes no writes, and goes on when it does", async () => {
    const file = newDatabaseFile();
    const world = await addProject(await threads(file), [{}]);
    const lead = await world.lead();
    const other = new DatabaseSync(file);
    other.exec("begin immediate");
    await expect(world.report(lead)).rejects.toThrow(StoreUnavailable);
    other.exec("rollback");
    other.close();
    expect((await world.report(lead)).ready).toHaveLength(1);
    // Nothing of the one that failed happened.
    expect(await world.deliveries()).toHaveLength(1);
  }, 30_000);

  it("tells that a call failed because of a bug, and answers the next", async () => {
    const store = await threads(newDatabaseFile());
    await expect(store.read.processById({ projectId: undefined as never, id: "x" })).rejects.toThrow(
      /cannot be bound/,
    );
    expect(await store.read.listProjects()).toEqual([]);
  });

  it("lets one node alone serve a file, and the next one when that has closed", async () => {
    const file = newDatabaseFile();
    const first = await openSqliteThreads(file);
    await expect(openSqliteThreads(file)).rejects.toThrow(/another Ringback runs on .*ringback\.db/);
    await first.close();
    const second = await threads(file);
    expect(await second.read.listProjects()).toEqual([]);
  }, 30_000);

  it("finishes what runs before it closes", async () => {
    const file = newDatabaseFile();
    const store = await openSqliteThreads(file);
    const world = await addProject(store, [{}]);
    const lead = await world.lead();
    const late = world.report(lead);
    await store.close();
    expect((await late).ready).toHaveLength(1);
    const again = await threads(file);
    expect(await again.read.listProjects()).toHaveLength(1);
  });
});

describe("the embedded database", () => {
  it("is made where it is missing and migrated once", async () => {
    const file = newDatabaseFile();
    const first = await openSqliteInPlace(file);
    expect(existsSync(file)).toBe(true);
    const world = await addProject(first, [{}]);
    await world.report(await world.lead());
    await first.close();
    const second = await openSqliteInPlace(file);
    opened.push(second);
    expect(await second.read.listProjects()).toHaveLength(1);
    expect(await second.read.integrity()).toEqual([]);
    const names = new DatabaseSync(file).prepare("select name from kysely_migration").all();
    expect(new Set(names.map((row) => row.name)).size).toBe(names.length);
  });

  it("is durable: WAL, every commit synced", async () => {
    const engine = await openSqliteWriter(newDatabaseFile());
    const read = async (pragma: string) => (await sql.raw(`pragma ${pragma}`).execute(engine.db)).rows;
    expect(await read("journal_mode")).toEqual([{ journal_mode: "wal" }]);
    expect(await read("synchronous")).toEqual([{ synchronous: 2 }]);
    await engine.close();
  });

  it("that is full refuses, keeps what it has, and goes on when there is room again", async () => {
    const engine = await openSqliteWriter(newDatabaseFile());
    const insert = (text: string) =>
      engine.transaction(({ db }) =>
        db.insertInto("projects").values({ id: text, name: text, created_at: 0 }).execute(),
      );
    await insert("a");
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(engine.db);
    await sql.raw(`pragma max_page_count = ${rows[0]?.page_count}`).execute(engine.db);
    await expect(insert("x".repeat(100_000))).rejects.toThrow(StoreUnavailable);
    await sql`pragma max_page_count = 1000000`.execute(engine.db);
    await insert("b");
    const found = await engine.db.selectFrom("projects").select("id").orderBy("id").execute();
    expect(found).toEqual([{ id: "a" }, { id: "b" }]);
    await engine.close();
  });
});
