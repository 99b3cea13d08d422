/**
 * The smallest of `values` that at least `fraction` (0..1) of them do not exceed (nearest rank); NaN of none.
 */
export function percentile(values: ArrayLike<number>, fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.max(1, Math.ceil(fraction * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The median; the lower one of the two in the middle of an even number. */
export function median(values: ArrayLike<number>): number {
  return percentile(values, 0.5);
}
