import { type Kysely, sql } from "kysely";
import type { CallbackTable, Schema } from "../schema.ts";
import { changeCallback, skipOwed } from "./callbacks.ts";

type Db = Kysely<Schema>;

/** What stands in the place of a process's id where a callback belongs to the project itself. */
export const noProcess = "";

/** Word for word as callbacks_operational has it. */
const isOperational = sql<boolean>`process_id = ''`;

/** The operational callbacks of these projects, one for each at the most. */
export async function operationalCallbacks(db: Db, projectIds: readonly string[]): Promise<CallbackTable[]> {
  if (projectIds.length === 0) return [];
  return db
    .selectFrom("callbacks")
    .selectAll()
    .where("project_id", "in", projectIds)
    .where(isOperational)
    .where("removed_at", "is", null)
    .execute();
}

/** A project's operational callback, or undefined where it has none. */
export async function operationalCallback(
  db: Db,
  { projectId }: { projectId: string },
): Promise<CallbackTable | undefined> {
  const [row] = await operationalCallbacks(db, [projectId]);
  return row;
}

/**
 * Stores a project's operational callback: the one that it has is changed and keeps its id, its state and, with
 * the same scheme, its secrets. Returns its id.
 */
export async function saveOperationalCallback(
  db: Db,
  { projectId, row }: { projectId: string; row: CallbackTable },
): Promise<string> {
  const before = await operationalCallback(db, { projectId });
  if (before === undefined) {
    await db.insertInto("callbacks").values(row).execute();
    return row.id;
  }
  await changeCallback(db, before, row);
  return before.id;
}

/** Removes a project's operational callback; what it is owed is skipped. Returns its id, or null. */
export async function removeOperationalCallback(
  db: Db,
  { projectId, now }: { projectId: string; now: number },
): Promise<string | null> {
  const row = await operationalCallback(db, { projectId });
  if (row === undefined) return null;
  await db
    .updateTable("callbacks")
    .set({ removed_at: now })
    .where("project_id", "=", projectId)
    .where("id", "=", row.id)
    .execute();
  await skipOwed(db, { projectId, callbackId: row.id, now });
  return row.id;
}
