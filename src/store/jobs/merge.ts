/** Some of a sequence of changes, in its order. */
export interface Part<T> {
  found: readonly T[];
  /** Whether nothing comes after them. */
  last: boolean;
}

/**
 * Two sequences as one in the order of time, as far as it is known: it ends where the next of either is not at
 * hand. Each keeps its own order; of the same moment, the smaller id comes first.
 */
export function mergeParts<T extends { at: number; id: string }>(a: Part<T>, b: Part<T>): T[] {
  const merged: T[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [one, other] = [a.found[i], b.found[j]];
    if (one === undefined && (other === undefined || !a.last)) return merged;
    if (other === undefined && !b.last) return merged;
    const takeOne =
      other === undefined ||
      (one !== undefined && (one.at < other.at || (one.at === other.at && one.id < other.id)));
    merged.push((takeOne ? one : other) as T);
    if (takeOne) i += 1;
    else j += 1;
  }
}
