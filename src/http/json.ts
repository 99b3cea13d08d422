import { isUtf8 } from "node:buffer";
import { parse as parseFields } from "node:querystring";
import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { limits } from "../contract/limits.ts";
import { ProblemError } from "./problem.ts";

const quote = 0x22;
const backslash = 0x5c;

/** Whether brackets are nested deeper than the limit. Strings are skipped, nothing is parsed. */
function tooDeep(bytes: Buffer): boolean {
  let depth = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (byte === quote) {
      i = endOfString(bytes, i + 1);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limits.jsonDepth) return true;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}

/** Where the string that is open at `from` ends. */
function endOfString(bytes: Buffer, from: number): number {
  let end = bytes.indexOf(quote, from);
  while (end !== -1) {
    let escapes = 0;
    while (bytes[end - 1 - escapes] === backslash) escapes += 1;
    if (escapes % 2 === 0) return end;
    end = bytes.indexOf(quote, end + 1);
  }
  return bytes.length;
}

/** Whether any text of a value, keys included, holds NUL, which PostgreSQL cannot store. */
function holdsNul(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\0");
  if (Array.isArray(value)) return value.some(holdsNul);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key.includes("\0") || holdsNul(inner));
}

/**
 * Parses a request body.
 *
 * @throws ProblemError 400 where it is no JSON, no UTF-8, nested too deep, or has NUL in a text
 */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new ProblemError(400, "The body is not UTF-8");
  if (tooDeep(bytes))
    throw new ProblemError(400, `The body is nested deeper than ${limits.jsonDepth} levels`);
  const text = bytes.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProblemError(400, `The body is not JSON: ${(error as Error).message}`);
  }
  if (text.includes("\\u0000") && holdsNul(value))
    throw new ProblemError(400, "A text must not hold the character NUL");
  return value;
}

/** Fields of a form at the most: no webhook has as many. */
const mostFields = 1_000;

/**
 * Parses a form; a field that is there several times is a list of its values.
 *
 * @throws ProblemError 400 where it is no UTF-8, has too many fields, or NUL in one
 */
export function parseForm(bytes: Buffer): Record<string, unknown> {
  if (!isUtf8(bytes)) throw new ProblemError(400, "The body is not UTF-8");
  const fields = parseFields(bytes.toString("utf8"), "&", "=", { maxKeys: mostFields + 1 });
  if (Object.keys(fields).length > mostFields)
    throw new ProblemError(400, `The form has more than ${mostFields} fields`);
  if (holdsNul({ ...fields })) throw new ProblemError(400, "A text must not hold the character NUL");
  return { ...fields };
}

/** The bytes of the body as they came, where a route asks for them (`config.keepBytes`). */
declare module "fastify" {
  interface FastifyRequest {
    bodyBytes: Buffer | null;
  }
  interface FastifyContextConfig {
    keepBytes?: boolean;
    /** The route takes any body as it is: `request.body` is its bytes. */
    anyBody?: boolean;
    /** The route takes forms too: `request.body` is an object of their fields. */
    formBody?: boolean;
    /** The route reads a body of this type as it arrives: `request.body` is its stream. Any other is refused. */
    streamBody?: string;
  }
}

/** Nothing is decompressed, so that no small body can become a large one. */
function refuseCompressed(request: FastifyRequest): void {
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity") return;
  throw new ProblemError(415, "Send the body without a Content-Encoding");
}

/** @throws ProblemError 413 where there are more than `most` */
async function bytesOf(payload: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new ProblemError(413, "The body is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Takes in bodies: JSON everywhere, forms, files and anything else where a route asks for it. */
export function readBodies(app: FastifyInstance): void {
  app.decorateRequest("bodyBytes", null);
  app.removeContentTypeParser(["application/json", "text/plain"]);
  app.addContentTypeParser<Buffer>("*", { parseAs: "buffer" }, (request, bytes, done) => {
    const { anyBody, streamBody = "application/json" } = request.routeOptions.config;
    if (anyBody) done(null, bytes);
    else done(new ProblemError(415, `Send the body as ${streamBody}`));
  });
  app.addContentTypeParser("text/csv", async (request: FastifyRequest, payload: Readable) => {
    const { anyBody, streamBody = "application/json" } = request.routeOptions.config;
    if (anyBody) return bytesOf(payload, request.routeOptions.bodyLimit ?? limits.body);
    if (streamBody !== "text/csv") throw new ProblemError(415, `Send the body as ${streamBody}`);
    refuseCompressed(request);
    return payload;
  });
  const form = "application/x-www-form-urlencoded";
  app.addContentTypeParser<Buffer>(form, { parseAs: "buffer" }, (request, bytes, done) => {
    const { anyBody, formBody, streamBody = "application/json" } = request.routeOptions.config;
    try {
      if (!anyBody && !formBody) throw new ProblemError(415, `Send the body as ${streamBody}`);
      if (!anyBody) refuseCompressed(request);
      request.bodyBytes = bytes;
      done(null, anyBody ? bytes : parseForm(bytes));
    } catch (error) {
      done(error as Error);
    }
  });
  app.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (request, bytes, done) => {
    const { anyBody, streamBody } = request.routeOptions.config;
    if (anyBody) {
      done(null, bytes);
      return;
    }
    try {
      if (streamBody !== undefined) throw new ProblemError(415, `Send the body as ${streamBody}`);
      refuseCompressed(request);
      if (request.routeOptions.config.keepBytes) request.bodyBytes = bytes;
      done(null, bytes.length === 0 ? undefined : parseJson(bytes));
    } catch (error) {
      done(error as Error);
    }
  });
}
