/**
 * `npm run api:types`: writes the types of `ringback/client` and `ringback/receiver`, `src/client/schema.ts`, from the
 * OpenAPI document.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type OpenApi, openApiDocument } from "../src/http/reference/document.ts";
import type { JsonSchema } from "../src/http/reference/schemas.ts";

const file = "src/client/schema.ts";

/** What that file is to hold, formatted as the lint wants it. */
export function apiTypes(document: OpenApi = openApiDocument("http://localhost:8080", "1.0.0")): string {
  const schemas = Object.entries(document.components.schemas ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      route(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  return formatted(`/** Types of the API, made from its OpenAPI document by \`npm run api:types\`. Not to be edited. */

/** What is sent and answered, by the names of the document's components. */
export interface Schemas {
${schemas.map(([name, schema]) => `${doc(schema)}${name}: ${typeOf(schema)};`).join("\n")}
}

/** One page of a list. */
export interface Page<Entry> {
data: Entry[];
/** The \`cursor\` of the next page; null on the last one */
nextCursor: string | null;
}

/** What each route takes and answers. */
export interface Routes {
${routes.join("\n")}
}
`);
}

function formatted(text: string): string {
  const biome = ["node_modules/@biomejs/biome/bin/biome", "format", `--stdin-file-path=${file}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, biome, { input: text, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

interface Parameter {
  name?: string;
  in?: string;
  required?: boolean;
  description?: string;
  schema?: JsonSchema;
}

const inHeaders: Record<string, string> = {
  "If-Match": "ifMatch: number",
  "Idempotency-Key": "idempotencyKey?: string | undefined",
};

/** The entry of one route; none for a stream without an end, which is no request with an answer. */
function route(name: string, operation: JsonSchema): string[] {
  const responses = Object.entries(operation.responses as Record<string, { content?: Content }>);
  const successes = responses.filter(([status]) => status.startsWith("2")).map(([, { content }]) => content);
  if (successes.some((content) => content?.["text/event-stream"] !== undefined)) return [];
  const parameters = (operation.parameters ?? []) as Parameter[];
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const body = operation.requestBody as { required: boolean; content: Content } | undefined;
  const input = [
    ...group("path", of("path")),
    ...group("query", of("query")),
    ...of("header").flatMap(({ name = "" }) => inHeaders[name] ?? []),
    ...(body === undefined
      ? []
      : [
          `body${body.required ? "" : "?"}: ${mediaType(body.content)}${body.required ? "" : " | undefined"}`,
        ]),
  ];
  const answers = [...new Set(successes.map((content) => (content ? mediaType(content) : "undefined")))];
  return [
    `/** ${String(operation.summary)}. */`,
    `"${name}": { input: ${input.length === 0 ? "object" : `{ ${input.join("; ")} }`}; answer: ${answers.join(" | ")} };`,
  ];
}

type Content = Record<string, { schema: JsonSchema }>;
const mediaType = (content: Content): string => typeOf(Object.values(content)[0]?.schema ?? {});

function group(place: string, parameters: readonly Parameter[]): string[] {
  if (parameters.length === 0) return [];
  const required = parameters.some((parameter) => parameter.required);
  const fields = parameters.map((parameter) => {
    const { name = "", required = false, schema = {} } = parameter;
    // What `id` is, the path says.
    return `${name === "id" ? "" : doc(parameter)}${name}${required ? "" : "?"}: ${typeOf(schema)}${required ? "" : " | undefined"}`;
  });
  return [`${place}${required ? "" : "?"}: { ${fields.join("; ")} }${required ? "" : " | undefined"}`];
}

const doc = ({ description }: { description?: unknown }): string =>
  typeof description === "string" ? `\n/** ${description.replaceAll("*/", "* /")} */\n` : "";

/** A JSON Schema, of the kinds that zod makes, as a type. */
function typeOf(schema: JsonSchema): string {
  if (typeof schema.$ref === "string") return `Schemas["${schema.$ref.split("/").at(-1)}"]`;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => JSON.stringify(value)));
  const any = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(any)) return union(any.map((one: JsonSchema) => typeOf(one)));
  if (Array.isArray(schema.type))
    return union(schema.type.map((type: string) => typeOf({ ...schema, type })));
  switch (schema.type) {
    case "integer":
      return "number";
    case "array":
      return `(${typeOf((schema.items ?? {}) as JsonSchema)})[]`;
    case "object":
      return objectType(schema);
    case "string":
    case "number":
    case "boolean":
    case "null":
      return schema.type;
    default:
      return "unknown";
  }
}

const union = (types: readonly string[]): string => {
  const all = [...new Set(types)];
  return all.includes("unknown") ? "unknown" : `(${all.join(" | ")})`;
};

function objectType({ properties = {}, required = [], additionalProperties }: JsonSchema): string {
  const { data, nextCursor, ...others } = properties as Record<string, JsonSchema>;
  if (data !== undefined && nextCursor !== undefined && Object.keys(others).length === 0)
    return `Page<${typeOf((data.items ?? {}) as JsonSchema)}>`;
  const names = required as string[];
  const fields = Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => {
    const needed = names.includes(name);
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `${doc(schema)}${key}${needed ? "" : "?"}: ${typeOf(schema)}${needed ? "" : " | undefined"};`;
  });
  const open = typeof additionalProperties === "object" && additionalProperties !== null;
  const rest = open ? typeOf(additionalProperties as JsonSchema) : "unknown";
  if (fields.length === 0) return `Record<string, ${rest}>`;
  return `{ ${fields.join("\n")} ${open ? `[field: string]: ${rest};` : ""} }`;
}

// Not `import.meta.main`: where Node is new enough, with-node.js imports this file.
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, apiTypes());
