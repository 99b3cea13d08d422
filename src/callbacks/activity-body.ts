import type { ActivityType, CallStatus, Direction, DispositionType } from "../contract/words.ts";

/** A value that JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

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
  input: Json;
  recordingUrl: string | null;
  transcript: Json;
  /** What was reported as `result`. */
  data: Json;
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

/**
 * The `activity` object of a payload (API.md "What a receiver gets") as JSON text, keys in the order given
 * there. It is stored once and put into every payload as it is, so that the bytes are the same at every attempt.
 * Fields without a value are null, never left out.
 */
export function activityBody(facts: ActivityFacts): string {
  const status = stepStatusOf(facts.call?.callStatus ?? null);
  return JSON.stringify({
    type: facts.type,
    status,
    fromState: facts.fromState,
    toState: facts.toState,
    scheduledAt: facts.scheduledAt,
    result: {
      success: status === "success",
      type: facts.type,
      leadId: facts.leadId,
      projectId: facts.projectId,
      activityId: facts.id,
      referenceId: facts.referenceId,
      ...(facts.call !== null && callResult(facts.call, facts.analysis)),
      ...facts.update,
      // A schedule or an update says an outcome only where it has one.
      ...(facts.call === null && facts.analysis !== null && { analysis: analysisResult(facts.analysis) }),
    },
  });
}

function callResult(call: CallFacts, analysis: ActivityFacts["analysis"]) {
  return {
    direction: call.direction,
    connected: call.connected,
    startedAt: call.startedAt,
    endedAt: call.endedAt,
    duration: durationOf(call),
    providerCallId: call.providerCallId,
    status: call.callStatus,
    input: call.input,
    recordingUrl: call.recordingUrl,
    transcript: call.transcript,
    analysis: analysis && analysisResult(analysis),
    data: call.data,
  };
}

/** How the conversation ended. */
function analysisResult(analysis: NonNullable<ActivityFacts["analysis"]>) {
  const { disposition, dispositionType, summary } = analysis;
  return {
    success: dispositionType === "success",
    disposition,
    dispositionType,
    final: dispositionType === "success" || dispositionType === "failure",
    summary,
  };
}
