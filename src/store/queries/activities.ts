import type { Kysely, Selectable } from "kysely";
import type { ActivityType, Trigger } from "../../contract/words.ts";
import type { ActivityRecord } from "../../outreach/model.ts";
import type { ActivityTable, Schema } from "../schema.ts";

type Db = Kysely<Schema>;

export function activityOf(row: Selectable<ActivityTable>): ActivityRecord {
  return {
    id: row.id,
    projectId: row.project_id,
    processId: row.process_id,
    leadId: row.lead_id,
    type: row.type as ActivityType,
    sequence: row.sequence,
    lastActivityId: row.last_activity_id,
    recordedAt: row.recorded_at,
    referenceId: row.reference_id,
    triggers: JSON.parse(row.triggers) as Trigger[],
    body: row.body,
    extra: row.extra,
    changes: row.changes,
    lead: row.lead,
  };
}

export async function activityById(
  db: Db,
  key: { projectId: string; id: string },
): Promise<ActivityRecord | undefined> {
  const row = await db
    .selectFrom("activities")
    .selectAll()
    .where("project_id", "=", key.projectId)
    .where("id", "=", key.id)
    .executeTakeFirst();
  return row && activityOf(row);
}

export interface ActivityQuery {
  projectId: string;
  leadId: string | null;
  processId: string | null;
  type: string | null;
  before: string | null;
  limit: number;
}

/** How many rows of a list are looked at for one page, so that a rare filter never scans without end. */
export const scannedRows = 5_000;

/**
 * A page of activities, newest first: those of a lead by their sequence, others by their id, each in the order of an
 * index. `next` is where the following page begins, or null at the end; a page may be shorter than `limit` while there
 * is one.
 */
export async function listActivities(
  db: Db,
  query: ActivityQuery,
): Promise<{ rows: ActivityRecord[]; next: string | null }> {
  const { projectId, leadId, before } = query;
  const order = leadId === null ? "id" : "sequence";
  let scanned = db
    .selectFrom("activities")
    .select(["n", "id", "process_id", "type"])
    .where("project_id", "=", projectId);
  if (leadId !== null) scanned = scanned.where("lead_id", "=", leadId);
  if (before !== null && leadId === null) scanned = scanned.where("id", "<", before);
  if (before !== null && leadId !== null) {
    const ofLead = db.selectFrom("activities").where("project_id", "=", projectId);
    scanned = scanned.where("sequence", "<", ofLead.where("id", "=", before).select("sequence"));
  }
  const isFiltered = query.processId !== null || query.type !== null;
  const most = isFiltered ? scannedRows : query.limit + 1;
  const seen = await scanned.orderBy(order, "desc").limit(most).execute();
  const matching = seen.filter(
    (row) =>
      (query.processId === null || row.process_id === query.processId) &&
      (query.type === null || row.type === query.type),
  );
  const page = matching.slice(0, query.limit);
  const more = matching.length > page.length || seen.length === most;
  const last = matching.length > page.length ? page.at(-1) : seen.at(-1);
  if (page.length === 0) return { rows: [], next: more ? (last?.id ?? null) : null };
  const rows = await db
    .selectFrom("activities")
    .selectAll()
    .where(
      "n",
      "in",
      page.map((row) => row.n),
    )
    .orderBy(order, "desc")
    .execute();
  return { rows: rows.map(activityOf), next: more ? (last?.id ?? null) : null };
}
