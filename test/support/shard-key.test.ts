import { describe, expect, it } from "vitest";
import { withoutProject } from "./shard-key.ts";

describe("which tables a statement does not narrow to projects", () => {
  it.each([
    ["select 1 from leads where id = $1", ["leads"]],
    ["select 1 from leads where project_id = $1 and id = $2", []],
    [`select * from "leads" where "project_id" in ($1, $2)`, []],
    ["select 1 from deliveries d join unnest($1) o on d.n = o.n and d.project_id = o.project_id", []],
    ["select 1 from deliveries d join updates u on u.id = d.update_id where d.project_id = $1", ["u"]],
    ["update deliveries d set a = 1 from due where d.n = due.n", ["d"]],
    ["update deliveries d set a = 1 from due where due.project_id = d.project_id", []],
    ["insert into attempts (project_id, n) select 1, 2 from due", []],
    ["insert into attempts (n) values ($1)", ["attempts"]],
    ["with x as (select 1 from leads where id = 1) select 1 from x where x.project_id = 2", ["leads"]],
    ["delete from nodes where id = $1", []],
  ])("%s", (text, missing) => {
    expect(withoutProject(text)).toEqual(missing);
  });
});
