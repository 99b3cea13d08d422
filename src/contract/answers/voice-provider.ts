import { z } from "zod";
import { voiceProviders } from "../words.ts";
import { reportedActivity } from "./activity.ts";
import { anyObject, id, text } from "./common.ts";

const settings = z
  .object({
    secret: z
      .object({ set: z.literal(true), last4: text.optional() })
      .nullable()
      .describe("Whether there is one; it is never told"),
    createLeads: z.boolean(),
    outcomes: z.record(text, text).describe("Outcome to disposition"),
  })
  .meta({ id: "VoiceProvider" });

/** What is set of each voice provider of a process. */
export const voiceProvidersAnswer = z.object(
  Object.fromEntries(voiceProviders.map((provider) => [provider, settings])),
);

export const inboundAnswer = z
  .object({
    success: z.literal(true),
    result: z
      .enum(["recorded", "held", "ignored"])
      .describe("`held`: a provisional end, whose final report makes the activity"),
    reason: text.nullable(),
    data: reportedActivity.optional().describe("Of what was recorded"),
  })
  .meta({ id: "InboundAnswer" });

export const inboundTestAnswer = z
  .object({
    event: z.enum(["began", "held", "ended", "ignored"]),
    reason: text.nullable().describe("Why nothing would be made of it"),
    outcomes: z.array(text).describe("What it names, the most telling first"),
    outcome: text.nullable().describe("The one that is mapped to the disposition"),
    lead: z
      .object({
        found: z
          .enum(["leadId", "referenceId", "phone", "new", "unknown"])
          .describe("By what it was found; `new` would be created, `unknown` is refused"),
        id: id.nullable(),
        name: text.nullable(),
        phone: text.nullable(),
      })
      .nullable(),
    activity: anyObject.nullable().describe("As it would be reported"),
  })
  .meta({ id: "InboundTest" });
