import type { VoiceProvider } from "../../../../src/contract/words.ts";

/** Brands, which are the same in every language. */
export const providerNames: Readonly<Record<VoiceProvider, string>> = {
  twilio: "Twilio",
  vapi: "Vapi",
  retell: "Retell",
  bolna: "Bolna",
};
