import type { Kysely } from "kysely";
import type { DeliveryStatus } from "../contract/words.ts";
import type { ActivityRecord, OwedRecord } from "../outreach/model.ts";
import type { AttemptOutcome } from "./engine.ts";
import type { Schema } from "./schema.ts";

/** Changes of one kind that one commit names to those who watch; of more than these it tells only how many. */
const mostNamed = 50;

export interface CommittedActivity {
  id: string;
  leadId: string;
  processId: string;
}

export interface CommittedDelivery {
  id: string;
  callbackId: string;
  leadId: string | null;
  processId: string;
  /** `retrying` is a pending one that an attempt has failed for. */
  status: DeliveryStatus | "retrying";
}

/** What a commit changed of one project. Where there was too much to name, the counts are larger than the lists. */
export interface CommittedChanges {
  projectId: string;
  activities: CommittedActivity[];
  deliveries: CommittedDelivery[];
  activityCount: number;
  deliveryCount: number;
  /** Inspectors that got something, which no commit of changes tells. */
  inspectors?: readonly string[];
}

/** Something that a commit owes, as it is told. */
export type OwedChange = Pick<OwedRecord, "projectId" | "id" | "callbackId" | "processId" | "status"> & {
  leadId: string | null;
};

/** What a commit did, as the writer has it. */
export interface CommitWork {
  outcomes: readonly AttemptOutcome[];
  /** Deliveries that were held until this commit, by their row. */
  released: readonly number[];
  activities: readonly ActivityRecord[];
  owed: readonly OwedChange[];
}

/** `pending` after an attempt is shown as retrying (API.md "Management API"). */
export const shownStatus = (row: { status: string; attempts: number }): CommittedDelivery["status"] =>
  row.status === "pending" && row.attempts > 0 ? "retrying" : (row.status as DeliveryStatus);

/** What a commit changed of the projects that are watched: nothing is looked up or copied for any other. */
export async function committedChanges(
  db: Kysely<Schema>,
  watched: readonly string[],
  work: CommitWork,
): Promise<CommittedChanges[]> {
  const found = new Map<string, CommittedChanges>();
  for (const projectId of watched)
    found.set(projectId, { projectId, activities: [], deliveries: [], activityCount: 0, deliveryCount: 0 });
  const told = await changedRows(db, work, found);
  for (const { projectId, ...delivery } of told) name(found.get(projectId), delivery);
  for (const { projectId, id, leadId, processId } of work.activities) {
    const changes = found.get(projectId);
    if (changes === undefined) continue;
    changes.activityCount += 1;
    if (changes.activities.length < mostNamed) changes.activities.push({ id, leadId, processId });
  }
  for (const { projectId, id, callbackId, leadId, processId, status } of work.owed)
    name(found.get(projectId), { id, callbackId, leadId, processId, status });
  return [...found.values()].filter((changes) => changes.activityCount + changes.deliveryCount > 0);
}

function name(changes: CommittedChanges | undefined, delivery: CommittedDelivery): void {
  if (changes === undefined) return;
  changes.deliveryCount += 1;
  if (changes.deliveries.length < mostNamed) changes.deliveries.push(delivery);
}

/** Deliveries that were attempted or released, as they now stand; only counted where they are too many to name. */
async function changedRows(
  db: Kysely<Schema>,
  { outcomes, released }: CommitWork,
  found: ReadonlyMap<string, CommittedChanges>,
): Promise<(CommittedDelivery & { projectId: string })[]> {
  const attempted = outcomes.filter(({ projectId }) => found.has(projectId));
  if (attempted.length + released.length > mostNamed) {
    for (const { projectId } of attempted) {
      const changes = found.get(projectId);
      if (changes !== undefined) changes.deliveryCount += 1;
    }
    return [];
  }
  const ns = [...attempted.map(({ n }) => n), ...released];
  if (ns.length === 0) return [];
  const rows = await db
    .selectFrom("deliveries")
    .select(["n", "id", "project_id", "process_id", "callback_id", "lead_id", "status", "attempts"])
    .where("project_id", "in", [...found.keys()])
    .where("n", "in", ns)
    .orderBy("n")
    .execute();
  return rows.map((row) => ({
    projectId: row.project_id,
    id: row.id,
    callbackId: row.callback_id,
    leadId: row.lead_id,
    processId: row.process_id,
    status: shownStatus(row),
  }));
}
