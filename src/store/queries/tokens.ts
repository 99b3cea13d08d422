import type { Kysely } from "kysely";
import type { Schema, TokenTable } from "../schema.ts";

type Db = Kysely<Schema>;

/** How exactly the last use of a token is kept, ms: no token causes more writes than one in this time. */
const usedEveryMs = 60_000;

export type ListedToken = Omit<TokenTable, "hash"> & { process_name: string | null };

export async function insertToken(db: Db, { token }: { token: TokenTable }): Promise<void> {
  await db.insertInto("tokens").values(token).execute();
}

/** The token with this SHA-256, revoked or not. */
export async function tokenByHash(db: Db, hash: string): Promise<TokenTable | undefined> {
  return db.selectFrom("tokens").selectAll().where("hash", "=", hash).executeTakeFirst();
}

const listed = (db: Db, projectId: string) =>
  db
    .selectFrom("tokens as t")
    .leftJoin("processes as p", "p.id", "t.process_id")
    .select(["t.id", "t.project_id", "t.process_id", "t.name", "t.scope", "t.created_at", "t.revoked_at"])
    .select(["t.created_by", "t.last_used_at", "p.name as process_name"])
    .where("t.project_id", "=", projectId);

/** Every token of a project, oldest first. */
export async function listTokens(db: Db, projectId: string): Promise<ListedToken[]> {
  return listed(db, projectId).orderBy("t.id").execute();
}

/** A page of a project's tokens, newest first; or the one with an id. */
export async function tokenPage(
  db: Db,
  query: { projectId: string; id: string | null; before: string | null; limit: number },
): Promise<ListedToken[]> {
  let found = listed(db, query.projectId);
  if (query.id !== null) found = found.where("t.id", "=", query.id);
  if (query.before !== null) found = found.where("t.id", "<", query.before);
  return found.orderBy("t.id", "desc").limit(query.limit).execute();
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

/** Whether the last use of a token that is used now has to be written. */
export const isUseToWrite = ({ last_used_at: last }: TokenTable, now: number): boolean =>
  last === null || now - last >= usedEveryMs;

/** Notes that a token was used, unless another node has done so within the minute. */
export async function noteTokenUse(db: Db, { id, now }: { id: string; now: number }): Promise<void> {
  await db
    .updateTable("tokens")
    .set({ last_used_at: now })
    .where("id", "=", id)
    .where((eb) => eb.or([eb("last_used_at", "is", null), eb("last_used_at", "<=", now - usedEveryMs)]))
    .execute();
}
