import type { Kysely } from "kysely";
import { newId } from "../platform/ids.ts";
import type { AttemptOutcome } from "./engine.ts";
import { insertAudit } from "./queries/audit.ts";
import { type PausedCallback, pauseCallbacks } from "./queries/callbacks.ts";
import type { Schema } from "./schema.ts";

type Db = Kysely<Schema>;

/** Among so many of the newest deliveries a success is looked for that speaks against a pause. */
const lookedAt = 1_000;

/**
 * Stores what outcomes say beyond their deliveries: since when a callback has been failing, and pauses, with an entry
 * in the audit log. Writes where something turned, and nothing for an ordinary outcome. Returns the callbacks that it
 * paused.
 *
 * @param now ms since the epoch
 */
export async function storeHealth(
  db: Db,
  outcomes: readonly AttemptOutcome[],
  now: number,
): Promise<PausedCallback[]> {
  for (const outcome of outcomes) {
    if (outcome.failing !== null) await storeTurn(db, outcome, outcome.failing);
  }
  const pauses = [];
  for (const { pause, callbackId, projectId } of outcomes) {
    if (pause === null) continue;
    if (pause.kind === "failing" && (await hasSucceeded(db, { projectId, id: callbackId }))) continue;
    pauses.push({ id: callbackId, projectId, reason: pause.reason });
  }
  const paused = pauses.length === 0 ? [] : await pauseCallbacks(db, pauses, now);
  for (const { id, project_id, paused_reason: reason } of paused) {
    const entry = { project_id, actor: "system", action: "callback.paused", target: id };
    await insertAudit(db, { ...entry, id: newId(now), detail: JSON.stringify({ reason }), created_at: now });
  }
  return paused;
}

/** Another node may have stored an earlier time, which stays. */
async function storeTurn(
  db: Db,
  { projectId, callbackId }: AttemptOutcome,
  turn: { since: number } | "over",
): Promise<void> {
  const callback = db
    .updateTable("callbacks")
    .set({ failing_since: turn === "over" ? null : turn.since })
    .where("project_id", "=", projectId)
    .where("id", "=", callbackId);
  await (turn === "over" ? callback : callback.where("failing_since", "is", null)).execute();
}

/** Whether a delivery of the callback arrived since it has been failing: another node may reach its receiver. */
async function hasSucceeded(db: Db, key: { projectId: string; id: string }): Promise<boolean> {
  const callback = await db
    .selectFrom("callbacks")
    .select("failing_since")
    .where("project_id", "=", key.projectId)
    .where("id", "=", key.id)
    .executeTakeFirst();
  const since = callback?.failing_since ?? null;
  if (since === null) return true;
  const newest = db
    .selectFrom("deliveries")
    .select(["kind", "status", "ended_at"])
    .where("project_id", "=", key.projectId)
    .where("callback_id", "=", key.id)
    .orderBy("n", "desc")
    .limit(lookedAt);
  const success = await db
    .selectFrom(newest.as("newest"))
    .select("ended_at")
    .where("status", "=", "delivered")
    .where("kind", "<>", "test")
    .where("ended_at", ">=", since)
    .limit(1)
    .executeTakeFirst();
  return success !== undefined;
}
