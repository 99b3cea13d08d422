import { type RawBuilder, sql } from "kysely";

/**
 * Whether a column holds a text, whatever its case. Said with `escape`, since the engines differ in what escapes
 * inside LIKE by default.
 */
export function holds(column: string, text: string): RawBuilder<boolean> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  return sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}
