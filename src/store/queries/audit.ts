import { type Kysely, type SqlBool, sql } from "kysely";
import { firstIdOf } from "../../platform/ids.ts";
import type { AuditTable, Schema } from "../schema.ts";
import { holds } from "./text-search.ts";

type Db = Kysely<Schema>;

/** Entries that a filter looks at for one page at the most. */
const mostLookedAt = 2_000;

/** Records who changed what; `detail` is JSON without any secret. */
export async function insertAudit(db: Db, entry: AuditTable): Promise<void> {
  await db.insertInto("audit_log").values(entry).execute();
}

/** The entry with more detail: what is known only once it was done. */
export const withDetail = (entry: AuditTable, more: Record<string, unknown>): AuditTable => ({
  ...entry,
  detail: JSON.stringify({ ...(JSON.parse(entry.detail) as Record<string, unknown>), ...more }),
});

export interface AuditQuery {
  projectId: string;
  /** A part of who did it. */
  actor: string | null;
  /** What was done, or what it was done to: `callback.paused`, or `callback` for all that begins so. */
  action: string | null;
  /** From this time on, and before this one, ms since the epoch. */
  since: number | null;
  until: number | null;
  before: string | null;
  limit: number;
}

export interface ListedAudit extends AuditTable {
  /** What the target is called now, where it is still there. */
  target_name: string | null;
}

/**
 * A page of a project's audit log, newest first, and where the next one begins. A rare filter looks at a bounded
 * number of entries, so a page may be shorter than `limit` while there is a next one.
 */
export async function listAudit(
  db: Db,
  query: AuditQuery,
): Promise<{ rows: ListedAudit[]; next: string | null }> {
  const before = query.before ?? (query.until === null ? null : firstIdOf(query.until + 999));
  let within = db.selectFrom("audit_log as a").where("a.project_id", "=", query.projectId);
  if (before !== null) within = within.where("a.id", "<", before);
  if (query.since !== null) within = within.where("a.id", ">=", firstIdOf(query.since));
  within = within.orderBy("a.id", "desc");
  const last = await within
    .select("a.id")
    .offset(mostLookedAt - 1)
    .limit(1)
    .executeTakeFirst();
  let found = within
    .leftJoin("processes as p", (join) =>
      join.onRef("p.id", "=", "a.target").onRef("p.project_id", "=", "a.project_id"),
    )
    .leftJoin("callbacks as c", (join) =>
      join.onRef("c.id", "=", "a.target").onRef("c.project_id", "=", "a.project_id"),
    )
    .leftJoin("tokens as t", (join) =>
      join.onRef("t.id", "=", "a.target").onRef("t.project_id", "=", "a.project_id"),
    )
    .leftJoin("users as u", "u.id", "a.target")
    .selectAll("a")
    .select(({ fn }) => fn.coalesce("p.name", "c.name", "t.name", "u.email").as("target_name"));
  if (last !== undefined) found = found.where("a.id", ">=", last.id);
  if (query.since !== null) found = found.where("a.created_at", ">=", query.since);
  if (query.until !== null) found = found.where("a.created_at", "<", query.until);
  if (query.actor !== null) found = found.where(holds("a.actor", query.actor));
  if (query.action !== null) {
    const begins = `${query.action.replace(/[\\%_]/g, "\\$&")}.%`;
    found = found.where(sql<SqlBool>`(a.action = ${query.action} or a.action like ${begins} escape '\\')`);
  }
  const rows = await found.limit(query.limit + 1).execute();
  const page = rows.slice(0, query.limit);
  return { rows: page, next: (rows.length > page.length ? page.at(-1) : last)?.id ?? null };
}
