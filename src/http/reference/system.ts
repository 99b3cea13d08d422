import { anyObject } from "../../contract/answers/common.ts";
import { deployment, egress, healthAnswer, readyAnswer } from "../../contract/answers/system.ts";
import { type Operations, ok } from "./operation.ts";

/** What `routes/system.ts`, `routes/events.ts` and `routes/reference.ts` register. */
export const system: Operations = {
  "GET /api/v1/events": {
    tag: "System",
    summary: "Follow what changes",
    description:
      "Server-sent events as changes are committed: `activity`, `delivery`, `inspector` name what changed and its state; `changed` tells counts while there is more than 50 a second; `reset` says to load again. A heartbeat comes every 15 s, and `id:` is the position to come back with.",
    scope: "read",
    headers: ["Last-Event-ID"],
    answers: { 200: { description: "A stream without an end", type: "text/event-stream" } },
  },
  "GET /api/v1/egress": {
    tag: "System",
    summary: "Get the fixed source of callbacks",
    description: "To show to the administrator of a receiver that lets approved addresses in.",
    scope: "read",
    answers: ok(egress, "Whether there is one, and its addresses"),
  },
  "GET /api/v1/deployment": {
    tag: "System",
    summary: "Get the settings of this deployment",
    description: "Those that hold no secret.",
    scope: "read",
    answers: ok(deployment, "The settings"),
  },
  "GET /healthz": {
    tag: "System",
    summary: "Whether this process answers",
    answers: ok(healthAnswer, "It does"),
  },
  "GET /readyz": {
    tag: "System",
    summary: "Whether it can work",
    description: "503 while the database does not answer or takes no writes.",
    answers: ok(readyAnswer, "It can"),
  },
  "GET /metrics": {
    tag: "System",
    summary: "Metrics for Prometheus",
    description: "Needs `METRICS_TOKEN` as a Bearer token; without that setting only the local form answers.",
    answers: { 200: { description: "In the text format", type: "text/plain" } },
    errors: [401],
  },
  "GET /openapi.json": {
    tag: "System",
    summary: "This document",
    answers: ok(anyObject, "OpenAPI 3.1"),
  },
};
