import type { Kysely } from "kysely";
import type { Role } from "../../contract/words.ts";
import type { Schema } from "../schema.ts";

type Db = Kysely<Schema>;
type Project = Schema["projects"];

export async function insertProject(db: Db, project: Project): Promise<void> {
  await db.insertInto("projects").values(project).execute();
}

export async function listProjects(db: Db): Promise<Project[]> {
  return db.selectFrom("projects").selectAll().orderBy("id").execute();
}

/** The projects that a person is in, with what they may do there; the first is the one where none is named. */
export async function projectsOfUser(db: Db, userId: string): Promise<(Project & { role: Role })[]> {
  return db
    .selectFrom("memberships as m")
    .innerJoin("projects as p", "p.id", "m.project_id")
    .select(["p.id", "p.name", "p.created_at", "m.role"])
    .where("m.user_id", "=", userId)
    .orderBy("p.id")
    .execute();
}

/** Makes a project, with its first owner where a person makes it. */
export async function createProject(
  db: Db,
  { project, ownerId }: { project: Project; ownerId: string | null },
): Promise<void> {
  await insertProject(db, project);
  if (ownerId === null) return;
  const { id: project_id, created_at } = project;
  await db
    .insertInto("memberships")
    .values({ user_id: ownerId, project_id, role: "owner", created_at })
    .execute();
}

export async function renameProject(db: Db, { id, name }: { id: string; name: string }): Promise<void> {
  await db.updateTable("projects").set({ name }).where("id", "=", id).execute();
}
