import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { expect, it } from "vitest";
import { openSqliteInPlace } from "../../src/store/host.ts";
import { migrate } from "../../src/store/migrations/migrate.ts";
import { sqliteDialect } from "../../src/store/sqlite/dialect.ts";
import { words } from "../../src/store/sqlite/engine.ts";
import { newDatabaseFile } from "./files.ts";

it("who was there before there were memberships keeps their role in every project", async () => {
  const file = newDatabaseFile();
  mkdirSync(dirname(file));
  const db = new DatabaseSync(file);
  const before = new Kysely<unknown>({ dialect: sqliteDialect(db) });
  await migrate(before, words, "007-double-rates");
  db.exec(`
    insert into projects values ('p1', 'One', 1), ('p2', 'Two', 2);
    insert into users (id, email, name, password_hash, role, created_at) values
      ('u1', 'asha@example.com', 'Asha', 'x', 'owner', 1), ('u2', 'ravi@example.com', 'Ravi', 'x', 'viewer', 2);
  `);
  await before.destroy();
  const store = await openSqliteInPlace(file);
  const roles = async (id: string) =>
    (await store.read.projectsOfUser(id)).map((project) => [project.id, project.role]);
  const found = { asha: await roles("u1"), ravi: await roles("u2") };
  await store.close();
  expect(found).toEqual({
    asha: [
      ["p1", "owner"],
      ["p2", "owner"],
    ],
    ravi: [
      ["p1", "viewer"],
      ["p2", "viewer"],
    ],
  });
});
