import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { type OpenApi, openApiDocument } from "../../src/http/reference/document.ts";

/** What is compared with the document. */
export interface Answered {
  status: number;
  /** The media type as it came, or undefined for none. */
  type: string | undefined;
  /** The body where it is JSON. */
  json: unknown;
}

type Node = { [key: string]: unknown };
interface Response {
  content?: Record<string, { schema: Node }>;
}

/** Answers and their schemas in one document, where a field that no schema knows is wrong. */
const strict = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(strict);
  if (typeof node !== "object" || node === null) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, strict(value)]));
  const closed = inner.type === "object" && "properties" in inner && !("additionalProperties" in inner);
  return closed ? { ...inner, additionalProperties: false } : inner;
};

const document = strict(openApiDocument("http://localhost:8080", "1.0.0")) as OpenApi;
const ajv = new Ajv2020({ strict: false, allErrors: false });
formats.default(ajv);
ajv.addSchema(document as object, "openapi");

const compiled = new Map<string, ValidateFunction>();
const pointer = (...keys: string[]) =>
  keys.map((key) => `/${encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("");

/** The validator of what stands at a place of the document. */
function at(...keys: string[]): ValidateFunction {
  const place = `openapi#${pointer(...keys)}`;
  const known = compiled.get(place) ?? ajv.compile({ $ref: place });
  compiled.set(place, known);
  return known;
}

/** The path of the document that a request's path is an instance of; null for none. */
function templateOf(path: string): string | null {
  const [plain = ""] = path.split("?");
  if (document.paths[plain] !== undefined) return plain;
  const matches = (template: string) =>
    new RegExp(`^${template.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`).test(plain);
  return Object.keys(document.paths).find(matches) ?? null;
}

/**
 * What is wrong with an answer by the document, or null. What the document knows no path for is not looked at.
 *
 * @param path with its query
 */
export function wrongAnswer(method: string, path: string, answer: Answered): string | null {
  const template = templateOf(path);
  const operation = template === null ? undefined : document.paths[template]?.[method.toLowerCase()];
  if (template === null || operation === undefined) return null;
  const responses = operation.responses as Record<string, Response & { $ref?: string }>;
  const { status, type } = answer;
  const media = type?.split(";")[0]?.trim();
  const keys = [String(status), `${String(status).charAt(0)}XX`].filter((key) => key in responses);
  const what = `${method} ${template} answered ${status} (${media ?? "no body"})`;
  if (keys.length === 0) return `${what}, which the reference does not have: add it to its answers or errors`;
  for (const key of keys) {
    const ref = responses[key]?.$ref?.split("/").at(-1);
    const response = ref === undefined ? responses[key] : (document.components.responses?.[ref] as Response);
    if (response?.content === undefined && media === undefined) return null;
    if (media === undefined || response?.content?.[media] === undefined) continue;
    if (!media.endsWith("json")) return null;
    const of =
      ref === undefined
        ? ["paths", template, method.toLowerCase(), "responses", key]
        : ["components", "responses", ref];
    const validate = at(...of, "content", media, "schema");
    if (validate(answer.json)) return null;
    return `${what}, which does not fit: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(answer.json)}`;
  }
  return `${what}: the reference has another media type`;
}

/** What is wrong with the body of a callback by the document's `webhooks`, or null. */
export function wrongPayload(webhook: string, body: string): string | null {
  const validate = at("webhooks", webhook, "post", "requestBody", "content", "application/json", "schema");
  return validate(JSON.parse(body)) ? null : `${webhook}: ${ajv.errorsText(validate.errors)}\n${body}`;
}
