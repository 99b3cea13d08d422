import type { ActivityType, CallStatus, Direction, DispositionType } from "../contract/words.ts";

/** A value that JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A value as JSON text, `null` for none: free-form parts of a report are never parsed on their way. */
export type JsonText = string;

/** How the step of an activity ended: whether the attempt was made, not how the conversation went. */
export type StepStatus = "success" | "failed" | "canceled";

/** The call part of what an activity says; times in ms since the epoch. */
export interface CallFacts {
  direction: Direction;
  connected: boolean;
  startedAt: number | null;
  endedAt: number | null;
  providerCallId: string | null;
  callStatus: CallStatus;
  input: JsonText;
  recordingUrl: string | null;
  transcript: JsonText;
  /** What was reported as `result`. */
  data: JsonText;
}

/** Everything that the `activity` object of a payload is made of. */
export interface ActivityFacts {
  id: string;
  leadId: string;
  projectId: string;
  referenceId: string | null;
  type: ActivityType;
  fromState: string | null;
  toState: string | null;
  scheduledAt: number | null;
  call: CallFacts | null;
  update: { updateId: string | null; userId: string | null; changed: string[] } | null;
  analysis: {
    disposition: string | null;
    dispositionType: DispositionType | null;
    summary: string | null;
  } | null;
}

/** API.md: `success` where the attempt was made; every schedule and update is one. */
export function stepStatusOf(callStatus: CallStatus | null): StepStatus {
  if (callStatus === "failed" || callStatus === "canceled") return callStatus;
  return "success";
}

/** Whole seconds from start to end, or null where either is not known. */
function durationOf(call: CallFacts): number | null {
  if (call.startedAt === null || call.endedAt === null) return null;
  return Math.max(0, Math.round((call.endedAt - call.startedAt) / 1000));
}

/** A text as JSON has it, or null. */
export const quote = (text: string | null): string => (text === null ? "null" : JSON.stringify(text));

/**
 * The `activity` object of a payload (API.md "What a receiver gets") as JSON text, keys in the order given
 * there. It is stored once and put into every payload as it is, so that the bytes are the same at every attempt.
 * Fields without a value are null, never left out. Written out by hand: a report is told about twice, here and in
 * its answer, and what it carries is free-form JSON that need not be parsed for either.
 */
export function activityBody(facts: ActivityFacts): string {
  const status = stepStatusOf(facts.call?.callStatus ?? null);
  return (
    `{"type":"${facts.type}","status":"${status}","fromState":${quote(facts.fromState)},` +
    `"toState":${quote(facts.toState)},"scheduledAt":${facts.scheduledAt},"result":{` +
    `"success":${status === "success"},"type":"${facts.type}","leadId":"${facts.leadId}",` +
    `"projectId":"${facts.projectId}","activityId":"${facts.id}","referenceId":${quote(facts.referenceId)}` +
    `${resultOf(facts)}}}`
  );
}

/** What the result of an activity says beyond whose it is. */
function resultOf(facts: ActivityFacts): string {
  const { call, update, analysis } = facts;
  if (call !== null) return callResult(call, analysis);
  // A schedule or an update says an outcome only where it has one.
  const outcome = analysis === null ? "" : `,"analysis":${analysisResult(analysis)}`;
  if (update === null) return outcome;
  const { updateId, userId, changed } = update;
  return `,"updateId":${quote(updateId)},"userId":${quote(userId)},"changed":${JSON.stringify(changed)}${outcome}`;
}

function callResult(call: CallFacts, analysis: ActivityFacts["analysis"]): string {
  return (
    `,"direction":"${call.direction}","connected":${call.connected},"startedAt":${call.startedAt},` +
    `"endedAt":${call.endedAt},"duration":${durationOf(call)},"providerCallId":${quote(call.providerCallId)},` +
    `"status":"${call.callStatus}","input":${call.input},"recordingUrl":${quote(call.recordingUrl)},` +
    `"transcript":${call.transcript},"analysis":${analysis === null ? "null" : analysisResult(analysis)},` +
    `"data":${call.data}`
  );
}

/** How the conversation ended. */
function analysisResult(analysis: NonNullable<ActivityFacts["analysis"]>): string {
  const { disposition, dispositionType, summary } = analysis;
  const final = dispositionType === "success" || dispositionType === "failure";
  return (
    `{"success":${dispositionType === "success"},"disposition":${quote(disposition)},` +
    `"dispositionType":${quote(dispositionType)},"final":${final},"summary":${quote(summary)}}`
  );
}
