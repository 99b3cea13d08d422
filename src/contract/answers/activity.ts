import { z } from "zod";
import { activityTypes, callStatuses, deliveryStatuses, directions, triggers } from "../words.ts";
import { anyJson, count, fieldError, id, pageOf, text, time } from "./common.ts";

const fields = {
  id,
  leadId: id,
  processId: id,
  projectId: id,
  type: z.enum(activityTypes),
  sequence: z.int().min(1).describe("Counts the lead's activities, from 1"),
  lastActivityId: id.nullable().describe("The lead's activity before this one"),
  fromState: text.nullable(),
  toState: text.nullable(),
  disposition: text.nullable(),
  callStatus: z.enum(callStatuses).nullable(),
  connected: z.boolean().nullable(),
  direction: z.enum(directions).nullable(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  scheduledAt: time.nullable(),
  summary: text.nullable(),
  transcript: z.array(anyJson).nullable(),
  recordingUrl: text.nullable(),
  providerCallId: text.nullable(),
  input: anyJson,
  result: anyJson,
  triggers: z.array(z.enum(triggers)).describe("What it fired, by the rules of triggers"),
  recordedAt: time,
};

export const activity = z.object(fields).meta({ id: "Activity" });

export const reportedActivity = z
  .object({ ...fields, deliveries: count.describe("How many callbacks are owed it") })
  .meta({ id: "ReportedActivity" });

export const reportAnswer = z.object({ data: reportedActivity });

export const bulkReportAnswer = z.object({
  data: z.array(reportedActivity).describe("In the order given"),
  errors: z.array(
    z.object({ index: count.describe("Of the entry, from 0"), path: fieldError.shape.path, error: text }),
  ),
});

export const activityAnswer = z.object({ success: z.literal(true), data: activity });

/** How a delivery is shown: `pending` is waiting or retrying. */
export const shownStatus = z.enum([...deliveryStatuses, "waiting", "retrying"]).exclude(["pending"]);

const causedDelivery = z.object({
  id,
  callbackId: id,
  callbackName: text,
  status: z.enum(deliveryStatuses),
  shownStatus,
  attempts: count,
  lastStatusCode: z.int().nullable(),
});

export const activityPage = pageOf(
  z
    .object({
      ...fields,
      deliveries: z.array(causedDelivery).optional().describe("What it caused; only with `leadId`"),
    })
    .meta({ id: "ListedActivity" }),
);
