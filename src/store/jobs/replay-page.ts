import type { Kysely } from "kysely";
import { type CallbackRules, isOwed } from "../../callbacks/owing.ts";
import type { Trigger } from "../../contract/words.ts";
import { rulesOf } from "../process-cache.ts";
import { callbackById } from "../queries/callbacks.ts";
import type { Schema } from "../schema.ts";
import { mergeParts, type Part } from "./merge.ts";
import { idAfter, idBefore, isWithin, type JobItem, type JobPage, type JobScope, rowsSince } from "./page.ts";
import { pastLeads } from "./past-leads.ts";

type Db = Kysely<Schema>;

/** Rows of every process that one page looks at. */
const scanned = { activities: 2_000, updates: 500 };

/** How far a replay is, with the last rows that it looks at. */
interface Place {
  after: number;
  end: number;
  afterUpdate: string;
  endUpdate: string;
}

/** An activity (with its row) or the outcome of an update that the callback is to get. */
interface Happened {
  type: "activity" | "update";
  n: number;
  id: string;
  leadId: string;
  at: number;
}

/**
 * The next of what a callback would be owed by its settings as they are now: recorded activities of its process and
 * outcomes of updates, in the order in which they happened.
 *
 * @param counting leaves out what only a step needs
 */
export async function replayPage(
  db: Db,
  job: JobScope,
  position: string,
  limit: number,
  counting: boolean,
): Promise<JobPage> {
  const row = await callbackById(db, { projectId: job.projectId, id: job.callbackId });
  if (row === undefined) return { items: [], leads: [], payloadFormat: null, next: null };
  const rules = rulesOf(row);
  const place = position === "" ? await begin(db, job) : (JSON.parse(position) as Place);
  const activities = await activitiesAfter(db, job, rules, place, limit);
  const updates = await updatesAfter(db, job, rules, place, limit);
  const merged = mergeParts(activities, updates);
  const items = await missing(db, job, merged);
  const rowOf = new Map(merged.map((one) => [one.id, one.n]));
  const fresh = items.flatMap((item) =>
    item.type === "owe" ? (rowOf.get(item.activityId ?? "") ?? []) : [],
  );
  const { payloadFormat } = rules;
  return {
    items,
    leads: counting || payloadFormat === "activity_update" ? [] : await pastLeads(db, fresh),
    payloadFormat,
    next: nextOf(place, merged, activities, updates),
  };
}

async function begin(db: Db, job: JobScope): Promise<Place> {
  const last = await db
    .selectFrom("updates")
    .select("id")
    .where("id", "<", idAfter(job.until))
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  const rows = await rowsSince(db, "activities", job);
  return { ...rows, afterUpdate: idBefore(job.since), endUpdate: last?.id ?? "" };
}

/** Where the next page begins, after what this one has taken of both; null where nothing is left of either. */
function nextOf(
  place: Place,
  merged: readonly Happened[],
  activities: Part<Happened> & { reached: number },
  updates: Part<Happened> & { reached: string },
): string | null {
  const taken = merged.filter(({ type }) => type === "activity");
  const told = merged.filter(({ type }) => type === "update");
  const all = taken.length === activities.found.length;
  const allTold = told.length === updates.found.length;
  if (all && allTold && activities.last && updates.last) return null;
  const next: Place = {
    ...place,
    after: all ? activities.reached : (taken.at(-1)?.n ?? place.after),
    afterUpdate: allTold ? updates.reached : (told.at(-1)?.id ?? place.afterUpdate),
  };
  return JSON.stringify(next);
}

