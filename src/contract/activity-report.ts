import { z } from "zod";
import { limits } from "./limits.ts";
import { isoTime } from "./lists.ts";
import { activityTypes, callStatuses, directions } from "./words.ts";

const shortText = z.string().max(limits.shortText, `must be at most ${limits.shortText} characters`);
const longText = z.string().max(limits.longText, `must be at most ${limits.longText} characters`);

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(", ")}` });

/**
 * One reported activity (API.md "Reporting calls"). Null means the same as left out. `input` and `result` are any
 * JSON, `transcript` a list.
 */
export const activityReport = z
  .object({
    projectId: z.string().nullish(),
    leadId: z.string().nullish(),
    referenceId: z.string().nullish(),
    processId: z.string().nullish(),
    type: oneOf(activityTypes),
    callStatus: oneOf(callStatuses).nullish(),
    connected: z.boolean().nullish(),
    direction: oneOf(directions).nullish(),
    startedAt: isoTime.nullish(),
    endedAt: isoTime.nullish(),
    scheduledAt: isoTime.nullish(),
    disposition: shortText.nullish(),
    toState: shortText.nullish(),
    summary: longText.nullish(),
    transcript: z.array(z.json()).nullish(),
    recordingUrl: z.string().max(limits.url, `must be at most ${limits.url} characters`).nullish(),
    providerCallId: shortText.nullish(),
    input: z.json().optional(),
    result: z.json().optional(),
  })
  .superRefine((report, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (report.leadId == null && (report.referenceId == null || report.processId == null)) {
      issue("leadId", "leadId, or referenceId and processId, is required");
    }
    if (report.type === "call" && report.callStatus == null) issue("callStatus", "is required for a call");
    if (report.type !== "call" && report.callStatus != null) issue("callStatus", "is only for a call");
    if (report.startedAt != null && report.endedAt != null && report.endedAt < report.startedAt) {
      issue("endedAt", "must not be before startedAt");
    }
    const silent = report.type === "note" || report.callStatus === "in-progress";
    const what = report.type === "note" ? "a note" : "a call in progress";
    if (silent && report.disposition != null) issue("disposition", `${what} cannot set a disposition`);
    if (silent && report.toState != null) issue("toState", `${what} cannot move the lead`);
  });

export type ActivityReport = z.output<typeof activityReport>;

/** What a list of activities is narrowed by. */
export const activityFilterQuery = z.object({
  leadId: z.string().optional(),
  processId: z.string().optional(),
  type: z.enum(activityTypes).optional(),
});
