import type { Kysely } from "kysely";
import type { Schema, TokenTable, UserTable } from "../schema.ts";

type Db = Kysely<Schema>;

export async function insertProject(db: Db, project: Schema["projects"]): Promise<void> {
  await db.insertInto("projects").values(project).execute();
}

export async function listProjects(db: Db): Promise<Schema["projects"][]> {
  return db.selectFrom("projects").selectAll().orderBy("id").execute();
}

export async function insertToken(db: Db, token: TokenTable): Promise<void> {
  await db.insertInto("tokens").values(token).execute();
}

/** The token with this SHA-256, revoked or not. */
export async function tokenByHash(db: Db, hash: string): Promise<TokenTable | undefined> {
  return db.selectFrom("tokens").selectAll().where("hash", "=", hash).executeTakeFirst();
}

export async function listTokens(db: Db, projectId: string): Promise<Omit<TokenTable, "hash">[]> {
  return db
    .selectFrom("tokens")
    .select(["id", "project_id", "process_id", "name", "scope", "created_at", "revoked_at"])
    .where("project_id", "=", projectId)
    .orderBy("id")
    .execute();
}

/** Returns whether there was such a token that was not revoked before. */
export async function revokeToken(
  db: Db,
  token: { projectId: string; id: string; now: number },
): Promise<boolean> {
  const result = await db
    .updateTable("tokens")
    .set({ revoked_at: token.now })
    .where("project_id", "=", token.projectId)
    .where("id", "=", token.id)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function insertUser(db: Db, user: UserTable): Promise<void> {
  await db.insertInto("users").values(user).execute();
}

export async function userByEmail(db: Db, email: string): Promise<UserTable | undefined> {
  return db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst();
}

export async function listUsers(db: Db): Promise<Omit<UserTable, "password_hash">[]> {
  return db
    .selectFrom("users")
    .select(["id", "email", "name", "role", "created_at"])
    .orderBy("email")
    .execute();
}

export async function setUserPassword(
  db: Db,
  user: { email: string; passwordHash: string },
): Promise<boolean> {
  const result = await db
    .updateTable("users")
    .set({ password_hash: user.passwordHash })
    .where("email", "=", user.email)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Deletes a user with their sessions. Returns whether there was one. */
export async function deleteUser(db: Db, email: string): Promise<boolean> {
  const user = await userByEmail(db, email);
  if (user === undefined) return false;
  await db.deleteFrom("sessions").where("user_id", "=", user.id).execute();
  await db.deleteFrom("users").where("id", "=", user.id).execute();
  return true;
}
