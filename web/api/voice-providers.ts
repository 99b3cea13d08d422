import type { inboundTestAnswer } from "../../src/contract/answers/voice-provider.ts";
import type { VoiceProvider } from "../../src/contract/words.ts";
import { type Answer, api } from "./http.ts";

/** What a sample of a webhook would be made to. */
export type SampleResult = Answer<typeof inboundTestAnswer>;

/** What is set of one provider. A secret as it is read back, or as it was typed. */
export interface VoiceSettings {
  secret: { set: true; last4?: string } | string | null;
  createLeads: boolean;
  /** Outcome to disposition. */
  outcomes: Record<string, string>;
}
export type VoiceProviders = Record<VoiceProvider, VoiceSettings>;

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
