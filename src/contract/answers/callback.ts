import { z } from "zod";
import { readBackSecretSchema } from "../callback-schema.ts";
import { deliveryOrders, payloadFormats, signingSchemes, triggers } from "../words.ts";
import { count, fieldError, id, pageOf, text, time } from "./common.ts";

/** A stored secret: that there is one, and its end where it is long enough. */
const secret = readBackSecretSchema.meta({ id: "StoredSecret" });

const auth = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("none") }),
    z.object({ type: z.literal("bearer"), token: secret }),
    z.object({ type: z.literal("header"), key: text, value: secret }),
  ])
  .meta({ id: "CallbackAuth" });

/** What callbacks of processes and operational ones have in common. */
const common = {
  id,
  name: text,
  enabled: z.boolean(),
  url: text,
  requiresWhitelistedSource: z.boolean(),
  auth,
  rateLimit: z.number().nullable().describe("Requests per second; null: no limit"),
  timeoutMs: z.int(),
  signing: z.enum(signingSchemes),
  state: z.enum(["active", "paused"]),
  pausedReason: text.nullable(),
  pausedAt: time.nullable(),
  failingSince: time.nullable().describe("Since when every attempt has failed"),
  warnings: z.array(text),
};

const ofLeads = {
  payloadFormat: z.enum(payloadFormats),
  triggers: z.array(z.enum(triggers)),
  dispositions: z.array(text).nullable().describe("Fires only for these; null: any"),
  states: z.array(text).nullable().describe("Fires only for these; null: any"),
  order: z.enum(deliveryOrders),
};

export const callback = z.object({ ...common, ...ofLeads }).meta({ id: "Callback" });

export const callbackOfProcess = z
  .object({ ...common, ...ofLeads, processId: id })
  .meta({ id: "CallbackOfProcess" });

export const operationalCallback = z
  .object({ ...common, processId: z.null() })
  .meta({ id: "OperationalCallback" });

export const oneCallback = z.union([callbackOfProcess, operationalCallback]);

const skipped = count.describe("How many deliveries were skipped");
export const resumedCallback = z.union([
  callbackOfProcess.extend({ skipped }),
  operationalCallback.extend({ skipped }),
]);

export const health = z.enum(["failing", "paused", "healthy", "none"]);

export const callbackPage = pageOf(
  z
    .object({
      ...common,
      ...ofLeads,
      processId: id,
      processName: text,
      health: z.object({
        status: health,
        delivered24h: count,
        failed24h: count,
        successRate24h: z.number().nullable().describe("From 0 to 1; null where nothing ended"),
        lastStatusCode: z.int().nullable(),
        lastErrorClass: text.nullable(),
        lastDurationMs: z.number().nullable(),
        lastAttemptAt: time.nullable(),
        waiting: count,
        oldestWaitingAt: time.nullable(),
        truncated: z.boolean().describe("Whether there is more than was looked at"),
      }),
    })
    .meta({ id: "ListedCallback" }),
);

export const signingSecret = z
  .object({
    secret: text.describe("`whsec_…`, or with ed25519 the public key, `whpk_…`"),
    previous: z
      .object({ secret: text, until: time })
      .nullable()
      .describe("Signs too until then, while a secret is rotated"),
  })
  .meta({ id: "SigningSecret" });

export const advancedSettings = z
  .object({ revision: z.int(), status: z.literal("OK"), leadUpdateCallbacks: z.array(callback) })
  .meta({ id: "AdvancedSettings" });

export const settingsVerdict = z.object({
  status: z.enum(["OK", "Errors"]),
  errors: z.array(fieldError),
  warnings: z.array(fieldError),
});
