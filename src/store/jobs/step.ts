import type { Kysely } from "kysely";
import { newId } from "../../platform/ids.ts";
import type { Engine, HotStatements } from "../engine.ts";
import { endJob } from "../queries/jobs.ts";
import { reopen, Turns } from "../resending.ts";
import type { CallbackTable, JobTable, Schema } from "../schema.ts";
import type { JobItem, JobPage, JobScope } from "./page.ts";
import { recoverPage } from "./recover-page.ts";
import { replayPage } from "./replay-page.ts";

interface Transaction {
  db: Kysely<Schema>;
  hot: HotStatements;
}

/** New deliveries of one statement. */
const rowsAtOnce = 50;
/** Changes that one page of counting looks at in detail. */
const countedAtOnce = 1_000;

export interface JobPageQuery {
  job: JobScope;
  position: string;
  limit: number;
}

/** What a job is to do next. Looks at a bounded number of rows, so a page may be empty while there are more. */
export async function jobPage(db: Kysely<Schema>, { job, position, limit }: JobPageQuery): Promise<JobPage> {
  return job.kind === "recover"
    ? recoverPage(db, job, position, limit)
    : replayPage(db, job, position, limit, false);
}

/** How many deliveries a job is to open, page by page. */
export async function countJobPage(
  db: Kysely<Schema>,
  { job, position }: Omit<JobPageQuery, "limit">,
): Promise<{ count: number; next: string | null }> {
  const { items, next } =
    job.kind === "recover"
      ? await recoverPage(db, job, position, countedAtOnce)
      : await replayPage(db, job, position, countedAtOnce, true);
  return { count: items.length, next };
}

/** A page to be carried out, and the position of the job that it was read at. */
export interface JobStep {
  job: Pick<JobTable, "id" | "project_id" | "process_id" | "callback_id" | "kind" | "position">;
  page: JobPage;
  now: number;
}

/** `stale`: something changed since the page was read, nothing was done: read it again. */
export type JobStepResult = { state: "stale" | "running" | "done" | "failed"; opened: number };

/** Something changed since the page was read; rolls the step back. */
class StalePage extends Error {}

/**
 * Carries out one page of a job in one transaction, together with the job's new position: a job that is cut off
 * anywhere goes on exactly behind what it has done, whichever node goes on with it.
 */
export async function stepJob(engine: Engine, step: JobStep): Promise<JobStepResult> {
  try {
    return await engine.transaction((tx) => carryOut(tx, step));
  } catch (error) {
    if (error instanceof StalePage) return { state: "stale", opened: 0 };
    throw error;
  }
}

async function carryOut(tx: Transaction, { job, page, now }: JobStep): Promise<JobStepResult> {
  const { db, hot } = tx;
  const leadIds = new Set(page.items.flatMap(({ leadId }) => leadId ?? []));
  await hot.lock?.({
    projects: new Set([job.project_id]),
    claiming: new Set(),
    leads: new Map([...leadIds].map((id) => [id, { projectId: job.project_id, id }])),
    references: new Map(),
  });
  const callback = await db
    .selectFrom("callbacks")
    .selectAll()
    .where("project_id", "=", job.project_id)
    .where("id", "=", job.callback_id)
    .executeTakeFirst();
  const reason = reasonToStop(job, callback);
  if (callback === undefined || reason !== null) {
    await endJob(db, { projectId: job.project_id, id: job.id, status: "failed", error: reason, now });
    return { state: "failed", opened: 0 };
  }
  if (page.payloadFormat !== null && page.payloadFormat !== callback.payload_format) throw new StalePage();
  const ended = page.next === null;
  const moved = await db
    .updateTable("jobs")
    .set((eb) => ({
      position: page.next ?? job.position,
      done: eb("done", "+", page.items.length),
      ...(ended && { status: "done" as const, ended_at: now }),
    }))
    .where("project_id", "=", job.project_id)
    .where("id", "=", job.id)
    .where("position", "=", job.position)
    .where("status", "=", "running")
    .executeTakeFirst();
  if (moved.numUpdatedRows === 0n || (await hasOlder(db, job))) throw new StalePage();
  for (const { n, lead } of page.leads) {
    await db
      .updateTable("activities")
      .set({ lead })
      .where("project_id", "=", job.project_id)
      .where("n", "=", n)
      .where("lead", "is", null)
      .execute();
  }
  await open(tx, callback, page.items, leadIds, now);
  return { state: ended ? "done" : "running", opened: page.items.length };
}

/** Why a job of this callback cannot go on, or null. */
function reasonToStop(job: JobStep["job"], callback: CallbackTable | undefined): string | null {
  if (callback === undefined || callback.removed_at !== null) return "the callback was removed";
  if (job.kind === "replay" && callback.enabled === 0) return "the callback was disabled";
  return null;
}

/** Whether another job of the same callback has to end before this one goes on. */
async function hasOlder(db: Kysely<Schema>, job: JobStep["job"]): Promise<boolean> {
  const older = await db
    .selectFrom("jobs")
    .select("id")
    .where("project_id", "=", job.project_id)
    .where("callback_id", "=", job.callback_id)
    .where("id", "<", job.id)
    .where("status", "=", "running")
    .limit(1)
    .executeTakeFirst();
  return older !== undefined;
}

async function open(
  { db, hot }: Transaction,
  callback: CallbackTable,
  items: readonly JobItem[],
  leadIds: ReadonlySet<string>,
  now: number,
): Promise<void> {
  const turns = new Turns(hot, now);
  const { id: callbackId, project_id: projectId } = callback;
  await turns.read([...leadIds].map((leadId) => ({ projectId, callbackId, leadId })));
  const fresh = [];
  const ended = [];
  for (const item of items) {
    const turn = turns.take(callback.id, item.leadId);
    if (item.type === "owe") fresh.push({ ...owed(callback, item, now), ...turn });
    else ended.push({ n: item.n, turn });
  }
  if ((await reopen(db, projectId, ended)) < ended.length) throw new StalePage();
  for (let start = 0; start < fresh.length; start += rowsAtOnce) {
    await db
      .insertInto("deliveries")
      .values(fresh.slice(start, start + rowsAtOnce))
      .execute();
  }
}

/** A delivery that was never owed, or is gone. Its format is fixed now, as for any other. */
function owed(callback: CallbackTable, item: Extract<JobItem, { type: "owe" }>, now: number) {
  return {
    id: newId(now),
    project_id: callback.project_id,
    process_id: callback.process_id,
    callback_id: callback.id,
    lead_id: item.leadId,
    kind: item.activityId === null ? "update_outcome" : "activity",
    activity_id: item.activityId,
    update_id: item.updateId,
    payload_format: callback.payload_format,
    attempts: 0,
    step: 0,
    created_at: now,
  };
}
