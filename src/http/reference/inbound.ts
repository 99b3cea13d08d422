import { z } from "zod";
import { anyObject } from "../../contract/answers/common.ts";
import { inboundAnswer, inboundTestAnswer } from "../../contract/answers/voice-provider.ts";
import { inboundTest } from "../../contract/voice-providers.ts";
import { voiceProviders } from "../../contract/words.ts";
import { type Operations, ok } from "./operation.ts";

const provider = `One of ${voiceProviders.join(", ")}`;

/** What the webhook's URL may say, beside what the provider adds to it. */
const query = z.object({
  token: z.string().optional().describe("A token of the process that can only report"),
  leadId: z.string().optional().describe("The lead of the call"),
  referenceId: z.string().optional().describe("Its reference in the process"),
});

/** What `routes/inbound.ts` and `routes/voice-providers.ts` register. */
export const inbound: Operations = {
  "POST /api/v1/inbound/:provider/:processId": {
    tag: "Activities",
    summary: "Take in a voice provider's webhook",
    description:
      "The provider's own body: JSON, or the form that Twilio sends. A call makes one activity that it is in progress and one that it has ended, however its events come; what comes again is answered 200 and `ignored`. Where the process has a secret of the provider, its signature is required. 404 where the call belongs to no lead and the process does not create leads of calls.",
    scope: "report",
    path: { provider, processId: "The process that the call is recorded in" },
    query,
    body: { schema: anyObject, example: { event: "call_analyzed", call: { call_id: "Jabr9TXYYJHfvl6S" } } },
    answers: ok(inboundAnswer, "What became of it"),
    errors: [409],
  },
  "POST /api/v1/processes/:id/inbound/:provider/test": {
    tag: "Processes",
    summary: "See what a voice provider's webhook would become",
    description: "With settings that need not be saved. Nothing is stored.",
    scope: "manage",
    path: { provider },
    body: {
      schema: inboundTest,
      example: { sample: "CallSid=CA8f14e45f&CallStatus=busy&To=%2B919876543210" },
    },
    answers: ok(inboundTestAnswer, "What it says"),
  },
};
