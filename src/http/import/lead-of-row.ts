import type { ColumnTarget } from "../../contract/csv-columns.ts";
import { unguarded } from "../../contract/formula-guard.ts";
import { parseJson } from "../json.ts";
import { isObject } from "../parse.ts";

/** A column of the file and what it becomes. */
export interface Column {
  name: string;
  target: ColumnTarget;
}

export type RowLead = { lead: Record<string, unknown> } | { column: string; error: string };

/** Whether a spreadsheet left the row empty. */
export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === "");

/**
 * The lead that a row says, in the API's own form but for where it goes. What is empty is left out; the apostrophe
 * that an export puts before what looks like a formula is taken off.
 */
export function leadOfRow(columns: readonly Column[], cells: readonly string[]): RowLead {
  if (!isBlank(cells.slice(columns.length))) {
    return { column: "", error: `has ${cells.length} cells, the header ${columns.length}` };
  }
  const lead: Record<string, unknown> = {};
  const metadata: [string, unknown][] = [];
  for (const [index, { name, target }] of columns.entries()) {
    const text = unguarded((cells[index] ?? "").trim());
    if (target === null || text === "") continue;
    if (target === "metadata") {
      const value = jsonObject(text);
      if (value === null) return { column: name, error: "metadata must be a JSON object" };
      metadata.push(...Object.entries(value));
    } else if (target.startsWith("metadata.")) metadata.push([target.slice("metadata.".length), text]);
    else lead[target] = text;
  }
  return { lead: { ...lead, ...(metadata.length > 0 && { metadata: Object.fromEntries(metadata) }) } };
}

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value = parseJson(Buffer.from(text));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Names of the columns that hold these fields, or the fields themselves where the file has none. */
export function columnsOf(columns: readonly Column[], paths: readonly string[]): string {
  const names = paths.map((path) => {
    const field = path.split(".")[0] ?? "";
    return columns.find(({ target }) => target === path || target?.split(".")[0] === field)?.name ?? field;
  });
  return [...new Set(names)].filter((name) => name !== "").join(", ");
}
