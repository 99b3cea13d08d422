import type { Json } from "../callbacks/activity-body.ts";
import type { CallStatus, Direction } from "../contract/words.ts";

/** What one webhook of a provider says, in our words. */
export type ProviderEvent =
  /** `began`: the call is in progress. `held`: it has ended, a final report follows. `ended`: this is the final one. */
  | { kind: "began" | "held" | "ended"; call: ProviderCall }
  /** Nothing that Ringback records. */
  | { kind: "ignored"; reason: string }
  /** Not what this provider sends; `path` is the field at fault. */
  | { kind: "malformed"; path: string; message: string };

export interface TranscriptEntry {
  role: string;
  text: string;
  /** Seconds from the beginning of the call, where it is known. */
  at?: number;
}

/** A call as one webhook of its provider tells it. Times in ms since the epoch. */
export interface ProviderCall {
  /** The provider's own id. */
  callId: string;
  lead: LeadHints;
  direction: Direction;
  callStatus: CallStatus;
  connected: boolean;
  startedAt: number | null;
  endedAt: number | null;
  /** Names of how it came out, the most telling first: the first that is mapped decides the disposition. */
  outcomes: string[];
  /** Why it ended, in the provider's word. */
  reason: string | null;
  /** Whether the provider's own analysis calls it a success; null where it does not say. */
  successful: boolean | null;
  summary: string | null;
  transcript: TranscriptEntry[];
  recordingUrl: string | null;
  /** What the agent was given for the call. */
  input: Json;
  /** What the agent or the analysis took from it. */
  analysis: Json;
}

/** By what the lead of a call may be found, or made. */
export interface LeadHints {
  leadId: string | null;
  referenceId: string | null;
  /** As the provider writes it. */
  phone: string | null;
  name: string | null;
}

/** Reads the body of a webhook, whatever its form: JSON, or the fields of a form. Pure, and never throws. */
export type ReadEvent = (body: Record<string, unknown>) => ProviderEvent;
