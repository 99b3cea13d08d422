import type { Json, JsonText } from "../callbacks/activity-body.ts";
import type { CallbackRules } from "../callbacks/owing.ts";
import type {
  ActivityType,
  CallStatus,
  DeliveryKind,
  Direction,
  Disposition,
  PayloadFormat,
  ProcessStatus,
  State,
  Trigger,
  VoiceProvider,
} from "../contract/words.ts";

/** A lead as stored. Times in ms since the epoch. */
export interface LeadRecord {
  id: string;
  projectId: string;
  processId: string;
  groupId: string | null;
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  /** E.164. */
  phone: string | null;
  /** Lower case. */
  email: string | null;
  referenceId: string | null;
  currentState: string | null;
  lastDisposition: string | null;
  /** JSON text of an object. */
  metadata: string;
  /** Whether the lead has called in. */
  incoming: boolean;
  /** Of its latest activity; 0 before the first. */
  sequence: number;
  lastActivityId: string | null;
  /** Since when a call is in progress; null for none. */
  onCallSince: number | null;
  onCallProviderCallId: string | null;
  createdAt: number;
  updatedAt: number;
}

/** What of a process the rules read. */
export interface ProcessRecord {
  id: string;
  projectId: string;
  status: ProcessStatus;
  allowDuplicates: boolean;
  states: readonly State[];
  dispositions: readonly Disposition[];
  callbacks: readonly CallbackRules[];
}

/** An activity as stored: immutable. */
export interface ActivityRecord {
  id: string;
  projectId: string;
  processId: string;
  leadId: string;
  type: ActivityType;
  sequence: number;
  lastActivityId: string | null;
  recordedAt: number;
  referenceId: string | null;
  triggers: readonly Trigger[];
  /** JSON text of the payloads' `activity` object. */
  body: string;
  /** JSON text of what the API shows of it beyond `body`, or null. */
  extra: string | null;
  /** JSON text of what it changed on the lead (`LeadChanges`), or null. */
  changes: string | null;
  /** JSON text of the lead as it stood after it, where a callback's format needs it; else null. */
  lead: string | null;
}

/** Something owed to a callback, before the store has numbered it. */
export interface OwedRecord {
  id: string;
  projectId: string;
  processId: string;
  callbackId: string;
  leadId: string;
  kind: DeliveryKind;
  activityId: string | null;
  updateId: string | null;
  payloadFormat: PayloadFormat;
  status: "pending" | "held";
  createdAt: number;
}

/** The outcome of one `leads/update`, kept for its deliveries. */
export interface UpdateRecord {
  id: string;
  projectId: string;
  processId: string;
  leadId: string;
  userId: string | null;
  success: boolean;
  error: string | null;
  /** JSON text of the payload. */
  body: string;
  createdAt: number;
}

/** What a change was refused with; `status` is the HTTP status that says it. */
export interface Refusal {
  status: 400 | 403 | 404 | 409;
  error: string;
  /** Path of the field within the change, where one is at fault. */
  path?: string;
  /** The lead that holds what was to be unique. */
  existingLeadId?: string;
}

/** How a change names its lead. */
export type LeadTarget = { leadId: string } | { referenceId: string; processId: string };

/** A lead to create; already normalised (phone E.164, email lower case). */
export interface NewLead {
  processId: string;
  groupId: string | null;
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  phone: string | null;
  email: string | null;
  referenceId: string | null;
  metadata: string;
  /** Whether it goes into the process's first state at once. */
  init: boolean;
}

/** A `leads/update`; fields left out stay as they are. */
export interface LeadUpdate {
  name?: string;
  firstName?: string;
  lastName?: string;
  phone?: string;
  email?: string;
  referenceId?: string;
  metadata: Record<string, Json>;
  targetState?: string;
  disposition?: string;
  userId: string | null;
}

/** One reported activity, already validated for form. */
export interface ReportedActivity {
  type: ActivityType;
  callStatus: CallStatus | null;
  connected: boolean | null;
  direction: Direction | null;
  startedAt: number | null;
  endedAt: number | null;
  scheduledAt: number | null;
  disposition: string | null;
  toState: string | null;
  summary: string | null;
  transcript: JsonText;
  recordingUrl: string | null;
  providerCallId: string | null;
  input: JsonText;
  result: JsonText;
}

/** How a call of a voice provider is told apart. */
export interface CallKey {
  projectId: string;
  processId: string;
  provider: VoiceProvider;
  /** The provider's own id. */
  callId: string;
}

/** What is known of such a call. `held`: it has ended, and the final report of it is still to come. */
export interface InboundCall extends CallKey {
  leadId: string;
  state: "on" | "held" | "ended" | "closed";
  /** Since when it is in progress, ms since the epoch; null where nobody said. */
  beganAt: number | null;
  /** JSON text of the activity that its provisional end would make, or null. */
  held: JsonText | null;
  /** When it was last heard of. */
  seenAt: number;
}

/** Calls that were last heard of before these times are closed: still in progress, and ended without a report. */
export interface OpenCallLimits {
  on: number;
  held: number;
}

/** One event of a call as its provider told it: it began, ended provisionally, or ended for good. */
export interface InboundCallChange {
  kind: "inbound-call";
  call: CallKey;
  event: "began" | "held" | "ended";
  /** Its lead, or the lead to create for it. */
  lead: { leadId: string } | { create: NewLead };
  /** A disposition that the process does not have counts as none. */
  activity: ReportedActivity;
}

/** One change that is asked for. `processId` on a report limits it to that process (tokens of one process). */
export type Change =
  | { kind: "initiate"; projectId: string; lead: NewLead }
  | { kind: "initiate-existing"; projectId: string; leadId: string }
  | { kind: "update"; projectId: string; target: LeadTarget; update: LeadUpdate }
  | {
      kind: "report";
      projectId: string;
      onlyProcessId: string | null;
      target: LeadTarget;
      activity: ReportedActivity;
    }
  | { kind: "end-forgotten-call"; projectId: string; leadId: string; since: number }
  | InboundCallChange
  | { kind: "close-inbound-call"; call: CallKey; leadId: string; limits: OpenCallLimits };

/** What came of a change. */
export type ChangeResult =
  | { ok: false; refusal: Refusal }
  | { ok: true; kind: "lead"; lead: LeadRecord }
  | { ok: true; kind: "update"; updateId: string }
  | {
      ok: true;
      kind: "activity" /** JSON text of the activity as the API shows it, `deliveries` included. */;
      answer: string;
    }
  /** An event of a call that makes no activity now, or never will; `stale`: it is to be looked at anew. */
  | { ok: true; kind: "no-activity"; outcome: "held" | "ignored" | "stale"; reason: string };

export const refused = (refusal: Refusal): ChangeResult => ({ ok: false, refusal });
