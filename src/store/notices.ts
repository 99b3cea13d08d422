import type { Kysely } from "kysely";
import { noticeBody } from "../callbacks/notice.ts";
import type { NoticeType } from "../contract/words.ts";
import { newId } from "../platform/ids.ts";
import type { OwedChange } from "./committed.ts";
import type { AttemptOutcome, DeliveryState, Soon } from "./engine.ts";
import { type PausedCallback, pauseCallbacks, resumeCallback } from "./queries/callbacks.ts";
import { noProcess, operationalCallbacks } from "./queries/operational.ts";
import type { CallbackTable, Schema } from "./schema.ts";

type Db = Kysely<Schema>;

/** Something of a callback that its project is told, if it has an operational callback. */
interface Happening {
  type: NoticeType;
  projectId: string;
  callbackId: string;
  /** What is told beside the callback, given the callback as it is now. */
  data: (callback: CallbackTable) => Record<string, unknown>;
}

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/**
 * Owes a notice of each happening to the operational callback of its project, in the transaction of the happening:
 * one is owed exactly when its cause is committed. What happens to an operational callback itself is told to
 * nobody, so that no notice causes another. Returns what is owed; it waits to be claimed.
 *
 * @param now ms since the epoch
 */
async function oweNotices(db: Db, happenings: readonly Happening[], now: number): Promise<OwedChange[]> {
  const projectIds = [...new Set(happenings.map(({ projectId }) => projectId))];
  const receivers = (await operationalCallbacks(db, projectIds)).filter(({ enabled }) => enabled === 1);
  const receiverOf = new Map(receivers.map((row) => [row.project_id, row]));
  const told = happenings.filter(({ projectId }) => receiverOf.has(projectId));
  if (told.length === 0) return [];
  const callbacks = await db
    .selectFrom("callbacks")
    .selectAll()
    .where("project_id", "in", [...receiverOf.keys()])
    .where("id", "in", [...new Set(told.map(({ callbackId }) => callbackId))])
    .where("process_id", "<>", noProcess)
    .execute();
  const rows = told.flatMap(({ type, projectId, callbackId, data }) => {
    const receiver = receiverOf.get(projectId);
    const callback = callbacks.find(({ id }) => id === callbackId);
    if (receiver === undefined || callback === undefined) return [];
    const { id, name, url, process_id: processId } = callback;
    return noticeRow(receiver, noticeBody(type, now, { id, name, url, processId }, data(callback)), now);
  });
  for (const row of rows) await db.insertInto("deliveries").values(row).execute();
  return rows.map((row) => ({
    projectId: row.project_id,
    id: row.id,
    callbackId: row.callback_id,
    leadId: null,
    processId: row.process_id,
    status: "pending",
  }));
}

const noticeRow = (receiver: CallbackTable, body: string, now: number) => ({
  id: newId(now),
  project_id: receiver.project_id,
  process_id: receiver.process_id,
  callback_id: receiver.id,
  lead_id: null,
  kind: "operational",
  activity_id: null,
  update_id: null,
  payload_format: receiver.payload_format,
  body,
  status: "pending",
  lane: 0,
  attempts: 0,
  step: 0,
  due_at: now,
  leased_by: null,
  leased_until: null,
  created_at: now,
  ended_at: null,
  last_status_code: null,
  last_error: null,
  hint: null,
});

function pauses(paused: readonly PausedCallback[], automatic: boolean): Happening[] {
  return paused.map(({ id, project_id: projectId }) => ({
    type: "callback.paused",
    projectId,
    callbackId: id,
    data: (callback) => ({
      reason: callback.paused_reason,
      automatic,
      failingSince: isoOrNull(callback.failing_since),
    }),
  }));
}

/** Deliveries that these outcomes ended as failed, as the database has them now, but for those that had before. */
async function failures(
  db: Db,
  outcomes: readonly AttemptOutcome[],
  before: Soon<readonly DeliveryState[]>,
): Promise<Happening[]> {
  const failed = outcomes.filter(({ verdict }) => verdict === "failed").map(({ n }) => n);
  if (failed.length === 0) return [];
  const projectIds = [...new Set(outcomes.map(({ projectId }) => projectId))];
  if ((await operationalCallbacks(db, projectIds)).length === 0) return [];
  const known = (await before).filter(({ status }) => status === "failed").map(({ n }) => n);
  const ns = failed.filter((n) => !known.includes(n));
  if (ns.length === 0) return [];
  const rows = await db
    .selectFrom("deliveries")
    .selectAll()
    .where("project_id", "in", projectIds)
    .where("n", "in", ns)
    .where("status", "=", "failed")
    .where("kind", "<>", "operational")
    .orderBy("n")
    .execute();
  return rows.map((row) => ({
    type: "delivery.failed",
    projectId: row.project_id,
    callbackId: row.callback_id,
    data: () => ({
      deliveryId: row.id,
      kind: row.kind,
      leadId: row.lead_id,
      activityId: row.activity_id,
      updateId: row.update_id,
      attempts: row.attempts,
      lastStatusCode: row.last_status_code,
      lastError: row.last_error,
    }),
  }));
}

/**
 * Owes what a batch of outcomes gives cause to tell: callbacks that it paused, deliveries that failed for good.
 *
 * @param before how deliveries stood that outcomes say have failed: one that had already is not told again, as where an
 *   outcome is stored again since the answer to a commit was lost, or comes late from another node
 */
export async function tellOfOutcomes(
  db: Db,
  outcomes: readonly AttemptOutcome[],
  { paused, before }: { paused: readonly PausedCallback[]; before: Soon<readonly DeliveryState[]> },
  now: number,
): Promise<OwedChange[]> {
  const happenings = [...pauses(paused, true), ...(await failures(db, outcomes, before))];
  return happenings.length === 0 ? [] : oweNotices(db, happenings, now);
}

/** Pauses callbacks on a person's wish, and tells it. Returns those that this paused. */
export async function pauseAndTell(
  db: Db,
  { callbacks, now }: { callbacks: Parameters<typeof pauseCallbacks>[1]; now: number },
): Promise<PausedCallback[]> {
  const paused = await pauseCallbacks(db, callbacks, now);
  await oweNotices(db, pauses(paused, false), now);
  return paused;
}

/** Resumes a callback (`resumeCallback`), and tells it. */
export async function resumeAndTell(
  db: Db,
  callback: Parameters<typeof resumeCallback>[1],
): ReturnType<typeof resumeCallback> {
  const result = await resumeCallback(db, callback);
  const { projectId, id: callbackId, pending, now } = callback;
  const data = () => ({ pending, skipped: result.skipped });
  if (result.resumed) await oweNotices(db, [{ type: "callback.resumed", projectId, callbackId, data }], now);
  return result;
}
