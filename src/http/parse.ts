import type { z } from "zod";
import { type FieldError, invalid } from "./problem.ts";

/** A zod error as one entry for each wrong field, the path as `a.0.b`. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => {
    const path = issue.path.map(String).join(".");
    if (issue.code === "invalid_type") {
      const missing = issue.input === undefined || issue.message.endsWith("received undefined");
      return { path, message: missing ? "is required" : `must be ${article(issue.expected)}` };
    }
    return { path, message: issue.message };
  });
}

function article(type: string): string {
  const name = type === "int" ? "whole number" : type === "record" ? "object" : type;
  return `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
}

/**
 * A value of the schema's form.
 *
 * @throws ProblemError 400 with each wrong field
 */
export function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(fieldErrors(parsed.error));
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws ProblemError 400 where the body is not a JSON object */
export function objectBody(body: unknown): Record<string, unknown> {
  if (isObject(body)) return body;
  throw invalid([{ path: "", message: "The body must be a JSON object" }]);
}
