import type { z } from "zod";
import { problem } from "../../contract/answers/common.ts";
import {
  type Answer,
  answerHeaders,
  type ErrorStatus,
  errors,
  headers,
  type Operation,
  tags,
} from "./operation.ts";
import { operations } from "./operations.ts";
import { parameterWords } from "./parameters.ts";
import { type JsonSchema, Schemas } from "./schemas.ts";
import { webhooks } from "./webhooks.ts";

/** An OpenAPI document (3.1), as far as what reads it has to know. */
export interface OpenApi {
  openapi: string;
  info: { title: string; version: string; [field: string]: unknown };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, JsonSchema>>;
  webhooks: Record<string, Record<string, JsonSchema>>;
  components: Record<string, Record<string, JsonSchema>>;
  [field: string]: unknown;
}

const description = `Ringback works leads through calls and pushes every update to your own backend.

**Authentication.** \`Authorization: Bearer rb_live_…\`, a token of one project. Its scope is \`read\`, \`report\` or \`manage\`, each including the one before. The dashboard uses its session cookie on the same API, with the header \`Ringback-Project\` where the person has several projects.

**Errors** are RFC 9457 \`application/problem+json\`: \`detail\` says what is wrong, \`errors\` names each wrong field. 429 and 503 mean that nothing was stored; come again after \`Retry-After\` seconds.

**Lists** take \`limit\` and \`cursor\` and answer \`data\` and \`nextCursor\`, newest first. A page may be shorter than \`limit\` while \`nextCursor\` is set.

Ids are 24 hex characters. Times are ISO 8601 UTC here, and milliseconds since 1970 in what callbacks are sent. Bodies are at most 1 MiB, those of bulk routes 16 MiB, one activity 256 KiB.`;

/**
 * The API as OpenAPI 3.1 describes it, from the schemas that the routes check with.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApiDocument(publicUrl: string, version: string): OpenApi {
  const schemas = new Schemas();
  const paths: OpenApi["paths"] = {};
  for (const [route, operation] of Object.entries(operations)) {
    const [method = "", url = ""] = route.split(" ");
    const path = url.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [method.toLowerCase()]: described(route, operation, schemas) };
  }
  const sent = webhooks(schemas);
  return {
    openapi: "3.1.1",
    info: { title: "Ringback", version, description, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: publicUrl }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    webhooks: sent,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A project token, `rb_live_…`" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "ringback_session",
          description: "The dashboard's own; such requests are checked for their origin",
        },
      },
      parameters: {
        Project: {
          name: "Ringback-Project",
          in: "header",
          required: false,
          description: "With a session that has several projects: the one that is meant. A token has its own",
          schema: { type: "string" },
        },
      },
      responses: problemResponses(schemas),
      headers: {
        ...answerHeaders,
        RetryAfter: { description: "Seconds to wait", schema: { type: "integer" } },
      },
      schemas: schemas.components,
    },
  };
}

function described(route: string, operation: Operation, schemas: Schemas): JsonSchema {
  const { tag, summary, scope, body } = operation;
  const parameters = parametersOf(route, operation, schemas);
  return {
    tags: [tag],
    operationId: operationIdOf(route),
    summary,
    ...(operation.description !== undefined && { description: operation.description }),
    // OpenAPI 3.1 lets a scheme that is no OAuth list the roles that it needs.
    security: scope === undefined ? [] : [{ token: [scope] }, { session: [] }],
    ...(scope !== undefined && { "x-scope": scope }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: body.required ?? true,
        content: {
          [body.type ?? (body.schema === null ? "*/*" : "application/json")]: {
            schema: body.schema === null ? {} : schemas.of(body.schema),
            ...(body.example !== undefined && { example: body.example }),
          },
        },
      },
    }),
    responses: responsesOf(route, operation, schemas),
  };
}

/** `POST /api/v1/callbacks/:id/pause` is `postCallbacksByIdPause`. */
function operationIdOf(route: string): string {
  const [method = "", url = ""] = route.split(" ");
  const words = url
    .replace(/^\/api\/v1/, "")
    .replace(/:(\w)/g, (_, letter: string) => `by-${letter}`)
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function parametersOf(route: string, operation: Operation, schemas: Schemas): JsonSchema[] {
  const inPath = [...route.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: operation.path?.[name] ?? wordsFor(name, route),
    schema: { type: "string" },
  }));
  const inHeaders = (operation.headers ?? []).map((name) => {
    const { description, required, example } = headers[name];
    return { name, in: "header", required, description, schema: { type: "string" }, example };
  });
  const project = operation.scope === undefined ? [] : [{ $ref: "#/components/parameters/Project" }];
  return [...inPath, ...queryParameters(operation.query, route, schemas), ...inHeaders, ...project];
}

function queryParameters(query: z.ZodObject | undefined, route: string, schemas: Schemas): JsonSchema[] {
  if (query === undefined) return [];
  const { properties, required = [] } = schemas.of(query) as {
    properties: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    description: description ?? wordsFor(name, route),
    schema,
  }));
}

function wordsFor(name: string, route: string): string {
  const words = parameterWords[name];
  if (words === undefined)
    throw new Error(`${route}: say in src/http/reference/parameters.ts what "${name}" is, or describe() it`);
  return words;
}

function responsesOf(route: string, operation: Operation, schemas: Schemas): JsonSchema {
  const successes = Object.entries(operation.answers).map(([status, answer]) => [
    status,
    answered(answer, schemas),
  ]);
  const failures = errorsOf(route, operation).map((status) => [
    String(status),
    { $ref: `#/components/responses/${errors[status].name}` },
  ]);
  return Object.fromEntries([...successes, ...failures]) as JsonSchema;
}

/** The errors that a route can answer: its own, and those that all of its kind have. */
function errorsOf(route: string, { scope, errors: own = [] }: Operation): ErrorStatus[] {
  const all: ErrorStatus[] = [400, 431, 500, 503, ...own];
  if (scope !== undefined) all.push(401, 403);
  if (route.includes(":")) all.push(404);
  // A body that nobody asked for is judged too.
  if (!route.startsWith("GET ")) all.push(408, 413, 415);
  return [...new Set(all)].sort((a, b) => a - b);
}

function answered({ description, schema, type, headers = [] }: Answer, schemas: Schemas): JsonSchema {
  const media = type === undefined ? "application/json" : type;
  return {
    description,
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    }),
    ...(media !== null && {
      content: { [media]: { schema: schema === undefined ? { type: "string" } : schemas.of(schema) } },
    }),
  };
}

function problemResponses(schemas: Schemas): Record<string, JsonSchema> {
  const entries = Object.entries(errors).map(([status, { name, description }]) => [
    name,
    {
      description,
      ...(["429", "503"].includes(status) && {
        headers: { "Retry-After": { $ref: "#/components/headers/RetryAfter" } },
      }),
      content: { "application/problem+json": { schema: schemas.of(problem) } },
    },
  ]);
  return Object.fromEntries(entries) as Record<string, JsonSchema>;
}
