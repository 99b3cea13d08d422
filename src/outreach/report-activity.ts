import { type ActivityFacts, activityBody } from "../callbacks/activity-body.ts";
import { triggersOf } from "../callbacks/triggers.ts";
import { activityAnswer, extraOf } from "./activity-view.ts";
import type { Batch } from "./batch.ts";
import type { LeadChanges } from "./lead-as-of.ts";
import type {
  ActivityRecord,
  ChangeResult,
  LeadRecord,
  LeadTarget,
  ProcessRecord,
  ReportedActivity,
} from "./model.ts";
import { refused } from "./model.ts";
import { type Movement, movementOf } from "./movement.ts";
import { texts } from "./texts.ts";

/**
 * Records one reported activity: the lead's new state, the activity, and what is owed for it. Reports are applied
 * in the order in which they arrive, whatever their times say.
 */
export function reportActivity(
  batch: Batch,
  projectId: string,
  onlyProcessId: string | null,
  target: LeadTarget,
  reported: ReportedActivity,
): ChangeResult {
  const lead = batch.lead(projectId, target);
  const process = lead && batch.process(projectId, lead.processId);
  if (
    lead === undefined ||
    process === undefined ||
    (onlyProcessId !== null && process.id !== onlyProcessId)
  ) {
    return refused({
      status: 404,
      error:
        "leadId" in target ? texts.leadNotFound(target.leadId) : texts.referenceNotFound(target.referenceId),
    });
  }
  if (process.status === "archived") return refused({ status: 409, error: texts.processArchived });
  const movement = movementOf(
    process,
    lead,
    { disposition: reported.disposition, state: reported.toState },
    { state: "toState" },
  );
  if ("refusal" in movement) return refused(movement.refusal);
  return record(batch, process, lead, withDefaults(reported, batch.now), movement);
}

/** Ends a call that was marked as in progress and never reported to have ended. */
export function endForgottenCall(
  batch: Batch,
  projectId: string,
  leadId: string,
  since: number,
): ChangeResult {
  const lead = batch.lead(projectId, { leadId });
  const process = lead && batch.process(projectId, lead.processId);
  if (lead === undefined || process === undefined || lead.onCallSince === null || lead.onCallSince > since) {
    return refused({ status: 404, error: texts.leadNotFound(leadId) });
  }
  const forgotten = forgottenCall(lead.onCallSince, lead.onCallProviderCallId, batch.now);
  const movement = { disposition: null, toState: lead.currentState, moved: false };
  return record(batch, process, lead, withDefaults(forgotten, batch.now), movement);
}

/** The end of a call that was in progress and never reported to have ended. */
export function forgottenCall(since: number, providerCallId: string | null, now: number): ReportedActivity {
  const minutes = Math.round((now - since) / 60_000);
  return {
    type: "call",
    callStatus: "failed",
    connected: false,
    direction: null,
    startedAt: since,
    endedAt: now,
    scheduledAt: null,
    disposition: null,
    toState: null,
    summary: `No end of this call was reported within ${minutes} min: it was closed by the watchdog.`,
    transcript: "null",
    recordingUrl: null,
    providerCallId,
    input: "null",
    result: "null",
  };
}

/** What is left out of a call is filled in. */
export function withDefaults(reported: ReportedActivity, now: number): ReportedActivity {
  if (reported.type !== "call") return reported;
  const ended = reported.callStatus !== "in-progress";
  return {
    ...reported,
    connected: reported.connected ?? reported.callStatus === "completed",
    direction: reported.direction ?? "outbound",
    endedAt: ended ? (reported.endedAt ?? now) : null,
  };
}

