import { escapeHtml } from "../pages.ts";
import type { JsonSchema } from "./schemas.ts";

/** Words of the document as HTML: paragraphs, `code`, **strong** and *emphasis*. */
export const prose = (markdown: string): string =>
  markdown
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${inline(paragraph)}</p>`)
    .join("\n");

export const inline = (markdown: string): string =>
  escapeHtml(markdown)
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/\*([^*]+)\*/g, "<em>$1</em>");

export const schemaAnchor = (name: string): string => `schema-${name}`;

/** Code with a button that copies it. */
export const code = (text: string, what: string): string =>
  `<div class="code"><pre tabindex="0" aria-label="${escapeHtml(what)}">${escapeHtml(text)}</pre>` +
  `<button type="button" data-copy aria-label="Copy: ${escapeHtml(what)}">Copy</button></div>`;

const refName = (schema: JsonSchema): string | null =>
  typeof schema.$ref === "string" ? (schema.$ref.split("/").at(-1) ?? null) : null;

const alternatives = (schema: JsonSchema): JsonSchema[] | null =>
  (schema.anyOf ?? schema.oneOf ?? null) as JsonSchema[] | null;

/** What a schema is, in a few words. */
export function typeWords(schema: JsonSchema): string {
  const name = refName(schema);
  if (name !== null) return `<a href="#${schemaAnchor(name)}">${escapeHtml(name)}</a>`;
  if ("const" in schema) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`;
  if (Array.isArray(schema.enum)) {
    return schema.enum.map((value) => `<code>${escapeHtml(String(value))}</code>`).join(" ");
  }
  const either = alternatives(schema);
  if (either !== null) return [...new Set(either.map(typeWords))].join(" or ");
  const { type, format, items } = schema;
  if (type === "array") return `list of ${typeWords((items ?? {}) as JsonSchema)}`;
  const words = Array.isArray(type) ? type.join(" or ") : typeof type === "string" ? type : "any JSON";
  return format === "date-time" ? "time" : escapeHtml(words);
}

/** The limits of a value, in a few words; empty for none. */
function limitWords(schema: JsonSchema): string {
  const { minimum, maximum, maxLength, minItems, maxItems, default: fallback } = schema;
  return [
    minimum !== undefined && `from ${minimum}`,
    maximum !== undefined && `to ${maximum}`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    minItems !== undefined && `at least ${minItems}`,
    maxItems !== undefined && `at most ${maxItems}`,
    fallback !== undefined && `by default ${JSON.stringify(fallback)}`,
  ]
    .filter((words) => words !== false)
    .join(", ");
}

/** The fields of a schema, each with its own below it; empty where it has none. */
export function fields(schema: JsonSchema): string {
  const either = alternatives(schema);
  if (either !== null) {
    const shown = either.map(fields).filter((html) => html !== "");
    return shown.join(shown.length > 1 ? '<p class="or">or</p>' : "");
  }
  if (schema.type === "array") return fields((schema.items ?? {}) as JsonSchema);
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  if (properties.length === 0) return "";
  const required = (schema.required ?? []) as string[];
  return `<ul class="fields">${properties
    .map(([name, property]) => field(name, property, required.includes(name)))
    .join("")}</ul>`;
}

/** One field or parameter. */
export function field(name: string, schema: JsonSchema, required: boolean): string {
  const limits = limitWords(schema);
  const about = typeof schema.description === "string" ? `<p>${inline(schema.description)}</p>` : "";
  return (
    `<li><code class="name">${escapeHtml(name)}</code> <span class="type">${typeWords(schema)}</span>` +
    `${required ? ' <span class="required">required</span>' : ""}` +
    `${limits === "" ? "" : ` <span class="limits">${escapeHtml(limits)}</span>`}${about}${fields(schema)}</li>`
  );
}
