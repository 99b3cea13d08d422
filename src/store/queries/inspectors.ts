import type { Insertable, Kysely, Selectable } from "kysely";
import type { InspectedRequestTable, InspectorTable, Schema } from "../schema.ts";

type Db = Kysely<Schema>;

/** Requests that an inspector keeps, the newest. */
const mostKept = 200;
/** Inspectors of one project at the most. */
export const mostInspectors = 20;

export interface ListedInspector extends InspectorTable {
  /** How many requests are kept. */
  requests: number;
  /** Ms since the epoch. */
  last_request_at: number | null;
}

/** Inspectors of a project that have not ended, newest first. */
export async function listInspectors(
  db: Db,
  query: { projectId: string; id: string | null; now: number },
): Promise<ListedInspector[]> {
  let found = db
    .selectFrom("inspectors as i")
    .selectAll("i")
    .select((eb) => [
      eb
        .selectFrom("inspected_requests as r")
        .select((count) => count.fn.countAll<number>().as("n"))
        .whereRef("r.inspector_id", "=", "i.id")
        .as("requests"),
      eb
        .selectFrom("inspected_requests as r")
        .select("r.received_at")
        .whereRef("r.inspector_id", "=", "i.id")
        .orderBy("r.n", "desc")
        .limit(1)
        .as("last_request_at"),
    ])
    .where("i.project_id", "=", query.projectId)
    .where("i.expires_at", ">", query.now);
  if (query.id !== null) found = found.where("i.id", "=", query.id);
  const rows = await found.orderBy("i.id", "desc").execute();
  return rows.map((row) => ({ ...row, requests: Number(row.requests) }));
}

/** The tokens of a project's inspectors that have not ended. */
export async function inspectorTokens(db: Db, query: { projectId: string; now: number }): Promise<string[]> {
  const rows = await db
    .selectFrom("inspectors")
    .select("token")
    .where("project_id", "=", query.projectId)
    .where("expires_at", ">", query.now)
    .execute();
  return rows.map((row) => row.token);
}

/** The inspector with this token, of any project, if it has not ended. */
export async function inspectorByToken(
  db: Db,
  query: { token: string; now: number },
): Promise<InspectorTable | undefined> {
  return db
    .selectFrom("inspectors")
    .selectAll()
    .where("token", "=", query.token)
    .where("expires_at", ">", query.now)
    .executeTakeFirst();
}

/** Stores an inspector, and forgets those that have ended. Returns whether there was room for one more. */
export async function insertInspector(
  db: Db,
  { inspector }: { inspector: InspectorTable },
): Promise<boolean> {
  const ended = db.selectFrom("inspectors").select("id").where("expires_at", "<=", inspector.created_at);
  await db.deleteFrom("inspected_requests").where("inspector_id", "in", ended).execute();
  await db.deleteFrom("inspectors").where("expires_at", "<=", inspector.created_at).execute();
  const { count } = await db
    .selectFrom("inspectors")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("project_id", "=", inspector.project_id)
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostInspectors) return false;
  await db.insertInto("inspectors").values(inspector).execute();
  return true;
}

/** Changes an inspector. Returns whether there is one. */
export async function updateInspector(
  db: Db,
  change: {
    projectId: string;
    id: string;
    now: number;
    fields: Partial<Pick<InspectorTable, "name" | "answer_status">>;
  },
): Promise<boolean> {
  const found = await db
    .selectFrom("inspectors")
    .select("id")
    .where("project_id", "=", change.projectId)
    .where("id", "=", change.id)
    .where("expires_at", ">", change.now)
    .executeTakeFirst();
  if (found === undefined || Object.keys(change.fields).length === 0) return found !== undefined;
  await db.updateTable("inspectors").set(change.fields).where("id", "=", found.id).execute();
  return true;
}

/** Deletes an inspector with what it got. Returns whether there was one. */
export async function deleteInspector(db: Db, key: { projectId: string; id: string }): Promise<boolean> {
  const deleted = await db
    .deleteFrom("inspectors")
    .where("project_id", "=", key.projectId)
    .where("id", "=", key.id)
    .executeTakeFirst();
  if (deleted.numDeletedRows === 0n) return false;
  await db.deleteFrom("inspected_requests").where("inspector_id", "=", key.id).execute();
  return true;
}

/** Keeps what inspectors got; of one that is gone meanwhile nothing, of the others the newest. */
export async function insertInspected(
  db: Db,
  requests: readonly Insertable<InspectedRequestTable>[],
): Promise<void> {
  const asked = [...new Set(requests.map((request) => request.inspector_id))];
  const there = await db.selectFrom("inspectors").select("id").where("id", "in", asked).execute();
  for (const { id } of there) {
    const own = requests.filter((request) => request.inspector_id === id).slice(-mostKept);
    for (const request of own) await db.insertInto("inspected_requests").values(request).execute();
    const firstToGo = await db
      .selectFrom("inspected_requests")
      .select("n")
      .where("inspector_id", "=", id)
      .orderBy("n", "desc")
      .offset(mostKept)
      .limit(1)
      .executeTakeFirst();
    if (firstToGo === undefined) continue;
    await db
      .deleteFrom("inspected_requests")
      .where("inspector_id", "=", id)
      .where("n", "<=", firstToGo.n)
      .execute();
  }
}

export interface InspectedRow extends Selectable<InspectedRequestTable> {
  callback_name: string | null;
}

/** A page of what an inspector got, newest first. */
export async function listInspected(
  db: Db,
  query: { projectId: string; inspectorId: string; before: string | null; limit: number },
): Promise<InspectedRow[]> {
  let found = db
    .selectFrom("inspected_requests as r")
    .leftJoin("callbacks as c", (join) =>
      join.onRef("c.id", "=", "r.callback_id").onRef("c.project_id", "=", "r.project_id"),
    )
    .selectAll("r")
    .select("c.name as callback_name")
    .where("r.project_id", "=", query.projectId)
    .where("r.inspector_id", "=", query.inspectorId);
  if (query.before !== null) found = found.where("r.id", "<", query.before);
  return found.orderBy("r.n", "desc").limit(query.limit).execute();
}
