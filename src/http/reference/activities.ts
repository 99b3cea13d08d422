import { z } from "zod";
import { activityFilterQuery, activityReport } from "../../contract/activity-report.ts";
import {
  activityAnswer,
  activityPage,
  bulkReportAnswer,
  reportAnswer,
} from "../../contract/answers/activity.ts";
import { limits } from "../../contract/limits.ts";
import { activityQuery, listQuery } from "../routes/activities.ts";
import { type Operations, ok } from "./operation.ts";

const report = activityReport.meta({
  id: "ActivityReport",
  description:
    "Needed: a lead (`leadId`, or `referenceId` with `processId`), `type`, and for a call `callStatus`. Null means the same as left out.",
});

/** What `routes/activities.ts` registers. */
export const activities: Operations = {
  "POST /api/v1/activities": {
    tag: "Activities",
    summary: "Report what happened",
    description: `One activity, or \`activities\`, at most ${limits.bulkEntries}. The answer comes once it is durable, and what it fires is owed by then. Reports are applied in the order in which they arrive. Nothing is deduplicated without an \`Idempotency-Key\`. In bulk, one bad entry never spoils the others.

\`in-progress\` marks the lead as on a call and fires nothing. \`disposition\` must be one of the process's and \`toState\` one of its states.`,
    scope: "report",
    headers: ["Idempotency-Key"],
    body: {
      schema: z.union([report, z.object({ activities: z.array(report).max(limits.bulkEntries) })]),
      example: {
        leadId: "6964f0a7a1b2c3d4e5f60718",
        type: "call",
        callStatus: "completed",
        startedAt: "2026-01-12T04:54:00Z",
        endedAt: "2026-01-12T04:55:19Z",
        disposition: "Interested",
        summary: "Wants the details.",
        transcript: [{ role: "agent", text: "Hello", at: 1.2 }],
        providerCallId: "CA8f14e45f",
      },
    },
    answers: {
      201: { description: "Recorded", schema: z.union([reportAnswer, bulkReportAnswer]) },
    },
    errors: [404, 409],
  },
  "GET /api/v1/activities/get": {
    tag: "Activities",
    summary: "Get an activity",
    scope: "read",
    query: activityQuery,
    answers: ok(activityAnswer, "The activity"),
    errors: [404],
  },
  "GET /api/v1/activities": {
    tag: "Activities",
    summary: "List activities",
    description: "With `leadId`, each with the deliveries that it caused.",
    scope: "read",
    query: listQuery,
    answers: ok(activityPage, "A page"),
  },
  "GET /api/v1/activities.csv": {
    tag: "Activities",
    summary: "Export activities",
    description:
      "The whole list with its filters, as a CSV file (UTF-8). Cells that begin like a formula get an apostrophe.",
    scope: "read",
    query: activityFilterQuery,
    answers: { 200: { description: "The file", type: "text/csv" } },
  },
};
