import type { PayloadFormat } from "../contract/words.ts";
import { activityBody } from "./activity-body.ts";
import { payloadOf } from "./payload.ts";

/** What a sample is made for; the states and dispositions are the process's own. */
export interface SampleContext {
  projectId: string;
  processId: string;
  fromState: string | null;
  toState: string | null;
  disposition: { name: string; type: "success" | "failure" | "neutral" } | null;
  /** Ms since the epoch. */
  now: number;
  newId: () => string;
}

/** A sample payload of a format, as a test sends it: a believable call that has just ended. */
export function samplePayload(format: PayloadFormat, context: SampleContext): string {
  const { projectId, processId, now, newId, fromState, toState, disposition } = context;
  const lead = { id: newId(), referenceId: "AB123456789" };
  const [lastActivityId, activityId] = [newId(), newId()];
  const body = activityBody({
    id: activityId,
    leadId: lead.id,
    projectId,
    referenceId: lead.referenceId,
    type: "call",
    fromState,
    toState,
    scheduledAt: null,
    call: {
      direction: "outbound",
      connected: true,
      startedAt: now - 79_000,
      endedAt: now - 1_000,
      providerCallId: "sample-call",
      callStatus: "completed",
      input: "{}",
      recordingUrl: null,
      transcript: JSON.stringify([
        { role: "agent", text: "Hello, this is a sample call from Ringback.", at: 0.4 },
        { role: "user", text: "Thank you, I can hear you.", at: 3.1 },
      ]),
      data: "null",
    },
    update: null,
    analysis: {
      disposition: disposition?.name ?? null,
      dispositionType: disposition?.type ?? null,
      summary: "This is a test. No lead was called.",
    },
  });
  const envelope = {
    activityId,
    leadId: lead.id,
    lastActivityId,
    processId,
    referenceId: lead.referenceId,
    timestamp: now,
    sequence: 2,
    triggers: ["call.completed", "lead.status_changed", "activity.latest_changed"] as const,
    body,
  };
  const leadText = JSON.stringify({
    _id: lead.id,
    name: "Asha Verma",
    firstName: "Asha",
    lastName: "Verma",
    phone: "+919876543210",
    email: "asha@example.com",
    projectId,
    processId,
    groupId: null,
    referenceId: lead.referenceId,
    currentState: toState,
    metadata: {},
    createdAt: now - 86_400_000,
    updatedAt: now,
    lastDisposition: disposition?.name ?? null,
  });
  return payloadOf(format, envelope, leadText, [{ activityId, sequence: 2, timestamp: now, body }]);
}
