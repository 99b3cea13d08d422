import type { ImportedColumn, RefusedRow } from "../../store/queries/imports.ts";
import type { ImportTable } from "../../store/schema.ts";

/** An import that has not ended and that nobody has heard of for so long has lost its server, ms. */
const lostAfterMs = 5 * 60_000;

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/**
 * An import with what became of its rows so far.
 *
 * @param now ms since the epoch
 */
export function presentImport(row: ImportTable, now: number) {
  // One that was cancelled ends with the rows that its server has in hand, if that still lives.
  const begun = row.status === "running" || row.status === "cancelled";
  const gone = begun && row.ended_at === null && now - row.noted_at > lostAfterMs;
  const lost = gone && row.status === "running";
  return {
    id: row.id,
    processId: row.process_id,
    fileName: row.file_name,
    dryRun: row.dry_run === 1,
    init: row.init === 1,
    status: lost ? "failed" : row.status,
    columns: row.columns === null ? null : (JSON.parse(row.columns) as ImportedColumn[]),
    rows: row.row_count,
    imported: row.imported,
    existing: row.existing,
    failed: row.failed,
    error: lost
      ? "The server stopped in the midst of it. Import the file again: what is there already is told, not doubled"
      : row.error,
    createdAt: iso(row.created_at),
    endedAt: iso(gone ? row.noted_at : row.ended_at),
  };
}

/** A row that was refused, the cells under the names of their columns. */
export const presentRefused = ({ row, column, error, existing, values }: RefusedRow) => ({
  row,
  column: column === "" ? null : column,
  error,
  existing,
  values,
});
