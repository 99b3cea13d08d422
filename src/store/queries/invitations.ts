import type { Kysely } from "kysely";
import type { InvitationTable, Schema, UserTable } from "../schema.ts";
import { addMember, setPassword, userByEmail } from "./people.ts";

type Db = Kysely<Schema>;

export type ListedInvitation = Omit<InvitationTable, "hash">;

/** Stores an invitation in place of an earlier one of the same person; those that have ended go. */
export async function insertInvitation(
  db: Db,
  { invitation }: { invitation: InvitationTable },
): Promise<void> {
  const { project_id, email, created_at } = invitation;
  await db.deleteFrom("invitations").where("expires_at", "<=", created_at).execute();
  await db
    .deleteFrom("invitations")
    .where("project_id", "=", project_id)
    .where("email", "=", email)
    .execute();
  await db.insertInto("invitations").values(invitation).execute();
}

/** A page of the invitations of a project that still stand, newest first; or the one with an id. */
export async function listInvitations(
  db: Db,
  query: { projectId: string; id: string | null; before: string | null; limit: number; now: number },
): Promise<ListedInvitation[]> {
  let found = db
    .selectFrom("invitations")
    .select(["id", "project_id", "email", "role", "invited_by", "created_at", "expires_at"])
    .where("project_id", "=", query.projectId)
    .where("expires_at", ">", query.now);
  if (query.id !== null) found = found.where("id", "=", query.id);
  if (query.before !== null) found = found.where("id", "<", query.before);
  return found.orderBy("id", "desc").limit(query.limit).execute();
}

/** Takes an invitation back. Returns whether there was one. */
export async function deleteInvitation(db: Db, key: { projectId: string; id: string }): Promise<boolean> {
  const result = await db
    .deleteFrom("invitations")
    .where("project_id", "=", key.projectId)
    .where("id", "=", key.id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** The invitation of a link that still stands, with the project's name and who has its address, if anyone. */
export async function invitationByHash(db: Db, link: { hash: string; now: number }) {
  return db
    .selectFrom("invitations as i")
    .innerJoin("projects as p", "p.id", "i.project_id")
    .leftJoin("users as u", "u.email", "i.email")
    .select(["i.id", "i.project_id", "i.email", "i.role", "p.name as project"])
    .select(["u.id as user_id", "u.password_hash"])
    .where("i.hash", "=", link.hash)
    .where("i.expires_at", ">", link.now)
    .executeTakeFirst();
}

/**
 * Uses an invitation up and makes the person a member. Returns whether it still stood.
 *
 * @param taken.user null where `userId` is someone who is there already
 */
export async function acceptInvitation(
  db: Db,
  taken: { hash: string; now: number; userId: string; user: UserTable | null },
): Promise<boolean> {
  // Meanwhile they came to have an account by another one: this link still stands, for their password.
  if (taken.user !== null && (await userByEmail(db, taken.user.email)) !== undefined) return false;
  const invitation = await db
    .deleteFrom("invitations")
    .where("hash", "=", taken.hash)
    .where("expires_at", ">", taken.now)
    .returning(["project_id", "role"])
    .executeTakeFirst();
  if (invitation === undefined) return false;
  const { project_id, role } = invitation;
  const membership = { user_id: taken.userId, project_id, role, created_at: taken.now };
  await addMember(db, { user: taken.user, membership });
  return true;
}

/** Keeps a link by which a person sets a new password; one that they had before ends. */
export async function insertReset(
  db: Db,
  { reset, now }: { reset: Schema["password_resets"]; now: number },
): Promise<void> {
  await db.deleteFrom("password_resets").where("expires_at", "<=", now).execute();
  await db.deleteFrom("password_resets").where("user_id", "=", reset.user_id).execute();
  await db.insertInto("password_resets").values(reset).execute();
}

/** Whose password a link sets, if it still stands. */
export async function resetByHash(db: Db, link: { hash: string; now: number }) {
  return db
    .selectFrom("password_resets as r")
    .innerJoin("users as u", "u.id", "r.user_id")
    .select(["u.id", "u.email", "u.name"])
    .where("r.hash", "=", link.hash)
    .where("r.expires_at", ">", link.now)
    .executeTakeFirst();
}

/** Uses a link up and sets the password; every session of the person ends. Returns whether the link still stood. */
export async function acceptReset(
  db: Db,
  link: { hash: string; now: number; passwordHash: string },
): Promise<boolean> {
  const used = await db
    .deleteFrom("password_resets")
    .where("hash", "=", link.hash)
    .where("expires_at", ">", link.now)
    .returning("user_id")
    .executeTakeFirst();
  if (used === undefined) return false;
  await setPassword(db, { id: used.user_id, passwordHash: link.passwordHash, keptSession: null });
  return true;
}
