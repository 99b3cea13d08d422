import { DatabaseSync } from "node:sqlite";
import { Kysely, sql } from "kysely";
import { afterEach, describe, expect, it } from "vitest";
import { bindable, sqliteDialect } from "./dialect.ts";

describe("bindable", () => {
  it.each([
    ["a", "a"],
    ["", ""],
    [null, null],
    [5n, 5n],
    [5, 5n],
    [-0, 0n],
    [Number.MAX_SAFE_INTEGER, 9_007_199_254_740_991n],
    [1.5, 1.5],
  ])("gives %s as it may be bound", (value, bound) => {
    expect(bindable(value)).toBe(bound);
  });

  it("gives bytes as they are", () => {
    const bytes = new Uint8Array([1, 2]);
    expect(bindable(bytes)).toBe(bytes);
  });

  it.each([
    undefined,
    true,
    {},
    [],
    new Date(0),
    Symbol("s"),
    () => 1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
  ])("refuses what would be bound as something else: %s", (value) => {
    expect(() => bindable(value)).toThrow(TypeError);
  });
});

describe("the dialect", () => {
  interface Tables {
    things: { id: string; n: number | null; x: number | null };
  }
  let db: Kysely<Tables>;
  afterEach(() => db.destroy());
  const open = async () => {
    db = new Kysely<Tables>({ dialect: sqliteDialect(new DatabaseSync(":memory:")) });
    await sql`create table things (id text primary key, n integer, x real) strict`.execute(db);
    return db;
  };

  it("writes integers as integers, and tells how many rows a statement changed", async () => {
    await open();
    await db.insertInto("things").values({ id: "a", n: 5, x: 1.5 }).execute();
    // Bound as REAL, 5 would become 5.0 in text and divide with a rest.
    const { rows } = await sql<{ t: string; half: number }>`select ${5} || '' as t, ${5} / 2 as half`.execute(
      db,
    );
    expect(rows).toEqual([{ t: "5", half: 2 }]);
    const changed = await db
      .updateTable("things")
      .set({ n: 6 })
      .where("id", "in", ["a", "b"])
      .executeTakeFirst();
    expect(changed.numUpdatedRows).toBe(1n);
  });

  it("returns rows of what it inserts where they are asked for", async () => {
    await open();
    const row = await db
      .insertInto("things")
      .values({ id: "a", n: 7, x: null })
      .returningAll()
      .executeTakeFirst();
    expect(row).toEqual({ id: "a", n: 7, x: null });
  });

  it("refuses an object instead of taking it for named parameters", async () => {
    await open();
    const wrong = { id: new Date(0) as never, n: 1, x: null };
    await expect(db.insertInto("things").values(wrong).execute()).rejects.toThrow(TypeError);
    expect(await db.selectFrom("things").selectAll().execute()).toEqual([]);
  });

  it("goes on with more statements than it keeps prepared", async () => {
    await open();
    await db.insertInto("things").values({ id: "a", n: 7, x: null }).execute();
    for (let n = 0; n < 450; n += 1) {
      const { rows } = await sql<{ n: number }>`select ${sql.raw(`${n}`)} + n as n from things`.execute(db);
      expect(rows).toEqual([{ n: n + 7 }]);
    }
  });
});
