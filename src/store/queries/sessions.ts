import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

type Db = Kysely<Schema>;

/** Keeps a one-time sign-in link by the SHA-256 of its token; links that have ended go. */
export async function insertSignInLink(
  db: Db,
  link: Schema["sign_in_links"] & { now: number },
): Promise<void> {
  const { now, ...row } = link;
  await db.deleteFrom("sign_in_links").where("expires_at", "<=", now).execute();
  await db.insertInto("sign_in_links").values(row).execute();
}

/** Uses a one-time link up. Returns whom it signs in, or undefined where it is unknown, used or has ended. */
export async function useSignInLink(
  db: Db,
  link: { hash: string; now: number },
): Promise<{ userId: string | null } | undefined> {
  const used = await db
    .deleteFrom("sign_in_links")
    .where("hash", "=", link.hash)
    .where("expires_at", ">", link.now)
    .returning("user_id")
    .executeTakeFirst();
  return used && { userId: used.user_id };
}

export async function insertSession(db: Db, session: Schema["sessions"]): Promise<void> {
  await db.deleteFrom("sessions").where("expires_at", "<=", session.created_at).execute();
  await db.insertInto("sessions").values(session).execute();
}

/** A session that has not ended, with its user's email and name (null in the local form). */
export async function sessionByHash(db: Db, session: { hash: string; now: number }) {
  return db
    .selectFrom("sessions")
    .leftJoin("users", "users.id", "sessions.user_id")
    .select(["sessions.user_id", "sessions.expires_at", "users.email", "users.name"])
    .where("sessions.hash", "=", session.hash)
    .where("sessions.expires_at", ">", session.now)
    .executeTakeFirst();
}

export async function deleteSession(db: Db, hash: string): Promise<void> {
  await db.deleteFrom("sessions").where("hash", "=", hash).execute();
}
