import type { z } from "zod";
import {
  activityUpdatePayload,
  leadHistoryPayload,
  leadUpdatePayload,
  operationalPayload,
  updateOutcomePayload,
} from "../../contract/answers/payload.ts";
import type { JsonSchema, Schemas } from "./schemas.ts";

interface Webhook {
  summary: string;
  description: string;
  payload: z.ZodType;
  example?: unknown;
}

const sent: Record<string, Webhook> = {
  activity_update: {
    summary: "Activity Update",
    description: "An activity of a lead, in the recommended payload format.",
    payload: activityUpdatePayload,
  },
  lead_update: {
    summary: "Lead Update",
    description: "An activity of a lead, with the lead as it stood at it.",
    payload: leadUpdatePayload,
  },
  lead_history: {
    summary: "Lead History",
    description: "An activity of a lead, with the lead and its activities up to it, newest first.",
    payload: leadHistoryPayload,
  },
  update_outcome: {
    summary: "Outcome of leads/update",
    description:
      "Owed to every enabled callback of the process for each `POST /api/v1/leads/update`, whatever its triggers are.",
    payload: updateOutcomePayload,
    example: {
      action_type: "update",
      updateId: "6964f0a7a1b2c3d4e5f60722",
      success: true,
      error: null,
      leadId: "6964f0a7a1b2c3d4e5f60718",
      referenceId: "AB123456789",
      timestamp: 1768193759048,
      data: { city: "Pune" },
    },
  },
  operational: {
    summary: "Ringback's own events",
    description: "Sent to the project's operational callback: what happens to its callbacks.",
    payload: operationalPayload,
    example: {
      type: "callback.paused",
      timestamp: "2026-01-17T04:54:00.000Z",
      data: {
        callbackId: "6964f0a7a1b2c3d4e5f60719",
        callbackName: "Callback 1",
        processId: "6964f0a7a1b2c3d4e5f60717",
        urlOrigin: "https://yourdomain.com",
        reason: "every attempt failed for 5 days (since 2026-01-12T04:54:00.000Z)",
        automatic: true,
        failingSince: "2026-01-12T04:54:00.000Z",
      },
    },
  },
};

const headers: readonly { name: string; description: string; required?: false; example: string }[] = [
  {
    name: "webhook-id",
    description: "The delivery's id: the same at every attempt, and never another's. Take each once",
    example: "6964f0a7a1b2c3d4e5f60720",
  },
  {
    name: "webhook-timestamp",
    description: "When this attempt was signed, Unix seconds. Refuse what is older than five minutes",
    example: "1768193759",
  },
  {
    name: "webhook-signature",
    description:
      "Standard Webhooks: `v1,<base64>` (HMAC-SHA256) or `v1a,<base64>` (ed25519); two, divided by a space, while a secret is rotated",
    example: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
  { name: "ringback-attempt", description: "1 for the first", example: "1" },
  { name: "User-Agent", description: "`Ringback/<version>`", example: "Ringback/1.0.0" },
  {
    name: "Authorization",
    description:
      "`Bearer …` where the callback has a Bearer Token; a header of your own name with Custom Auth",
    required: false,
    example: "Bearer your-token",
  },
];

/** The document's `webhooks`: every request that receivers get. */
export function webhooks(schemas: Schemas): Record<string, Record<string, JsonSchema>> {
  const parameters = headers.map(({ name, description, required = true, example }) => ({
    name,
    in: "header",
    required,
    description,
    schema: { type: "string" },
    example,
  }));
  const post = (name: string, { summary, description }: Webhook, content: JsonSchema) => ({
    post: {
      operationId: `receive_${name}`,
      summary,
      description,
      security: [],
      parameters,
      requestBody: { required: true, content: { "application/json": content } },
      responses: answers,
    },
  });
  const all = Object.entries(sent).map(([name, webhook]) => {
    const { payload, example } = webhook;
    const content = { schema: schemas.of(payload), ...(example !== undefined && { example }) };
    return [name, post(name, webhook, content)] as const;
  });
  const anyOf = Object.values(sent).map(({ payload }) => schemas.of(payload));
  const test = {
    summary: "Test",
    description:
      "Sent by *Send test*: a sample in the callback's payload format, signed like any other, or the JSON object that the test was given. Nothing in it says that it is a test, so that your code treats it like the real thing; its lead does not exist.",
    payload: activityUpdatePayload,
  };
  const content = { schema: { anyOf: [...anyOf, { type: "object" }] } };
  return Object.fromEntries([...all, ["test", post("test", test, content)] as const]);
}

const answers = {
  "2XX": { description: "Delivered. Answer soon, within the callback's timeout, and do the work after it" },
  "410": { description: "Ends this delivery and pauses the callback" },
  "429": { description: "Tried again after `Retry-After`; the callback is slowed down" },
  "503": { description: "Tried again after `Retry-After`" },
  default: { description: "Tried again on the schedule: ten attempts over some three days" },
};
