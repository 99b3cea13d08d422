import type { DeliveryStatus } from "../contract/words.ts";
import type { ActivityRecord, OwedRecord } from "../outreach/model.ts";
import type { AttemptOutcome, DeliveryState, HotStatements, Soon } from "./engine.ts";

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
  attempted: Attempted;
  /** Deliveries that were held until this commit. */
  released: readonly DeliveryState[];
  activities: readonly ActivityRecord[];
  owed: readonly OwedChange[];
}

/** Deliveries of watched projects that were attempted: their projects, and the rest where they can all be named. */
interface Attempted {
  projectIds: readonly string[];
  states: readonly DeliveryState[];
}

/** `pending` after an attempt is shown as retrying (API.md "Management API"). */
export const shownStatus = (row: { status: string; attempts: number }): CommittedDelivery["status"] =>
  row.status === "pending" && row.attempts > 0 ? "retrying" : (row.status as DeliveryStatus);

/** Of a batch whose attempts nobody is told of. */
export const nothingAttempted: Attempted = { projectIds: [], states: [] };

/** What a batch attempted of the projects that are watched. What it asks for goes out when it is called. */
export async function attemptedStates(
  hot: Pick<HotStatements, "deliveryStates">,
  { outcomes, watched = [] }: { outcomes: readonly AttemptOutcome[]; watched?: readonly string[] },
): Promise<Attempted> {
  const attempted =
    watched.length === 0 ? [] : outcomes.filter(({ projectId }) => watched.includes(projectId));
  const few = attempted.length > 0 && attempted.length <= mostNamed;
  const states: Soon<DeliveryState[]> = few ? hot.deliveryStates(attempted) : [];
  return { projectIds: attempted.map(({ projectId }) => projectId), states: await states };
}

/** What a commit changed of the projects that are watched: nothing is copied for any other. */
export function committedChanges(watched: readonly string[], work: CommitWork): CommittedChanges[] {
  const found = new Map<string, CommittedChanges>();
  for (const projectId of watched)
    found.set(projectId, { projectId, activities: [], deliveries: [], activityCount: 0, deliveryCount: 0 });
  if (found.size === 0) return [];
  const { projectIds, states } = work.attempted;
  if (projectIds.length + work.released.length <= mostNamed) {
    for (const { projectId, n, attempts, ...delivery } of [...states, ...work.released].toSorted(
      (a, b) => a.n - b.n,
    ))
      name(found.get(projectId), { ...delivery, status: shownStatus({ status: delivery.status, attempts }) });
  } else for (const projectId of projectIds) count(found.get(projectId));
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

function count(changes: CommittedChanges | undefined): void {
  if (changes !== undefined) changes.deliveryCount += 1;
}

function name(changes: CommittedChanges | undefined, delivery: CommittedDelivery): void {
  if (changes === undefined) return;
  changes.deliveryCount += 1;
  if (changes.deliveries.length < mostNamed) changes.deliveries.push(delivery);
}
