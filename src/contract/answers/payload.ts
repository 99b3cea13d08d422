import { z } from "zod";
import {
  activityTypes,
  callStatuses,
  deliveryKinds,
  directions,
  dispositionTypes,
  noticeTypes,
  triggers,
} from "../words.ts";
import { anyJson, anyObject, count, id, text, time } from "./common.ts";

/** What receivers get. Times in payloads are milliseconds since 1970; fields without a value are null. */

const at = z.int().describe("Milliseconds since 1970");
const referenceId = text.nullable();

const analysis = z
  .object({
    success: z.boolean().describe("How the conversation ended: a disposition of the type success"),
    disposition: text.nullable(),
    dispositionType: z.enum(dispositionTypes).nullable(),
    final: z.boolean().describe("Success and failure are final"),
    summary: text.nullable(),
  })
  .meta({ id: "PayloadAnalysis" });

const ofActivity = { success: z.boolean(), leadId: id, projectId: id, activityId: id, referenceId };

const callResult = z
  .object({
    type: z.literal("call"),
    ...ofActivity,
    direction: z.enum(directions),
    connected: z.boolean(),
    startedAt: at.nullable(),
    endedAt: at.nullable(),
    duration: z.int().min(0).nullable().describe("Seconds"),
    providerCallId: text.nullable(),
    status: z.enum(callStatuses),
    input: anyJson,
    recordingUrl: text.nullable(),
    transcript: z.array(anyJson).nullable(),
    analysis: analysis.nullable().describe("Null where no disposition or summary was given"),
    data: anyJson.describe("What was reported as `result`"),
  })
  .meta({ id: "PayloadCallResult" });

const scheduleResult = z
  .object({ type: z.literal("schedule"), ...ofActivity, analysis: analysis.optional() })
  .meta({ id: "PayloadScheduleResult" });

const updateResult = z
  .object({
    type: z.literal("update"),
    ...ofActivity,
    updateId: id.nullable().optional(),
    userId: text.nullable().optional(),
    changed: z.array(text).optional().describe("Fields of the lead, such as `currentState`"),
    analysis: analysis.optional(),
  })
  .meta({ id: "PayloadUpdateResult" });

const result = z.discriminatedUnion("type", [callResult, scheduleResult, updateResult]);

const activityFields = {
  type: z.enum(activityTypes),
  status: z.enum(["success", "failed", "canceled"]).describe("Whether the step was made"),
  fromState: text.nullable(),
  toState: text.nullable(),
  scheduledAt: at.nullable(),
  result,
};
const activity = z.object(activityFields).meta({ id: "PayloadActivity" });

const envelope = {
  action_type: z.literal("update"),
  activityId: id,
  leadId: id,
  lastActivityId: id.nullable().describe("The lead's activity before this one"),
  processId: id,
  referenceId,
  timestamp: at.describe("When it was recorded, milliseconds since 1970"),
  sequence: z.int().min(1).describe("Counts the lead's activities; gaps are possible"),
  triggers: z.array(z.enum(triggers)),
  activity,
};

const lead = z
  .object({
    _id: id,
    name: text.nullable(),
    firstName: text.nullable(),
    lastName: text.nullable(),
    phone: text.nullable(),
    email: text.nullable(),
    projectId: id,
    processId: id,
    groupId: text.nullable(),
    referenceId,
    currentState: text.nullable(),
    metadata: anyObject,
    createdAt: at,
    updatedAt: at,
    lastDisposition: text.nullable(),
  })
  .meta({ id: "PayloadLead", description: "The lead as it stood at that activity" });

export const activityUpdatePayload = z.object(envelope).meta({ id: "ActivityUpdatePayload" });
export const leadUpdatePayload = z.object({ ...envelope, lead }).meta({ id: "LeadUpdatePayload" });
export const leadHistoryPayload = z
  .object({
    ...envelope,
    lead,
    activities: z
      .array(z.object({ activityId: id, sequence: z.int().min(1), timestamp: at, ...activityFields }))
      .describe("Newest first, at most 100, and at most 256 KiB of body"),
    activitiesTruncated: z.literal(true).optional().describe("There where older ones were left out"),
  })
  .meta({ id: "LeadHistoryPayload" });

export const updateOutcomePayload = z
  .object({
    action_type: z.literal("update"),
    updateId: id,
    success: z.boolean(),
    error: text.nullable(),
    leadId: id,
    referenceId,
    timestamp: at,
    data: anyObject.nullable().describe("The whole metadata after merging; null where it was refused"),
  })
  .meta({ id: "UpdateOutcomePayload" });

const ofCallback = { callbackId: id, callbackName: text, processId: id, urlOrigin: text.nullable() };
const [paused, resumed, failed] = noticeTypes;
const notice = <T extends string, D extends z.ZodRawShape>(type: T, data: D) =>
  z.object({ type: z.literal(type), timestamp: time, data: z.object({ ...ofCallback, ...data }) });

export const operationalPayload = z
  .discriminatedUnion("type", [
    notice(paused, {
      reason: text,
      automatic: z.boolean().describe("Whether it was paused by itself"),
      failingSince: time.nullable(),
    }),
    notice(resumed, { pending: z.enum(["send", "skip"]), skipped: count }),
    notice(failed, {
      deliveryId: id,
      kind: z.enum(deliveryKinds),
      leadId: id.nullable(),
      activityId: id.nullable(),
      updateId: id.nullable(),
      attempts: count,
      lastStatusCode: z.int().nullable(),
      lastError: text.nullable(),
    }),
  ])
  .meta({ id: "OperationalPayload" });
