import { type Kysely, sql } from "kysely";
import { firstIdOf } from "../../platform/ids.ts";
import type { ImportTable, Schema } from "../schema.ts";

type Db = Kysely<Schema>;

export interface ImportKey {
  projectId: string;
  id: string;
}

/** A row of a file that was not taken. */
export interface RefusedRow {
  /** As a spreadsheet counts: the header is row 1. */
  row: number;
  /** Names of the columns that are at fault; empty where it is the row as a whole. */
  column: string;
  error: string;
  /** Whether a lead has its phone, email or reference already. */
  existing: boolean;
  /** The cells as they came. */
  values: string[];
}

/** A column of the file and what it becomes; null leaves it out. */
export interface ImportedColumn {
  name: string;
  target: string | null;
}

/** Rows that were looked at and what became of them, from the first on. */
export type ImportCounts = Pick<ImportTable, "row_count" | "imported" | "existing" | "failed">;

export async function insertImport(db: Db, row: ImportTable): Promise<void> {
  await db.insertInto("imports").values(row).execute();
}

export async function importById(db: Db, { projectId, id }: ImportKey): Promise<ImportTable | undefined> {
  return db
    .selectFrom("imports")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst();
}

/** A page of imports, newest first. */
export async function listImports(
  db: Db,
  query: { projectId: string; processId: string | null; before: string | null; limit: number },
): Promise<ImportTable[]> {
  let found = db.selectFrom("imports").selectAll().where("project_id", "=", query.projectId);
  if (query.processId !== null) found = found.where("process_id", "=", query.processId);
  if (query.before !== null) found = found.where("id", "<", query.before);
  return found.orderBy("id", "desc").limit(query.limit).execute();
}

/** The next of the batches in which rows were refused, in their order. */
export async function importRefusals(
  db: Db,
  query: ImportKey & { after: number; limit: number },
): Promise<{ n: number; refusals: RefusedRow[] }[]> {
  const rows = await db
    .selectFrom("import_refusals")
    .select(["n", "refusals"])
    .where("project_id", "=", query.projectId)
    .where("import_id", "=", query.id)
    .where("n", ">", query.after)
    .orderBy("n")
    .limit(query.limit)
    .execute();
  return rows.map(({ n, refusals }) => ({ n, refusals: JSON.parse(refusals) as RefusedRow[] }));
}

/** Begins an import that waits for its file. Returns whether it did. */
export async function beginImport(
  db: Db,
  { projectId, id, now }: ImportKey & { now: number },
): Promise<boolean> {
  const result = await db
    .updateTable("imports")
    .set({ status: "running", noted_at: now })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("status", "=", "ready")
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export interface ImportNote extends ImportKey {
  now: number;
  counts: ImportCounts;
  columns: readonly ImportedColumn[];
  /** Rows that were refused since the note before. */
  refused: readonly RefusedRow[];
}

/** Notes how far an import is. Returns whether it may go on: it may have been cancelled. */
export async function noteImport(db: Db, note: ImportNote): Promise<boolean> {
  const { projectId, id, now, counts, columns, refused } = note;
  if (refused.length > 0) {
    await db
      .insertInto("import_refusals")
      .values({ project_id: projectId, import_id: id, refusals: JSON.stringify(refused) })
      .execute();
  }
  const row = await db
    .updateTable("imports")
    .set({ ...counts, columns: JSON.stringify(columns), noted_at: now })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .returning("status")
    .executeTakeFirst();
  return row?.status === "running";
}

/** Ends an import; one that was cancelled meanwhile stays so. */
export async function endImport(
  db: Db,
  end: ImportKey & { status: "done" | "failed"; error: string | null; now: number },
): Promise<void> {
  await db
    .updateTable("imports")
    .set({
      status: sql`case when status = 'cancelled' then status else ${end.status} end`,
      error: end.error,
      ended_at: end.now,
    })
    .where("project_id", "=", end.projectId)
    .where("id", "=", end.id)
    .execute();
}

/** Tells an import to stop: it ends with the rows that it has in hand. Returns whether it had not ended. */
export async function cancelImport(
  db: Db,
  { projectId, id, now }: ImportKey & { now: number },
): Promise<boolean> {
  const result = await db
    .updateTable("imports")
    .set({
      status: "cancelled",
      ended_at: sql`case when status = 'ready' then ${now} else ended_at end`,
    })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("status", "in", ["ready", "running"])
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Removes a few imports that were last heard of before a time, with what they say of rows. Returns how many. */
export async function removeImports(db: Db, { before }: { before: number }): Promise<number> {
  const old = await db
    .selectFrom("imports")
    .select("id")
    .where("id", "<", firstIdOf(before))
    .where("noted_at", "<", before)
    .orderBy("id")
    .limit(20)
    .execute();
  const ids = old.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await db.deleteFrom("import_refusals").where("import_id", "in", ids).execute();
  await db.deleteFrom("imports").where("id", "in", ids).execute();
  return ids.length;
}
