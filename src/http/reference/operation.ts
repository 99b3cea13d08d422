import type { z } from "zod";
import type { Scope } from "../../contract/words.ts";

/** What the API reference says of one route. The requests' schemas are the very ones that the route checks with. */
export interface Operation {
  tag: Tag;
  /** A few words, as a heading. */
  summary: string;
  /** Markdown: paragraphs, `code` and links. */
  description?: string;
  /** The scope that a token needs, the same as the route's; none where the route is open to all. */
  scope?: Scope;
  /** Words for the parts of the path that are no `:id`. */
  path?: Record<string, string>;
  query?: z.ZodObject;
  headers?: readonly Header[];
  body?: Body;
  /** Successes, by status; `2XX` stands for many. */
  answers: Record<string, Answer>;
  /** Statuses of errors beyond those that every route of its kind has. */
  errors?: readonly ErrorStatus[];
}

export interface Body {
  /** Null: anything. */
  schema: z.ZodType | null;
  /** The media type; `application/json` by default, any where there is no schema. */
  type?: string;
  /** True by default. */
  required?: boolean;
  example?: unknown;
}

export interface Answer {
  description: string;
  /** None: no body, or one that is no JSON. */
  schema?: z.ZodType;
  /** The media type; `application/json` by default, null for no body. */
  type?: string | null;
  headers?: readonly AnswerHeader[];
}

export const tags = {
  Leads: "Create leads, update them, read them. Compatible with the API that Ringback stands in for.",
  Activities: "Report what happened to leads: calls, schedules, notes.",
  Processes:
    "How a kind of lead is worked: states, dispositions, and the Advanced Settings with its callbacks.",
  Callbacks: "One Lead Update Callback: its secret, tests, pauses, figures, and sending many again.",
  Deliveries: "What is owed to callbacks, attempt by attempt.",
  Imports: "Leads from CSV files, taken in while they arrive.",
  Jobs: "Recoveries and replays that run in the background.",
  Inspectors: "Built-in receivers, to look at what callbacks send.",
  Sessions: "Signing in to the dashboard.",
  People: "Who is in the project, as what, and how they come in.",
  Tokens: "API tokens of the project.",
  Projects: "Tenants of the deployment: nothing crosses from one to another.",
  "Audit log": "Who changed what.",
  System: "This deployment.",
} as const;
export type Tag = keyof typeof tags;

export const headers = {
  "If-Match": { description: 'The revision that is changed, as `"7"`', required: true, example: '"7"' },
  "Idempotency-Key": {
    description:
      "1 to 255 characters, kept for 24 hours: the same key and body answers the same, another body 409",
    required: false,
    example: "call-8f14e45f",
  },
  "Last-Event-ID": {
    description: "The position to go on from; answered with `reset` where it is not kept any more",
    required: false,
    example: "1204",
  },
} as const;
export type Header = keyof typeof headers;

export const answerHeaders = {
  ETag: { description: 'The revision, as `"7"`, for `If-Match`', schema: { type: "string" } },
  "RateLimit-Limit": {
    description: "Requests that a project may make within the window",
    schema: { type: "integer" },
  },
  "RateLimit-Remaining": { description: "Requests that are left of it", schema: { type: "integer" } },
  "RateLimit-Reset": { description: "Seconds until the window ends", schema: { type: "integer" } },
} as const;
export type AnswerHeader = keyof typeof answerHeaders;
export const rateLimitHeaders = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"] as const;

/** Every error of the API, as components of the document. */
export const errors = {
  400: { name: "BadRequest", description: "Something in the request is wrong: `errors` names each field" },
  401: { name: "Unauthorized", description: "No valid token, or no session" },
  403: { name: "Forbidden", description: "The scope is missing, or it is another project's" },
  404: { name: "NotFound", description: "It is unknown, or another project's" },
  408: { name: "TooSlow", description: "The request did not come in time" },
  409: { name: "Conflict", description: "It does not fit with what is stored by now" },
  413: { name: "TooLarge", description: "The body is too large" },
  415: { name: "UnsupportedMediaType", description: "The body is not `application/json`, or compressed" },
  429: { name: "TooManyRequests", description: "Nothing was stored: come again after `Retry-After` seconds" },
  431: { name: "HeadersTooLarge", description: "The URL and the headers are too large" },
  500: { name: "InternalError", description: "A bug: the log has it under the id in the text" },
  503: { name: "Unavailable", description: "Nothing was stored: come again after `Retry-After` seconds" },
} as const;
export type ErrorStatus = keyof typeof errors;

/** By method and path as the route is registered: `GET /api/v1/processes/:id`. */
export type Operations = Readonly<Record<string, Operation>>;

export const ok = (schema: z.ZodType, description = "Done", headers: readonly AnswerHeader[] = []) => ({
  200: { description, schema, headers },
});
export const noContent = (description: string) => ({ 204: { description, type: null } });
