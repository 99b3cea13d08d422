import type { VoiceProvider } from "../../src/contract/words.ts";
import { api } from "./http.ts";

/** What is set of one provider. A secret as it is read back, or as it was typed. */
export interface VoiceSettings {
  secret: { set: true; last4?: string } | string | null;
  createLeads: boolean;
  /** Outcome to disposition. */
  outcomes: Record<string, string>;
}
export type VoiceProviders = Record<VoiceProvider, VoiceSettings>;

/** What a sample of a webhook would be made to. */
export interface SampleResult {
  event: "began" | "held" | "ended" | "ignored";
  reason: string | null;
  outcomes: string[];
  outcome: string | null;
  lead: {
    found: "leadId" | "referenceId" | "phone" | "new" | "unknown";
    name: string | null;
    phone: string | null;
  } | null;
  activity: Record<string, unknown> | null;
}

/** Tries a webhook with settings that need not be saved; nothing is stored. */
export const trySample = (
  processId: string,
  provider: VoiceProvider,
  sample: string,
  { outcomes, createLeads }: VoiceSettings,
): Promise<SampleResult> =>
  api.post(`/api/v1/processes/${encodeURIComponent(processId)}/inbound/${provider}/test`, {
    sample,
    outcomes,
    createLeads,
  });

/** A token that can only report to the process; it is told this once. */
export const makeReportToken = (processId: string, name: string): Promise<{ token: string }> =>
  api.post("/api/v1/tokens", { name, scope: "report", processId });
