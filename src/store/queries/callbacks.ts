import { type Kysely, sql } from "kysely";
import type { CallbackTable, Schema } from "../schema.ts";

type Db = Kysely<Schema>;

/** Every callback of a process that was not removed, in the order of the settings. */
export async function callbacksOf(db: Db, processId: string): Promise<CallbackTable[]> {
  return db
    .selectFrom("callbacks")
    .selectAll()
    .where("process_id", "=", processId)
    .where("removed_at", "is", null)
    .orderBy("position")
    .execute();
}

/** A callback of a project, removed ones included. */
export async function callbackById(
  db: Db,
  key: { projectId: string; id: string },
): Promise<CallbackTable | undefined> {
  return db
    .selectFrom("callbacks")
    .selectAll()
    .where("project_id", "=", key.projectId)
    .where("id", "=", key.id)
    .executeTakeFirst();
}

/**
 * Changes a stored callback as Save does. Whether it is paused stays, and so do its secrets, which may have been rotated
 * since they were read: only another scheme needs others. Another URL has not failed yet.
 */
export async function changeCallback(db: Db, before: CallbackTable, after: CallbackTable): Promise<void> {
  const { id, project_id, process_id, created_at, paused_at, paused_reason, ...rest } = after;
  const { secret, previous_secret, previous_until, failing_since, ...fields } = rest;
  await db
    .updateTable("callbacks")
    .set(fields)
    .$if(before.signing !== after.signing, (update) =>
      update.set({ secret, previous_secret, previous_until }),
    )
    .$if(before.url !== after.url, (update) => update.set({ failing_since: null }))
    .where("project_id", "=", before.project_id)
    .where("id", "=", before.id)
    .execute();
}

/** A callback that was paused just now. */
export type PausedCallback = Pick<CallbackTable, "id" | "project_id" | "process_id" | "paused_reason">;

/** Pauses callbacks that are not paused yet. Returns those that this paused. */
export async function pauseCallbacks(
  db: Db,
  callbacks: readonly { id: string; projectId: string; reason: string }[],
  now: number,
): Promise<PausedCallback[]> {
  const paused: PausedCallback[] = [];
  for (const { id, projectId, reason } of callbacks) {
    const row = await db
      .updateTable("callbacks")
      .set({ paused_reason: reason, paused_at: now })
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .where("paused_at", "is", null)
      .returning(["id", "project_id", "process_id", "paused_reason"])
      .executeTakeFirst();
    if (row !== undefined) paused.push(row);
  }
  return paused;
}

/**
 * Resumes a paused callback; its health begins anew. `skip` ends what waits as skipped, but for what is on its way; returns how many.
 */
export async function resumeCallback(
  db: Db,
  callback: { projectId: string; id: string; pending: "send" | "skip"; now: number },
): Promise<{ resumed: boolean; skipped: number }> {
  const { projectId, id, pending, now } = callback;
  const row = await db
    .updateTable("callbacks")
    .set({ paused_reason: null, paused_at: null, failing_since: null })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("paused_at", "is not", null)
    .returning("id")
    .executeTakeFirst();
  // One that was not paused has nothing that waits for the choice.
  const skip = row !== undefined && pending === "skip";
  const skipped = skip ? await skipOwed(db, { projectId, callbackId: id, now }) : 0;
  return { resumed: row !== undefined, skipped };
}

/** Ends everything a callback is owed as skipped. Returns how many deliveries that were. */
export async function skipOwed(
  db: Db,
  owed: { projectId: string; callbackId: string; now: number },
): Promise<number> {
  const result = await db
    .updateTable("deliveries")
    .set({ status: "skipped", due_at: null, leased_by: null, leased_until: null, ended_at: owed.now })
    .where("project_id", "=", owed.projectId)
    .where("callback_id", "=", owed.callbackId)
    // Word for word as deliveries_chain has it, so that it is used: history is long, what is owed is not.
    .where(sql<boolean>`status in ('pending', 'held')`)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Sets a callback's signing secrets (sealed). Returns whether there is such a callback. */
export async function setSecrets(
  db: Db,
  callback: {
    projectId: string;
    id: string;
    secret: string;
    previousSecret: string | null;
    previousUntil: number | null;
  },
): Promise<boolean> {
  const result = await db
    .updateTable("callbacks")
    .set({
      secret: callback.secret,
      previous_secret: callback.previousSecret,
      previous_until: callback.previousUntil,
    })
    .where("project_id", "=", callback.projectId)
    .where("id", "=", callback.id)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
