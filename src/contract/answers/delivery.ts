import { z } from "zod";
import { attemptErrorClasses } from "../delivery.ts";
import {
  activityTypes,
  callStatuses,
  deliveryKinds,
  deliveryStatuses,
  payloadFormats,
  triggers,
} from "../words.ts";
import { shownStatus } from "./activity.ts";
import { anyObject, count, id, pageOf, text, time } from "./common.ts";

const ms = z.number().min(0).nullable();

const attemptFields = {
  number: z.int().min(1),
  at: time,
  url: text,
  request: z.object({
    headers: z.record(z.string(), text).describe("Secrets are masked"),
    body: text,
  }),
  response: z
    .object({
      statusCode: z.int(),
      headers: z.record(z.string(), z.union([text, z.array(text)])),
      body: text.describe("At most 16 KiB"),
      truncated: z.boolean(),
    })
    .nullable(),
  error: z.object({ class: z.enum(attemptErrorClasses), message: text }).nullable(),
  timings: z
    .object({ dns: ms, connect: ms, tls: ms, firstByte: ms, total: z.number().min(0) })
    .describe("Milliseconds; null where the phase did not happen"),
  hint: text.nullable().describe("What can be done about it"),
};
export const attempt = z.object(attemptFields).meta({ id: "Attempt" });

export const testAnswer = z
  .object({ deliveryId: id, success: z.boolean(), ...attemptFields })
  .meta({ id: "TestedCallback" });

const deliveryFields = {
  id: id.describe("Its `webhook-id`"),
  kind: z.enum(deliveryKinds),
  callbackId: id,
  callbackName: text,
  callbackRemoved: z.boolean(),
  processId: id.nullable(),
  processName: text.nullable(),
  leadId: id.nullable(),
  lead: z.object({ id, name: text.nullable(), referenceId: text.nullable() }).nullable(),
  activityId: id.nullable(),
  activity: z
    .object({
      type: z.enum(activityTypes),
      callStatus: z.enum(callStatuses).nullable(),
      disposition: text.nullable(),
      fromState: text.nullable(),
      toState: text.nullable(),
    })
    .nullable(),
  updateId: id.nullable(),
  status: z.enum(deliveryStatuses),
  shownStatus,
  paused: z.boolean().describe("Whether its callback is"),
  triggers: z.array(z.enum(triggers)),
  payloadFormat: z.enum(payloadFormats).nullable(),
  attempts: count,
  nextAttemptAt: time.nullable(),
  createdAt: time,
  endedAt: time.nullable(),
  lastStatusCode: z.int().nullable(),
  lastError: text.nullable(),
  lastErrorClass: z.enum(attemptErrorClasses).nullable(),
  hint: text.nullable(),
  durationMs: z.number().nullable().describe("Of the last attempt"),
};
export const delivery = z.object(deliveryFields).meta({ id: "Delivery" });
export const deliveryPage = pageOf(delivery);

export const deliveryInFull = z
  .object({
    ...deliveryFields,
    body: text.describe("The bytes that are sent at every attempt"),
    attemptsMade: count,
    attempts: z.array(attempt),
  })
  .meta({ id: "DeliveryInFull" });

export const resent = z.union([delivery, z.object({})]);

export const timeline = z.object({
  since: time,
  until: time,
  bucketMs: z.number(),
  buckets: z.array(z.object({ at: time, until: time, delivered: count, failed: count, open: count })),
  truncated: z.boolean().describe("Whether some figures are estimated from a sample"),
});

const latencyMs = z.object({ p50: z.number().nullable(), p95: z.number().nullable() });
const rate = z.number().min(0).max(1).nullable().describe("From 0 to 1; null where nothing ended");

export const callbackStats = z
  .object({
    range: z.enum(["24h", "7d"]),
    since: time,
    buckets: z.array(z.object({ at: time, delivered: count, failed: count, latencyMs })),
    delivered: count,
    failed: count,
    successRate: rate,
    successRate24h: rate,
    successRate7d: rate,
    latencyMs,
    waiting: count,
    retrying: count,
    held: count,
    oldestWaitingAt: time.nullable(),
    lastAttempt: z
      .object({
        at: time,
        statusCode: z.int().nullable(),
        errorClass: z.enum(attemptErrorClasses).nullable(),
        durationMs: z.number().nullable(),
      })
      .nullable(),
    truncated: z.boolean(),
    completeSince: time,
  })
  .meta({ id: "CallbackStats" });

export const inspector = z
  .object({
    id,
    name: text,
    url: text.describe("Private: whoever knows it can post to it"),
    answerStatus: z.int(),
    requests: count.describe("How many are kept"),
    lastRequestAt: time.nullable(),
    createdAt: time,
    expiresAt: time,
  })
  .meta({ id: "Inspector" });
export const inspectorPage = pageOf(inspector);

export const inspectedPage = pageOf(
  z
    .object({
      id,
      at: time,
      method: text,
      path: text,
      headers: z.record(z.string(), text),
      body: text,
      truncated: z.boolean(),
      deliveryId: id.nullable(),
      callbackId: id.nullable(),
      callbackName: text.nullable(),
      answered: z.int(),
      signature: z.object({
        verified: z.boolean().nullable().describe("Null where there is nothing to verify it with"),
        reason: text,
      }),
    })
    .meta({ id: "InspectedRequest" }),
);

/** What an inspector says to who posts to it. */
export const inspected = anyObject;
