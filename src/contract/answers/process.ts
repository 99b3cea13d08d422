import { z } from "zod";
import { dispositionTypes, processStatuses } from "../words.ts";
import { advancedSettings, health } from "./callback.ts";
import { anyObject, count, id, pageOf, text, time } from "./common.ts";
import { voiceProvidersAnswer } from "./voice-provider.ts";

export const processStateAnswer = z.object({ name: text }).meta({ id: "State" });
export const dispositionAnswer = z
  .object({
    name: text,
    type: z.enum(dispositionTypes),
    description: text,
    toState: text.nullable().describe("The state that it moves the lead to"),
  })
  .meta({ id: "Disposition" });

const fields = {
  id,
  projectId: id,
  name: text,
  description: text,
  status: z.enum(processStatuses),
  defaultCountry: text,
  allowDuplicates: z.boolean(),
  states: z.array(processStateAnswer),
  dispositions: z.array(dispositionAnswer),
  revision: z.int().describe("Counts the Saves; what `If-Match` names"),
  createdAt: time,
  updatedAt: time,
};

export const processAnswer = z
  .object({ ...fields, advancedSettings, voiceProviders: voiceProvidersAnswer })
  .meta({ id: "Process" });

export const processPage = pageOf(
  z
    .object({ ...fields, leads: count, callbacks: count, health, lastActivityAt: time.nullable() })
    .meta({ id: "ListedProcess" }),
);

/** What each payload format sends, for a call that has just ended. */
export const samplePayloads = z.object({
  activity_update: anyObject,
  lead_update: anyObject,
  lead_history: anyObject,
});
