import { inspected, inspectedPage, inspector, inspectorPage } from "../../contract/answers/delivery.ts";
import { createBody, patchBody, requestsQuery } from "../routes/inspectors.ts";
import { noContent, type Operations, ok } from "./operation.ts";

const answered = { description: "As the inspector is set to answer", schema: inspected };

/** What `routes/inspectors.ts` and `routes/inspect.ts` register. */
export const inspectors: Operations = {
  "POST /api/v1/inspectors": {
    tag: "Inspectors",
    summary: "Create an inspector",
    description: "It lives for seven days and keeps the newest 200 requests.",
    scope: "manage",
    body: { schema: createBody, required: false, example: { name: "Inspector" } },
    answers: { 201: { description: "The inspector with its URL", schema: inspector } },
    errors: [409],
  },
  "GET /api/v1/inspectors": {
    tag: "Inspectors",
    summary: "List inspectors",
    scope: "read",
    answers: ok(inspectorPage, "All of them"),
  },
  "GET /api/v1/inspectors/:id": {
    tag: "Inspectors",
    summary: "Get an inspector",
    scope: "read",
    answers: ok(inspector, "The inspector"),
  },
  "PATCH /api/v1/inspectors/:id": {
    tag: "Inspectors",
    summary: "Change an inspector",
    description: "Its name, or the status that it answers.",
    scope: "manage",
    body: { schema: patchBody, required: false, example: { answerStatus: 503 } },
    answers: ok(inspector, "The inspector"),
  },
  "DELETE /api/v1/inspectors/:id": {
    tag: "Inspectors",
    summary: "Delete an inspector",
    scope: "manage",
    answers: noContent("Deleted"),
  },
  "GET /api/v1/inspectors/:id/requests": {
    tag: "Inspectors",
    summary: "List what an inspector got",
    scope: "read",
    query: requestsQuery,
    answers: ok(inspectedPage, "A page"),
  },
  "POST /inspect/:token": {
    tag: "Inspectors",
    summary: "Post to an inspector",
    description: "Open to anyone who knows the URL; at most 512 KiB. It shows nothing of what it kept.",
    body: { schema: null, required: false },
    answers: { "2XX": answered, "3XX": answered, "4XX": answered, "5XX": answered },
    errors: [429],
  },
};
