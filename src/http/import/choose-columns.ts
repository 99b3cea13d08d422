import { type ColumnTarget, columnNames, guessColumns } from "../../contract/csv-columns.ts";
import type { Column } from "./lead-of-row.ts";
import { UnreadableFile } from "./read-rows.ts";

/**
 * What each column of a file becomes: as it was said, else as its name lets guess.
 *
 * @throws UnreadableFile where the file lacks a column that was named, or no row of it could be a lead
 */
export function chooseColumns(
  header: readonly string[],
  mapping: Readonly<Record<string, ColumnTarget>>,
): Column[] {
  const names = columnNames(header);
  const missing = Object.keys(mapping).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new UnreadableFile(`The file has no column ${missing.join(", ")}. It has: ${names.join(", ")}`);
  }
  const said = new Set(Object.values(mapping));
  const columns = guessColumns(names).map((guess, index): Column => {
    const name = names[index] ?? "";
    const own = Object.hasOwn(mapping, name) ? mapping[name] : undefined;
    if (own !== undefined) return { name, target: own };
    // What was said of another column is not guessed of this one as well.
    return { name, target: said.has(guess) ? null : guess };
  });
  refuseTwice(columns);
  const targets = new Set(columns.map(({ target }) => target));
  const lacks = (...fields: ColumnTarget[]) => fields.every((field) => !targets.has(field));
  if (lacks("phone", "email")) throw new UnreadableFile("No column is the phone or the email of a lead");
  if (lacks("name", "firstName")) throw new UnreadableFile("No column is the name of a lead");
  return columns;
}

function refuseTwice(columns: readonly Column[]): void {
  for (const [target, own] of Map.groupBy(columns, (column) => column.target)) {
    if (target !== null && target !== "metadata" && own.length > 1) {
      throw new UnreadableFile(`${own.map(({ name }) => name).join(" and ")} are both to be ${target}`);
    }
  }
}
