import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { JobTable, Schema } from "../schema.ts";

type Db = Kysely<Schema>;

/** Word for word as jobs_running has it. */
const isRunning = sql<boolean>`status = 'running'`;
/** Jobs that are looked at in one round at the most: one of each callback. */
const mostAtOnce = 500;

export async function insertJob(db: Db, { job }: { job: JobTable }): Promise<void> {
  await db.insertInto("jobs").values(job).execute();
}

export async function jobById(db: Db, key: { projectId: string; id: string }): Promise<JobTable | undefined> {
  return db
    .selectFrom("jobs")
    .selectAll()
    .where("project_id", "=", key.projectId)
    .where("id", "=", key.id)
    .executeTakeFirst();
}

/** A page of jobs, newest first. */
export async function listJobs(
  db: Db,
  query: { projectId: string; callbackId: string | null; before: string | null; limit: number },
): Promise<JobTable[]> {
  let found = db.selectFrom("jobs").selectAll().where("project_id", "=", query.projectId);
  if (query.callbackId !== null) found = found.where("callback_id", "=", query.callbackId);
  if (query.before !== null) found = found.where("id", "<", query.before);
  return found.orderBy("id", "desc").limit(query.limit).execute();
}

/** The oldest running job of each callback, oldest first. */
export async function jobsToRun(db: Db): Promise<JobTable[]> {
  const first = db
    .selectFrom("jobs")
    .select((eb) => eb.fn.min("id").as("id"))
    .where(isRunning)
    .groupBy("callback_id");
  return db.selectFrom("jobs").selectAll().where("id", "in", first).orderBy("id").limit(mostAtOnce).execute();
}

/** Notes how many deliveries a running job is to open. */
export async function setJobTotal(
  db: Db,
  job: { projectId: string; id: string; total: number },
): Promise<void> {
  await db
    .updateTable("jobs")
    .set({ total: job.total })
    .where("project_id", "=", job.projectId)
    .where("id", "=", job.id)
    .where(isRunning)
    .execute();
}

/** Ends a running job where it stands; what it has opened stays open. Returns whether it was running. */
export async function endJob(
  db: Db,
  end: { projectId: string; id: string; status: "cancelled" | "failed"; error: string | null; now: number },
): Promise<boolean> {
  const result = await db
    .updateTable("jobs")
    .set({ status: end.status, error: end.error, ended_at: end.now })
    .where("project_id", "=", end.projectId)
    .where("id", "=", end.id)
    .where(isRunning)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
