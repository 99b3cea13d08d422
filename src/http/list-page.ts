/**
 * A page of a list out of rows that were read with one more than asked for, newest first by id.
 *
 * @param shown how a row leaves the server
 */
export function listPage<Row extends { id: string }, Shown>(
  rows: readonly Row[],
  limit: number,
  shown: (row: Row) => Shown,
): { data: Shown[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  return {
    data: page.map(shown),
    nextCursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null,
  };
}
