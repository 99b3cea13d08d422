import { z } from "zod";

export type JsonSchema = { [keyword: string]: unknown };

/** JSON Schemas of zod schemas, those with an id of their own gathered as components. */
export class Schemas {
  readonly components: Record<string, JsonSchema> = {};

  /** What may be sent, or is answered, under a zod schema (JSON Schema 2020-12, as OpenAPI 3.1 takes it). */
  of(schema: z.ZodType): JsonSchema {
    const { $schema, $defs, ...made } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    for (const [name, found] of Object.entries($defs ?? {})) {
      // zod's own names are those of its recursive schema of any JSON.
      if (!name.startsWith("__")) this.components[name] ??= tidied(found);
    }
    return tidied(made);
  }
}

/** Without what zod writes for machines alone: patterns that say what a format says, and any JSON spelt out. */
function tidied(schema: object): JsonSchema {
  const { id, pattern, propertyNames, minimum, maximum, $ref, ...rest } = schema as JsonSchema;
  if (typeof $ref === "string" && $ref.startsWith("#/$defs/__")) return {};
  return {
    ...($ref !== undefined && { $ref: String($ref).replace("#/$defs/", "#/components/schemas/") }),
    ...(pattern !== undefined && rest.format === undefined && { pattern }),
    ...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
    ...Object.fromEntries(Object.entries(rest).map(([keyword, value]) => [keyword, inside(keyword, value)])),
  };
}

/** The schemas within a keyword; values of others stay as they are. */
function inside(keyword: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    return ["anyOf", "oneOf", "allOf"].includes(keyword) ? value.map((one: object) => tidied(one)) : value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (keyword === "properties") {
    return Object.fromEntries(
      Object.entries(value).map(([name, schema]) => [name, tidied(schema as object)]),
    );
  }
  return ["items", "additionalProperties"].includes(keyword) ? tidied(value) : value;
}
