import { z } from "zod";
import {
  callbackPage,
  oneCallback,
  operationalCallback,
  resumedCallback,
  signingSecret,
} from "../../contract/answers/callback.ts";
import { callbackStats, testAnswer } from "../../contract/answers/delivery.ts";
import { jobBegun, jobCounted } from "../../contract/answers/job.ts";
import { callbackInputSchema } from "../../contract/callback-schema.ts";
import { listQuery, pauseBody, resumeBody, rotateBody } from "../routes/callbacks.ts";
import { recoverBody, replayBody } from "../routes/jobs.ts";
import { statsQuery } from "../routes/stats.ts";
import { noContent, type Operations, ok } from "./operation.ts";
import { testBody } from "./processes.ts";

const { payloadFormat, triggers, dispositions, states, order, ...ofOperational } = callbackInputSchema.shape;
const operationalInput = z.object(ofOperational).meta({ id: "OperationalCallbackInput" });

const sendingAgain = {
  200: { description: "With `dryRun: true`", schema: jobCounted },
  202: { description: "It runs in the background", schema: jobBegun },
};
const exampleSince = { since: "2026-01-12T00:00:00Z" };

/** What `routes/callbacks.ts`, `jobs.ts`, `stats.ts` and `operational-callback.ts` register for callbacks. */
export const callbacks: Operations = {
  "GET /api/v1/callbacks": {
    tag: "Callbacks",
    summary: "List callbacks",
    description: "With how each does. With `processId`, all of that process, in the order of its settings.",
    scope: "read",
    query: listQuery,
    answers: ok(callbackPage, "A page"),
  },
  "GET /api/v1/callbacks/:id": {
    tag: "Callbacks",
    summary: "Get a callback",
    scope: "read",
    answers: ok(oneCallback, "The callback, without its secrets"),
  },
  "GET /api/v1/callbacks/:id/stats": {
    tag: "Callbacks",
    summary: "Get figures",
    scope: "read",
    query: statsQuery,
    answers: ok(callbackStats, "By the hour, and over the range"),
  },
  "GET /api/v1/callbacks/:id/secret": {
    tag: "Callbacks",
    summary: "Read the signing secret",
    description: "What receivers verify with. Each reading stands in the audit log.",
    scope: "manage",
    answers: ok(signingSecret, "The secret, and the one before while that signs too"),
  },
  "POST /api/v1/callbacks/:id/secret/rotate": {
    tag: "Callbacks",
    summary: "Rotate the signing secret",
    description: "Both sign for `overlapHours`, so that receivers can change over.",
    scope: "manage",
    body: { schema: rotateBody, required: false, example: { overlapHours: 24 } },
    answers: ok(signingSecret, "The new secret"),
  },
  "POST /api/v1/callbacks/:id/test": {
    tag: "Callbacks",
    summary: "Test a callback",
    description:
      "Sends a sample as the callback is stored, and keeps the delivery; with settings in the body, as those say, and keeps nothing.",
    scope: "manage",
    body: { schema: testBody, required: false, example: { payload: { hello: "world" } } },
    answers: ok(testAnswer, "The attempt"),
  },
  "POST /api/v1/callbacks/:id/pause": {
    tag: "Callbacks",
    summary: "Pause a callback",
    description: "It goes on being owed, and sends nothing.",
    scope: "manage",
    body: { schema: pauseBody, required: false, example: { reason: "their maintenance" } },
    answers: ok(oneCallback, "The callback"),
  },
  "POST /api/v1/callbacks/:id/resume": {
    tag: "Callbacks",
    summary: "Resume a callback",
    scope: "manage",
    body: { schema: resumeBody, required: false, example: { pending: "send" } },
    answers: ok(resumedCallback, "The callback"),
  },
  "POST /api/v1/callbacks/:id/recover": {
    tag: "Callbacks",
    summary: "Recover after an outage",
    description: "Sends again what failed for good of all that was owed since a time.",
    scope: "manage",
    body: { schema: recoverBody, example: exampleSince },
    answers: sendingAgain,
    errors: [409],
  },
  "POST /api/v1/callbacks/:id/replay": {
    tag: "Callbacks",
    summary: "Replay",
    description:
      "Sends every update since a time that satisfies the callback as it is now: what was never delivered, or all of it.",
    scope: "manage",
    body: { schema: replayBody, example: { ...exampleSince, only: "undelivered" } },
    answers: sendingAgain,
    errors: [409],
  },
  "GET /api/v1/operational-callback": {
    tag: "Callbacks",
    summary: "Get the operational callback",
    description: "The project's one callback that is told what happens to its callbacks.",
    scope: "read",
    answers: ok(operationalCallback.nullable(), "The callback; null where there is none"),
  },
  "PUT /api/v1/operational-callback": {
    tag: "Callbacks",
    summary: "Save the operational callback",
    description: "`null` removes it.",
    scope: "manage",
    body: {
      schema: operationalInput.nullable(),
      example: { url: "https://yourdomain.com/ringback-events" },
    },
    answers: ok(operationalCallback.nullable(), "The callback as it is now"),
  },
  "DELETE /api/v1/operational-callback": {
    tag: "Callbacks",
    summary: "Remove the operational callback",
    scope: "manage",
    answers: noContent("Removed, or there was none"),
  },
};
