import type { Kysely } from "kysely";
import type { Role } from "../../contract/words.ts";
import type { MembershipTable, Schema, UserTable } from "../schema.ts";

type Db = Kysely<Schema>;

/** A person in a project. */
export interface Member {
  id: string;
  email: string;
  name: string;
  role: Role;
  /** Since when they are in the project, ms since the epoch. */
  created_at: number;
}

/** Adds a person to a project, and to the deployment where they are new. One who is in it keeps their role. */
export async function addMember(
  db: Db,
  { user, membership }: { user: UserTable | null; membership: MembershipTable },
): Promise<void> {
  if (user !== null) await db.insertInto("users").values(user).execute();
  await db
    .insertInto("memberships")
    .values(membership)
    .onConflict((conflict) => conflict.columns(["user_id", "project_id"]).doNothing())
    .execute();
}

export async function userByEmail(db: Db, email: string): Promise<UserTable | undefined> {
  return db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst();
}

export async function userById(db: Db, id: string): Promise<UserTable | undefined> {
  return db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Everyone, by email, with their roles by project. */
export async function listUsers(
  db: Db,
): Promise<{ id: string; email: string; name: string; role: Role | null; project: string | null }[]> {
  return db
    .selectFrom("users as u")
    .leftJoin("memberships as m", "m.user_id", "u.id")
    .leftJoin("projects as p", "p.id", "m.project_id")
    .select(["u.id", "u.email", "u.name", "m.role", "p.name as project"])
    .orderBy("u.email")
    .orderBy("p.id")
    .execute();
}

/** A page of the people of a project, newest account first; or the one with an id. */
export async function listMembers(
  db: Db,
  query: { projectId: string; id: string | null; before: string | null; limit: number },
): Promise<Member[]> {
  let found = db
    .selectFrom("memberships as m")
    .innerJoin("users as u", "u.id", "m.user_id")
    .select(["u.id", "u.email", "u.name", "m.role", "m.created_at"])
    .where("m.project_id", "=", query.projectId);
  if (query.id !== null) found = found.where("m.user_id", "=", query.id);
  if (query.before !== null) found = found.where("m.user_id", "<", query.before);
  return found.orderBy("m.user_id", "desc").limit(query.limit).execute();
}

/** What became of a change of a person's role, or of removing them. */
export type MemberChange = "done" | "unknown" | "last owner";

/** Gives a person of a project another role (null: takes them out), but for the last owner. */
export async function changeMember(
  db: Db,
  change: { projectId: string; userId: string; role: Role | null },
): Promise<MemberChange> {
  const { projectId, userId, role } = change;
  // Holds the project: of two owners who take each other's role at once, the second is refused.
  await db
    .updateTable("projects")
    .set(({ ref }) => ({ name: ref("name") }))
    .where("id", "=", projectId)
    .execute();
  const members = db.selectFrom("memberships").where("project_id", "=", projectId);
  const own = await members.select("role").where("user_id", "=", userId).executeTakeFirst();
  if (own === undefined) return "unknown";
  const others = members.select("user_id").where("user_id", "<>", userId).where("role", "=", "owner");
  const isLast = own.role === "owner" && role !== "owner" && (await others.executeTakeFirst()) === undefined;
  if (isLast) return "last owner";
  if (role === null) await removeMember(db, projectId, userId);
  else {
    await db
      .updateTable("memberships")
      .set({ role })
      .where("project_id", "=", projectId)
      .where("user_id", "=", userId)
      .execute();
  }
  return "done";
}

/** Who is in no project any more is gone, with their sessions. */
async function removeMember(db: Db, projectId: string, userId: string): Promise<void> {
  await db
    .deleteFrom("memberships")
    .where("project_id", "=", projectId)
    .where("user_id", "=", userId)
    .execute();
  const left = await db
    .selectFrom("memberships")
    .select("project_id")
    .where("user_id", "=", userId)
    .executeTakeFirst();
  if (left === undefined) await deleteUser(db, { id: userId });
}

export async function setUserName(db: Db, { id, name }: { id: string; name: string }): Promise<void> {
  await db.updateTable("users").set({ name }).where("id", "=", id).execute();
}

/** Sets a password, and ends every session but the one that is kept, and every link to set another. */
export async function setPassword(
  db: Db,
  change: { id: string; passwordHash: string; keptSession: string | null },
): Promise<void> {
  await db
    .updateTable("users")
    .set({ password_hash: change.passwordHash })
    .where("id", "=", change.id)
    .execute();
  await db.deleteFrom("password_resets").where("user_id", "=", change.id).execute();
  let sessions = db.deleteFrom("sessions").where("user_id", "=", change.id);
  if (change.keptSession !== null) sessions = sessions.where("hash", "<>", change.keptSession);
  await sessions.execute();
}

/** Deletes a user with all that is theirs alone: memberships, sessions, links. */
export async function deleteUser(db: Db, { id }: { id: string }): Promise<void> {
  await db.deleteFrom("sessions").where("user_id", "=", id).execute();
  await db.deleteFrom("password_resets").where("user_id", "=", id).execute();
  await db.deleteFrom("memberships").where("user_id", "=", id).execute();
  await db.deleteFrom("users").where("id", "=", id).execute();
}
