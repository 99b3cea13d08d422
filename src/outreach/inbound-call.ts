import type { Batch } from "./batch.ts";
import { initiateLead } from "./initiate-lead.ts";
import type {
  CallKey,
  ChangeResult,
  InboundCall,
  InboundCallChange,
  LeadRecord,
  OpenCallLimits,
  ProcessRecord,
  ReportedActivity,
} from "./model.ts";
import { refused } from "./model.ts";
import { movementOf } from "./movement.ts";
import { forgottenCall, record, withDefaults } from "./report-activity.ts";
import { texts } from "./texts.ts";

/** What becomes of events, in words. */
const words = {
  callKnown: "This call is known already",
  callEnded: "This call has its ended activity already",
  callHeld: "The call has ended; its activity is made with the final report of it",
  callMoved: "Another event of this call was stored meanwhile",
  noFinalReport: (minutes: number) =>
    `No final report of this call came within ${minutes} min of its end: it was closed by the watchdog.`,
  lateReport: "The final report of this call came after the watchdog had closed it.",
} as const;

/**
 * Takes in one event of a call as its provider told it. However often and in whatever order events come, a call makes
 * one activity that it is in progress and one that it has ended: what was made is kept with the call, in the
 * transaction that makes it. An end that is provisional waits for the final one.
 */
export function inboundCall(batch: Batch, change: InboundCallChange): ChangeResult {
  const { call: key, event } = change;
  const process = batch.process(key.projectId, key.processId);
  if (process === undefined) return refused({ status: 404, error: texts.processNotFound(key.processId) });
  if (process.status === "archived") return refused({ status: 409, error: texts.processArchived });
  const known = batch.call(key);
  const late = known?.state === "closed" && event === "ended";
  if (known?.state === "ended" || (known?.state === "closed" && !late)) return ignored(words.callEnded);
  if (known !== undefined && event === "began") return ignored(words.callKnown);
  const found = leadOf(batch, change, known);
  if ("result" in found) return found.result;
  const { lead } = found;
  const reported = ofProcess(process, change.activity);
  const call: InboundCall = known ?? {
    ...key,
    leadId: lead.id,
    state: "on",
    beganAt: null,
    held: null,
    seenAt: batch.now,
  };
  if (late) return lateReport(batch, process, lead, call, reported);
  switch (event) {
    case "began": {
      batch.putCall({ ...call, beganAt: reported.startedAt ?? batch.now });
      const begun = { ...reported, endedAt: null, disposition: null, toState: null };
      return made(batch, process, lead, { ...begun, callStatus: "in-progress", connected: null });
    }
    case "held": {
      const endedAt = reported.endedAt ?? batch.now;
      const held = JSON.stringify({ ...reported, endedAt });
      batch.putCall({ ...call, state: "held", held, seenAt: batch.now });
      return { ok: true, kind: "no-activity", outcome: "held", reason: words.callHeld };
    }
    case "ended":
      batch.putCall({ ...call, state: "ended", held: null, seenAt: batch.now });
      return made(batch, process, lead, finalOf(call, reported));
  }
}

/** Ends a call whose provider never told its end, or never sent the final report of it, by an activity that says so. */
export function closeInboundCall(batch: Batch, key: CallKey, limits: OpenCallLimits): ChangeResult {
  const call = batch.call(key);
  const lead = call && batch.lead(key.projectId, { leadId: call.leadId });
  const process = batch.process(key.projectId, key.processId);
  if (call === undefined || lead === undefined || process === undefined) {
    return refused({ status: 404, error: texts.leadNotFound(call?.leadId ?? key.callId) });
  }
  const open = call.state === "on" || call.state === "held";
  if (!open || call.seenAt > limits[call.state as "on" | "held"]) return ignored(words.callEnded);
  batch.putCall({ ...call, state: "closed", held: null, seenAt: batch.now });
  if (call.held === null) {
    // Its end was reported in another way, or the mark on its lead ended it.
    if (lead.onCallSince === null) return ignored(words.callEnded);
    return made(batch, process, lead, forgottenCall(call.beganAt ?? call.seenAt, call.callId, batch.now));
  }
  const held = ofProcess(process, JSON.parse(call.held) as ReportedActivity);
  const note = words.noFinalReport(Math.round((batch.now - call.seenAt) / 60_000));
  const summary = held.summary === null ? note : `${held.summary}\n\n${note}`;
  return made(batch, process, lead, finalOf(call, { ...held, summary }));
}

