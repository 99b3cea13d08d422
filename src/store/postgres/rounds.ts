/**
 * Items in as few lists as it takes for none to have a key twice, those of one key in their order: PostgreSQL changes a
 * row once in a statement, whatever else the statement says of it.
 */
export function inRounds<T>(items: readonly T[], keyOf: (item: T) => unknown): (readonly T[])[] {
  const same = [...Map.groupBy(items, keyOf).values()];
  if (same.length === items.length) return [items];
  const most = Math.max(...same.map(({ length }) => length));
  return Array.from({ length: most }, (_, round) => same.flatMap((list) => list.slice(round, round + 1)));
}
