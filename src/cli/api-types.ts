import type {
  ActivityType,
  CallStatus,
  DeliveryStatus,
  Disposition,
  ProcessStatus,
  State,
} from "../contract/words.ts";

/** What the commands send to the public API and read from its answers: no more of each than they use. Times are ISO 8601. */

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

export interface ApiProcess {
  id: string;
  projectId: string;
  name: string;
  status: ProcessStatus;
  states: State[];
  dispositions: Disposition[];
}

export interface NewLead {
  projectId: string;
  processId: string;
  name: string;
  firstName: string;
  lastName: string;
  phone: string;
  referenceId: string;
  metadata: Record<string, unknown>;
}

/** `success` has one entry a lead that was created, `errors` one a lead that was refused. */
export interface BulkInitiated {
  success: { _id: string; referenceId: string | null; currentState: string | null }[];
  errors: { referenceId: string | null; error: string }[];
}

export interface TranscriptLine {
  role: "agent" | "user";
  text: string;
  /** Seconds since the call began. */
  at: number;
}

export interface ActivityReport {
  leadId: string;
  type: ActivityType;
  callStatus?: CallStatus;
  startedAt?: string;
  endedAt?: string;
  scheduledAt?: string;
  disposition?: string;
  toState?: string;
  summary?: string;
  transcript?: TranscriptLine[];
  recordingUrl?: string;
  providerCallId?: string;
  input?: Record<string, unknown>;
}

export interface ReportedActivity {
  id: string;
  sequence: number;
  recordedAt: string;
  /** How many deliveries the activity caused. */
  deliveries: number;
}

export interface LeadUpdate {
  leadId: string;
  metadata: Record<string, unknown>;
}

export interface DeliveryFilter {
  processId?: string;
  status?: DeliveryStatus;
  since?: string;
}

export interface ApiDelivery {
  id: string;
  status: DeliveryStatus;
  /** Whether its callback is paused. */
  paused: boolean;
  nextAttemptAt: string | null;
  lastStatusCode: number | null;
  lastError: unknown;
  hint: string | null;
}

export interface ApiCallback {
  id: string;
  name: string;
  enabled: boolean;
  url: string;
  state: "active" | "paused";
}

export interface AdvancedSettings {
  revision: number;
  leadUpdateCallbacks: ApiCallback[];
}

export interface CallbackSecret {
  secret: string;
  previous: { secret: string; until: string } | null;
}
