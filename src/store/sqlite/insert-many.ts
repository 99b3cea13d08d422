import type { DatabaseSync, SQLInputValue } from "node:sqlite";

/** Rows of one statement. Opening a table and its indexes for each row costs a quarter of inserting it. */
const rowsAtOnce = 16;

/**
 * A prepared insert for any number of rows, several to a statement.
 *
 * @param into `table (columns)`
 * @param tuple the values of one row, such as `(?, ?, 0)`
 * @param end what the statement ends with, such as `on conflict do nothing`
 * @returns inserts the rows, each an array of the tuple's parameters, and returns the rowid of the last
 */
export function insertMany(
  handle: DatabaseSync,
  into: string,
  tuple: string,
  end = "",
): (rows: readonly (readonly SQLInputValue[])[]) => number {
  const one = handle.prepare(`insert into ${into} values ${tuple} ${end}`);
  const many = handle.prepare(
    `insert into ${into} values ${Array(rowsAtOnce).fill(tuple).join(", ")} ${end}`,
  );
  return (rows) => {
    let last: number | bigint = 0;
    let at = 0;
    for (; at + rowsAtOnce <= rows.length; at += rowsAtOnce) {
      last = many.run(...rows.slice(at, at + rowsAtOnce).flat()).lastInsertRowid;
    }
    for (; at < rows.length; at += 1) last = one.run(...(rows[at] ?? [])).lastInsertRowid;
    return Number(last);
  };
}
