import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { openSqliteInPlace } from "../../src/store/host.ts";
import { newDatabaseFile } from "./files.ts";

it("who was there before there were memberships keeps their role in every project", async () => {
  const file = newDatabaseFile();
  await (await openSqliteInPlace(file)).close();
  const db = new DatabaseSync(file);
  db.exec(`
    drop table memberships; drop table invitations; drop table password_resets;
    drop index sessions_of_user; drop index tokens_of_project;
    alter table tokens drop column created_by; alter table tokens drop column last_used_at;
    alter table users add column role text not null default '';
    delete from kysely_migration where name >= '008';
    insert into projects values ('p1', 'One', 1), ('p2', 'Two', 2);
    insert into users (id, email, name, password_hash, role, created_at) values
      ('u1', 'asha@example.com', 'Asha', 'x', 'owner', 1), ('u2', 'ravi@example.com', 'Ravi', 'x', 'viewer', 2);
  `);
  db.close();
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