/** Makes the activity of a report that was judged, and owes it. */
export function record(
  batch: Batch,
  process: ProcessRecord,
  lead: LeadRecord,
  reported: ReportedActivity,
  movement: Movement,
): ChangeResult {
  const id = batch.newId();
  const triggers = triggersOf({
    type: reported.type,
    callStatus: reported.callStatus,
    moved: movement.moved,
    dispositionType: movement.disposition?.type ?? null,
  });
  const after = leadAfter(lead, reported, movement, id, batch.now);
  const activity: ActivityRecord = {
    id,
    projectId: lead.projectId,
    processId: lead.processId,
    leadId: lead.id,
    type: reported.type,
    sequence: after.sequence,
    lastActivityId: lead.lastActivityId,
    recordedAt: batch.now,
    referenceId: lead.referenceId,
    triggers,
    body: activityBody(factsOf(id, lead, reported, movement)),
    extra: reported.type === "call" ? null : extraOf(reported),
    changes: changesOf(movement, lead),
    lead: null,
  };
  batch.putLead(lead, after);
  const deliveries = batch.addActivity(process, activity, after, movement.disposition?.name ?? null);
  const states = { from: lead.currentState, to: movement.toState };
  return { ok: true, kind: "activity", answer: activityAnswer(activity, reported, states, deliveries) };
}

function leadAfter(
  lead: LeadRecord,
  reported: ReportedActivity,
  movement: Movement,
  id: string,
  now: number,
): LeadRecord {
  const after: LeadRecord = {
    ...lead,
    currentState: movement.toState,
    lastDisposition: movement.disposition?.name ?? lead.lastDisposition,
    incoming: lead.incoming || reported.direction === "inbound",
    sequence: lead.sequence + 1,
    lastActivityId: id,
    updatedAt: now,
  };
  if (reported.type !== "call") return after;
  if (reported.callStatus === "in-progress") {
    return { ...after, onCallSince: now, onCallProviderCallId: reported.providerCallId };
  }
  const marked = lead.onCallProviderCallId;
  const ends = marked === null || reported.providerCallId === null || marked === reported.providerCallId;
  return ends ? { ...after, onCallSince: null, onCallProviderCallId: null } : after;
}

function factsOf(
  id: string,
  lead: LeadRecord,
  reported: ReportedActivity,
  movement: Movement,
): ActivityFacts {
  const { disposition } = movement;
  const said = disposition !== null || reported.summary !== null;
  return {
    id,
    leadId: lead.id,
    projectId: lead.projectId,
    referenceId: lead.referenceId,
    type: reported.type,
    fromState: lead.currentState,
    toState: movement.toState,
    scheduledAt: reported.scheduledAt,
    call: callFactsOf(reported),
    update:
      reported.type === "update"
        ? { updateId: null, userId: null, changed: changedFields(movement, lead) }
        : null,
    analysis: said
      ? {
          disposition: disposition?.name ?? null,
          dispositionType: disposition?.type ?? null,
          summary: reported.summary,
        }
      : null,
  };
}

function callFactsOf(reported: ReportedActivity): ActivityFacts["call"] {
  if (reported.type !== "call" || reported.callStatus === null) return null;
  return {
    direction: reported.direction ?? "outbound",
    connected: reported.connected ?? false,
    startedAt: reported.startedAt,
    endedAt: reported.endedAt,
    providerCallId: reported.providerCallId,
    callStatus: reported.callStatus,
    input: reported.input,
    recordingUrl: reported.recordingUrl,
    transcript: reported.transcript,
    data: reported.result,
  };
}

/** Names of the lead's fields that a movement changes, as payloads list them. */
export function changedFields(movement: Movement, lead: LeadRecord): string[] {
  const changed: string[] = [];
  if (movement.toState !== lead.currentState) changed.push("currentState");
  if (movement.disposition !== null && movement.disposition.name !== lead.lastDisposition) {
    changed.push("lastDisposition");
  }
  return changed;
}

function changesOf(movement: Movement, lead: LeadRecord): string | null {
  const changed = changedFields(movement, lead);
  if (changed.length === 0) return null;
  const changes: LeadChanges = {
    ...(changed.includes("currentState") && { currentState: [lead.currentState, movement.toState] }),
    ...(changed.includes("lastDisposition") && {
      lastDisposition: [lead.lastDisposition, movement.disposition?.name ?? null],
    }),
  };
  return JSON.stringify(changes);
}
