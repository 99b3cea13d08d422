import { z } from "zod";
import { advancedSettings, settingsVerdict } from "../../contract/answers/callback.ts";
import { anyObject } from "../../contract/answers/common.ts";
import { testAnswer } from "../../contract/answers/delivery.ts";
import { processAnswer, processPage, samplePayloads } from "../../contract/answers/process.ts";
import { advancedSettingsInputSchema, callbackInputSchema } from "../../contract/callback-schema.ts";
import { voiceProvidersInput } from "../../contract/voice-providers.ts";
import { createBody, duplicateBody, listQuery, patchBody } from "../routes/processes.ts";
import { noContent, type Operations, ok } from "./operation.ts";

export const callbackInput = callbackInputSchema.meta({
  id: "CallbackInput",
  description:
    "`url` is needed, all else has its default. No `id` is a new callback. A secret that is left out, or sent as it was read back, stays as long as the URL's origin does.",
});
const settingsInput = advancedSettingsInputSchema
  .extend({ leadUpdateCallbacks: z.array(callbackInput).max(20) })
  .meta({ id: "AdvancedSettingsInput" });
const sections = {
  advancedSettings: settingsInput.optional(),
  voiceProviders: voiceProvidersInput.optional(),
};

const unsavedCallback = callbackInput.partial().loose().meta({ id: "UnsavedCallback" });

/** A test's body: the settings by themselves, or under `callback`, with a payload of one's own. */
export const testBody = z.union([
  unsavedCallback,
  z.object({
    callback: unsavedCallback.optional(),
    payload: anyObject.nullish().describe("Sent instead of the sample"),
  }),
]);

const exampleSettings = {
  leadUpdateCallbacks: [
    {
      url: "https://yourdomain.com/api/lead-callback",
      payloadFormat: "activity_update",
      auth: { type: "bearer", token: "your-token" },
      triggers: ["call.completed", "disposition.final"],
    },
  ],
};

/** What `routes/processes.ts` and `routes/advanced-settings.ts` register. */
export const processes: Operations = {
  "GET /api/v1/processes": {
    tag: "Processes",
    summary: "List processes",
    description: "With counts and the health of their callbacks.",
    scope: "read",
    query: listQuery,
    answers: ok(processPage, "A page"),
  },
  "POST /api/v1/processes": {
    tag: "Processes",
    summary: "Create a process",
    description: "`name` is enough: it starts with four states and five dispositions.",
    scope: "manage",
    body: { schema: createBody.extend(sections), example: { name: "OutReach Plan (hinglish)" } },
    answers: { 201: { description: "The process", schema: processAnswer, headers: ["ETag"] } },
  },
  "GET /api/v1/processes/:id": {
    tag: "Processes",
    summary: "Get a process",
    scope: "read",
    answers: ok(processAnswer, "The process with its Advanced Settings", ["ETag"]),
  },
  "PATCH /api/v1/processes/:id": {
    tag: "Processes",
    summary: "Save a process",
    description:
      "Changes the fields that are sent, `advancedSettings` and `voiceProviders` among them, in one Save, and makes it effective at once. 409 where someone else saved first, with what is stored now.",
    scope: "manage",
    headers: ["If-Match"],
    body: { schema: patchBody.extend(sections), example: { name: "Renewals", status: "active" } },
    answers: ok(processAnswer, "The process as it is now", ["ETag"]),
    errors: [409],
  },
  "DELETE /api/v1/processes/:id": {
    tag: "Processes",
    summary: "Archive a process",
    scope: "manage",
    answers: noContent("Archived"),
  },
  "POST /api/v1/processes/:id/duplicate": {
    tag: "Processes",
    summary: "Duplicate a process",
    description: "With its callbacks, each with a signing secret of its own.",
    scope: "manage",
    body: { schema: duplicateBody, required: false, example: { name: "A copy" } },
    answers: { 201: { description: "The copy", schema: processAnswer, headers: ["ETag"] } },
  },
  "GET /api/v1/processes/:id/sample-payloads": {
    tag: "Processes",
    summary: "See what each payload format sends",
    scope: "read",
    answers: ok(samplePayloads, "A sample of each"),
  },
  "GET /api/v1/processes/:id/advanced-settings": {
    tag: "Processes",
    summary: "Get the Advanced Settings",
    scope: "read",
    answers: ok(advancedSettings, "The section", ["ETag"]),
  },
  "PUT /api/v1/processes/:id/advanced-settings": {
    tag: "Processes",
    summary: "Save the Advanced Settings",
    description:
      "The whole section: a callback without `id` is new, one that is left out is removed. Stores all of it or nothing, and is effective at once.",
    scope: "manage",
    headers: ["If-Match"],
    body: { schema: settingsInput, example: exampleSettings },
    answers: ok(advancedSettings, "The section as it is now", ["ETag"]),
    errors: [409],
  },
  "POST /api/v1/processes/:id/advanced-settings/validate": {
    tag: "Processes",
    summary: "Validate Advanced Settings",
    description: "Answers 200 for any JSON object, and stores nothing.",
    scope: "read",
    body: { schema: anyObject, example: exampleSettings },
    answers: ok(settingsVerdict, "What is wrong with them, and what to look at"),
  },
  "POST /api/v1/processes/:id/advanced-settings/test": {
    tag: "Processes",
    summary: "Test a callback that is not saved",
    description: "Sends a sample as the settings say, signed with a throw-away secret. Nothing is kept.",
    scope: "manage",
    body: { schema: testBody, example: { url: "https://yourdomain.com/api/lead-callback" } },
    answers: ok(testAnswer, "The attempt"),
  },
};
