import type { VoiceProvider } from "../contract/words.ts";
import { readBolna } from "./bolna.ts";
import type { ProviderEvent, ReadEvent } from "./event.ts";
import { namedLead } from "./fields.ts";
import { readRetell, verifyRetell } from "./retell.ts";
import type { Verify } from "./signature.ts";
import { readTwilio, verifyTwilio } from "./twilio.ts";
import { readVapi, verifyVapi } from "./vapi.ts";

/** Every provider: how its webhooks are read, and what proves them (null where it signs nothing). */
export const providers: Readonly<Record<VoiceProvider, { read: ReadEvent; verify: Verify | null }>> = {
  twilio: { read: readTwilio, verify: verifyTwilio },
  vapi: { read: readVapi, verify: verifyVapi },
  retell: { read: readRetell, verify: verifyRetell },
  bolna: { read: readBolna, verify: null },
};

/** The longest id of a call that is kept, in characters. */
const longestId = 256;

/**
 * What a webhook of a provider says. A lead that its URL names (`leadId`, `referenceId` in the query) goes before what
 * the body names.
 */
export function readEvent(
  provider: VoiceProvider,
  body: Record<string, unknown>,
  query: Record<string, unknown>,
): ProviderEvent {
  const event = providers[provider].read(body);
  if (!("call" in event)) return event;
  if (event.call.callId.length > longestId) {
    return { kind: "malformed", path: "", message: `The id of the call is over ${longestId} characters` };
  }
  const asked = namedLead(query);
  const named = asked.leadId !== null || asked.referenceId !== null ? asked : event.call.lead;
  const { leadId, referenceId } = named;
  return { ...event, call: { ...event.call, lead: { ...event.call.lead, leadId, referenceId } } };
}
