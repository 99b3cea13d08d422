import type { LeadRecord, ReportedActivity } from "../../src/outreach/model.ts";

/** A lead that is to be called for the first time. */
export const leadRecord = (
  fields: Partial<LeadRecord> & Pick<LeadRecord, "id" | "processId">,
): LeadRecord => ({
  projectId: "one",
  groupId: null,
  name: "Asha",
  firstName: "Asha",
  lastName: null,
  phone: null,
  email: null,
  referenceId: null,
  currentState: "make_first_call",
  lastDisposition: null,
  metadata: "{}",
  incoming: false,
  sequence: 0,
  lastActivityId: null,
  onCallSince: null,
  onCallProviderCallId: null,
  createdAt: 1,
  updatedAt: 1,
  ...fields,
});

/** A completed call, as it is reported where nothing else is said of it. */
export const reportedCall = (fields: Partial<ReportedActivity> = {}): ReportedActivity => ({
  type: "call",
  callStatus: "completed",
  connected: null,
  direction: null,
  startedAt: null,
  endedAt: null,
  scheduledAt: null,
  disposition: null,
  toState: null,
  summary: null,
  transcript: "null",
  recordingUrl: null,
  providerCallId: null,
  input: "null",
  result: "null",
  ...fields,
});