const ignored = (reason: string): ChangeResult => ({
  ok: true,
  kind: "no-activity",
  outcome: "ignored",
  reason,
});

/** The lead of a call: the one that it had before, the one that the event names, or a new one. */
function leadOf(
  batch: Batch,
  { call: key, lead: wanted }: InboundCallChange,
  known: InboundCall | undefined,
): { lead: LeadRecord } | { result: ChangeResult } {
  const stale: ChangeResult = { ok: true, kind: "no-activity", outcome: "stale", reason: words.callMoved };
  if (known !== undefined && !("leadId" in wanted && wanted.leadId === known.leadId))
    return { result: stale };
  if ("leadId" in wanted) {
    const lead = batch.lead(key.projectId, { leadId: wanted.leadId });
    return lead?.processId === key.processId ? { lead } : { result: stale };
  }
  const created = initiateLead(batch, key.projectId, wanted.create);
  if (created.ok && created.kind === "lead") return { lead: created.lead };
  return { result: created };
}

/** A disposition that was mapped and is none of the process's any more counts as none. */
function ofProcess(process: ProcessRecord, reported: ReportedActivity): ReportedActivity {
  const known = process.dispositions.some(({ name }) => name === reported.disposition);
  return known ? reported : { ...reported, disposition: null };
}

function made(
  batch: Batch,
  process: ProcessRecord,
  lead: LeadRecord,
  reported: ReportedActivity,
): ChangeResult {
  const asked = { disposition: reported.disposition, state: reported.toState };
  const movement = movementOf(process, lead, asked, { state: "toState" });
  if ("refusal" in movement) return refused(movement.refusal);
  return record(batch, process, lead, withDefaults(reported, batch.now), movement);
}

/** The final report over what was known before: earlier events know better when it began and when the line dropped. */
function finalOf(call: InboundCall, final: ReportedActivity): ReportedActivity {
  const held = call.held === null ? null : (JSON.parse(call.held) as ReportedActivity);
  const ends = [held?.endedAt, final.endedAt].filter((at) => at != null);
  const endedAt = ends.length === 0 ? null : Math.min(...ends);
  const startedAt = call.beganAt ?? held?.startedAt ?? final.startedAt;
  return {
    ...final,
    startedAt: startedAt !== null && endedAt !== null ? Math.min(startedAt, endedAt) : startedAt,
    endedAt,
    summary: final.summary ?? held?.summary ?? null,
    recordingUrl: final.recordingUrl ?? held?.recordingUrl ?? null,
    transcript: final.transcript === "null" ? (held?.transcript ?? "null") : final.transcript,
    input: final.input === "null" ? (held?.input ?? "null") : final.input,
  };
}

/** A report that comes after the watchdog closed its call ends nothing a second time: it moves the lead, or is noted. */
function lateReport(
  batch: Batch,
  process: ProcessRecord,
  lead: LeadRecord,
  call: InboundCall,
  reported: ReportedActivity,
): ChangeResult {
  batch.putCall({ ...call, state: "ended", seenAt: batch.now });
  const summary = reported.summary === null ? words.lateReport : `${reported.summary}\n\n${words.lateReport}`;
  return made(batch, process, lead, {
    ...reported,
    type: reported.disposition === null ? "note" : "update",
    callStatus: null,
    connected: null,
    direction: null,
    summary,
  });
}