async function activitiesAfter(
  db: Db,
  job: JobScope,
  rules: CallbackRules,
  { after, end }: Place,
  limit: number,
): Promise<Part<Happened> & { reached: number }> {
  const last = Math.min(after + scanned.activities, end);
  const rows = await db
    .selectFrom("activities")
    .select(["n", "id", "project_id", "lead_id", "recorded_at", "triggers"])
    // By number alone: with the project as a condition, SQLite would read and sort all that it ever recorded.
    .where("n", ">", after)
    .where("n", "<=", last)
    .where("process_id", "=", job.processId)
    .orderBy("n")
    .limit(limit)
    .execute();
  const reached = rows.length === limit ? (rows.at(-1)?.n ?? last) : last;
  const fired = rows
    .filter((row) => row.project_id === job.projectId)
    .map((row) => ({ ...row, triggers: JSON.parse(row.triggers) as Trigger[] }))
    .filter(
      (row) =>
        isWithin(job, row.recorded_at) && row.triggers.some((trigger) => rules.triggers.includes(trigger)),
    );
  const said = await saidBy(db, rules, fired);
  const found = fired
    .filter((row) => isOwed(rules, { triggers: row.triggers, ...(said.get(row.n) ?? silent) }))
    .map((row) => ({
      type: "activity" as const,
      n: row.n,
      id: row.id,
      leadId: row.lead_id,
      at: row.recorded_at,
    }));
  return { found, reached, last: reached >= end };
}

const silent = { disposition: null, toState: null };

/** What activities say that the filters of a callback are about, by their row; nothing is read for one without. */
async function saidBy(
  db: Db,
  rules: CallbackRules,
  rows: readonly { n: number }[],
): Promise<Map<number, typeof silent | { disposition: string | null; toState: string | null }>> {
  if ((rules.dispositions === null && rules.states === null) || rows.length === 0) return new Map();
  const bodies = await db
    .selectFrom("activities")
    .select(["n", "body"])
    .where(
      "n",
      "in",
      rows.map(({ n }) => n),
    )
    .execute();
  return new Map(
    bodies.map(({ n, body }) => {
      const { toState, result } = JSON.parse(body) as {
        toState: string | null;
        result: { analysis?: { disposition: string | null } | null };
      };
      return [n, { toState, disposition: result.analysis?.disposition ?? null }];
    }),
  );
}

async function updatesAfter(
  db: Db,
  job: JobScope,
  rules: CallbackRules,
  { afterUpdate, endUpdate }: Place,
  limit: number,
): Promise<Part<Happened> & { reached: string }> {
  if (!rules.enabled) return { found: [], reached: endUpdate, last: true };
  const rows = await db
    .selectFrom("updates")
    .select(["id", "project_id", "process_id", "lead_id", "created_at"])
    .where("id", ">", afterUpdate)
    .where("id", "<=", endUpdate)
    .orderBy("id")
    .limit(scanned.updates)
    .execute();
  const own = rows.filter(
    (row) =>
      row.project_id === job.projectId && row.process_id === job.processId && isWithin(job, row.created_at),
  );
  const page = own.slice(0, limit);
  const whole = page.length === own.length;
  return {
    found: page.map((row) => ({ type: "update", n: 0, id: row.id, leadId: row.lead_id, at: row.created_at })),
    reached: (whole ? rows : page).at(-1)?.id ?? afterUpdate,
    last: whole && rows.length < scanned.updates,
  };
}

/** What of it the callback is to be sent: again, or for the first time. What it is still owed needs nothing. */
async function missing(db: Db, job: JobScope, happened: readonly Happened[]): Promise<JobItem[]> {
  if (happened.length === 0) return [];
  const leadIds = [...new Set(happened.map(({ leadId }) => leadId))];
  // By deliveries_of_lead alone: with the callback as a condition, SQLite would read all that it was ever owed.
  const rows = await db
    .selectFrom("deliveries")
    .select(["n", "callback_id", "activity_id", "update_id", "status"])
    .where("lead_id", "in", leadIds)
    .execute();
  const known = new Map(
    rows
      .filter((row) => row.callback_id === job.callbackId)
      .map((row) => [row.activity_id ?? row.update_id, row]),
  );
  return happened.flatMap(({ type, id, leadId }): JobItem[] => {
    const row = known.get(id);
    if (row === undefined) {
      return [
        {
          type: "owe",
          leadId,
          activityId: type === "activity" ? id : null,
          updateId: type === "update" ? id : null,
        },
      ];
    }
    const again = row.status === "failed" || row.status === "skipped";
    const everything = job.selection === "all" && row.status === "delivered";
    return again || everything ? [{ type: "reopen", n: row.n, leadId }] : [];
  });
}
