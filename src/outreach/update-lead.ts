import { activityBody, type Json } from "../callbacks/activity-body.ts";
import { updateOutcomeBody } from "../callbacks/payload.ts";
import { triggersOf } from "../callbacks/triggers.ts";
import { limits } from "../contract/limits.ts";
import type { Batch } from "./batch.ts";
import { uniquenessRefusal } from "./initiate-lead.ts";
import type { LeadChanges } from "./lead-as-of.ts";
import type {
  ActivityRecord,
  ChangeResult,
  LeadRecord,
  LeadTarget,
  LeadUpdate,
  ProcessRecord,
} from "./model.ts";
import { refused } from "./model.ts";
import { type Movement, movementOf } from "./movement.ts";
import { changedFields } from "./report-activity.ts";
import { texts } from "./texts.ts";

/**
 * Decides one `leads/update`. Bad input and what is already taken are refused; while a call is in progress the
 * update is accepted and its outcome says that it was not done. The outcome is owed to every enabled callback,
 * before the update's own activity.
 */
export function updateLead(
  batch: Batch,
  projectId: string,
  target: LeadTarget,
  update: LeadUpdate,
): ChangeResult {
  const lead = batch.lead(projectId, target);
  const process = lead && batch.process(projectId, lead.processId);
  if (lead === undefined || process === undefined) {
    return refused({
      status: 404,
      error:
        "leadId" in target ? texts.leadNotFound(target.leadId) : texts.referenceNotFound(target.referenceId),
    });
  }
  if (process.status === "archived") return refused({ status: 409, error: texts.processArchived });
  const asked = { disposition: update.disposition ?? null, state: update.targetState ?? null };
  const movement = movementOf(process, lead, asked, { state: "targetState" });
  if ("refusal" in movement) return refused(movement.refusal);
  const taken = uniquenessRefusal(batch, process, update, lead.id);
  if (taken !== null) return refused(taken);

  const metadata = merged(lead.metadata, update.metadata);
  if (metadata !== lead.metadata && Buffer.byteLength(metadata) > limits.metadata) {
    return refused({ status: 400, error: texts.metadataTooLarge, path: "metadata" });
  }

  const updateId = batch.newId();
  if (lead.onCallSince !== null) {
    addOutcome(batch, process, lead, updateId, update.userId, texts.callInProgress);
    return { ok: true, kind: "update", updateId };
  }
  const { after, changes } = applied(lead, update, metadata, movement, batch.now);
  addOutcome(batch, process, after, updateId, update.userId, null);
  const triggers = triggersOf({
    type: "update",
    callStatus: null,
    moved: movement.moved,
    dispositionType: movement.disposition?.type ?? null,
  });
  if (Object.keys(changes).length > 0 || triggers.length > 0) {
    addUpdateActivity(batch, process, lead, after, { updateId, update, movement, changes, triggers });
  }
  return { ok: true, kind: "update", updateId };
}

/** The lead after the update, and what differs. */
function applied(lead: LeadRecord, update: LeadUpdate, metadata: string, movement: Movement, now: number) {
  const wanted: Partial<LeadRecord> = {
    currentState: movement.toState,
    lastDisposition: movement.disposition?.name ?? lead.lastDisposition,
    ...given(update, ["name", "firstName", "lastName", "phone", "email", "referenceId"]),
    metadata,
  };
  const changes: LeadChanges = {};
  for (const [field, value] of Object.entries(wanted)) {
    const before = lead[field as keyof LeadRecord];
    if (before !== value) changes[field] = [before, value];
  }
  const changed = Object.keys(changes).length > 0;
  return { after: changed ? { ...lead, ...wanted, updatedAt: now } : lead, changes };
}

function merged(stored: string, given: Record<string, Json>): string {
  if (Object.keys(given).length === 0) return stored;
  return JSON.stringify({ ...(JSON.parse(stored) as Record<string, Json>), ...given });
}

function given(
  update: LeadUpdate,
  fields: readonly (keyof LeadUpdate & keyof LeadRecord)[],
): Partial<LeadRecord> {
  return Object.fromEntries(
    fields.flatMap((field) => (update[field] === undefined ? [] : [[field, update[field]]])),
  );
}

function addOutcome(
  batch: Batch,
  process: ProcessRecord,
  lead: LeadRecord,
  updateId: string,
  userId: string | null,
  error: string | null,
): void {
  const success = error === null;
  batch.addUpdate(process, {
    id: updateId,
    projectId: lead.projectId,
    processId: lead.processId,
    leadId: lead.id,
    userId,
    success,
    error,
    createdAt: batch.now,
    body: updateOutcomeBody({
      updateId,
      success,
      error,
      leadId: lead.id,
      referenceId: lead.referenceId,
      timestamp: batch.now,
      data: success ? lead.metadata : null,
    }),
  });
}

function addUpdateActivity(
  batch: Batch,
  process: ProcessRecord,
  before: LeadRecord,
  after: LeadRecord,
  what: {
    updateId: string;
    update: LeadUpdate;
    movement: Movement;
    changes: LeadChanges;
    triggers: ActivityRecord["triggers"];
  },
): void {
  const { updateId, update, movement, changes, triggers } = what;
  const id = batch.newId();
  const moved = changedFields(movement, before);
  const changed = [...moved, ...Object.keys(changes).filter((field) => !moved.includes(field))];
  const withActivity = { ...after, sequence: before.sequence + 1, lastActivityId: id, updatedAt: batch.now };
  const disposition = movement.disposition;
  const body = activityBody({
    id,
    leadId: before.id,
    projectId: before.projectId,
    referenceId: after.referenceId,
    type: "update",
    fromState: before.currentState,
    toState: movement.toState,
    scheduledAt: null,
    call: null,
    update: { updateId, userId: update.userId, changed },
    analysis: disposition && {
      disposition: disposition.name,
      dispositionType: disposition.type,
      summary: null,
    },
  });
  batch.putLead(before, withActivity);
  const activity: ActivityRecord = {
    id,
    projectId: before.projectId,
    processId: before.processId,
    leadId: before.id,
    type: "update",
    sequence: withActivity.sequence,
    lastActivityId: before.lastActivityId,
    recordedAt: batch.now,
    referenceId: after.referenceId,
    triggers,
    body,
    extra: disposition && JSON.stringify({ disposition: disposition.name }),
    changes: Object.keys(changes).length > 0 ? JSON.stringify(changes) : null,
    lead: null,
  };
  batch.addActivity(process, activity, withActivity, disposition?.name ?? null);
}
