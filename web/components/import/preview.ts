import { parse } from "csv-parse/browser/esm/sync";
import { type ColumnTarget, columnNames, guessColumns } from "../../../src/contract/csv-columns.ts";
import { encodingOf, formOf, parserOptions, sniffed } from "../../../src/contract/csv-text.ts";
import { unguarded } from "../../../src/contract/formula-guard.ts";

/** What a file's beginning says of it. */
export interface Preview {
  names: string[];
  /** What the columns most likely are. */
  guesses: ColumnTarget[];
  /** The first rows, as texts. */
  rows: string[][];
}

/** Rows that are shown. */
const shown = 3;

/** The columns and first rows of a file, of which only the beginning is read; null where it cannot be read as CSV. */
export async function previewOf(file: Blob): Promise<Preview | null> {
  const bytes = new Uint8Array(await file.slice(0, sniffed).arrayBuffer());
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes, { stream: true });
    if (text.includes("\0") || text.startsWith("PK\u0003")) return null;
    const { separator, skip } = formOf(text);
    // The header, and some blank rows among the first ones.
    const options = { ...parserOptions(separator), to: shown + 8 };
    const [header, ...rows] = (parse(text.slice(skip), options) as string[][]).filter((cells) =>
      cells.some((cell) => cell.trim() !== ""),
    );
    if (header === undefined) return null;
    const names = columnNames(header);
    return {
      names,
      guesses: guessColumns(names),
      rows: rows.slice(0, shown).map((row) => row.map(unguarded)),
    };
  } catch {
    return null;
  }
}

/** What keeps columns as they are said from making leads. */
export type ColumnFault = { type: "no-contact" } | { type: "no-name" } | { type: "twice"; target: string };

export function faultsOf(targets: readonly ColumnTarget[]): ColumnFault[] {
  const has = (target: ColumnTarget) => targets.includes(target);
  const faults: ColumnFault[] = [];
  if (!has("phone") && !has("email")) faults.push({ type: "no-contact" });
  if (!has("name") && !has("firstName")) faults.push({ type: "no-name" });
  for (const [target, { length }] of Map.groupBy(targets, (one) => one)) {
    if (target !== null && target !== "metadata" && length > 1) faults.push({ type: "twice", target });
  }
  return faults;
}
