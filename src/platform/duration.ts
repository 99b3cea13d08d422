const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The milliseconds that a duration such as `500ms`, `5s`, `30m`, `2h` or `3d` names, or null where the text is
 * none. Decimals are allowed (`1.5s`); a bare number is not, since its unit would be a guess.
 */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  const unit = unitMs[match?.[2] ?? ""];
  if (match === null || unit === undefined) return null;
  return Math.round(Number(match[1]) * unit);
}
