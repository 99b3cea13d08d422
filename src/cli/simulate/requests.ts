import type { Schemas } from "../../client/index.ts";
import type { LeadPlan, Step } from "./plan.ts";

/** One lead at work: its plan, what it is called in this run, and how far it has come. */
export interface Cast {
  plan: LeadPlan;
  leadId: string;
  referenceId: string;
  /** The step that comes next. */
  next: number;
  /** When the current call began, ms since the epoch. */
  callStartedAt: number;
}

/** Names for one run: nothing in it meets another run's. */
export function referenceIdOf(run: string, index: number): string {
  return `SIM-${run}-${String(index + 1).padStart(4, "0")}`;
}

export function newLeadOf(
  process: Pick<Schemas["Process"], "id" | "projectId">,
  plan: LeadPlan,
  referenceId: string,
  phone: string,
): Schemas["NewLead"] {
  const { firstName, lastName, city, language, product, source } = plan.person;
  return {
    projectId: process.projectId,
    processId: process.id,
    name: `${firstName} ${lastName}`,
    firstName,
    lastName,
    phone,
    referenceId,
    metadata: { city, language, product, source, simulated: true },
  };
}

/**
 * A step as it is reported at `now` (ms). A call that takes 40 s is not waited for: it is reported as if it had
 * begun 40 s before its beginning is reported, so that its end is never in the future.
 */
export function reportOf(
  step: Exclude<Step, { type: "update" }>,
  cast: Cast,
  now: number,
): Schemas["ActivityReport"] {
  const { leadId, referenceId, plan } = cast;
  if (step.type === "schedule") {
    return { leadId, type: "schedule", scheduledAt: iso(now + step.inMs) };
  }
  const { call } = step;
  const providerCallId = `${referenceId}-call-${call.number}`;
  if (step.type === "call-begins") {
    cast.callStartedAt = now - call.seconds * 1000;
    return {
      leadId,
      type: "call",
      callStatus: "in-progress",
      startedAt: iso(cast.callStartedAt),
      providerCallId,
    };
  }
  const spoken = call.transcript.length > 0;
  return {
    leadId,
    type: "call",
    callStatus: call.callStatus,
    startedAt: iso(cast.callStartedAt),
    endedAt: iso(cast.callStartedAt + call.seconds * 1000),
    providerCallId,
    input: { attempt: call.number, product: plan.person.product },
    ...(call.disposition === null ? {} : { disposition: call.disposition }),
    ...(call.toState === null ? {} : { toState: call.toState }),
    ...(call.summary === null ? {} : { summary: call.summary }),
    ...(spoken
      ? { transcript: call.transcript, recordingUrl: `https://recordings.example.com/${providerCallId}.mp3` }
      : {}),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
