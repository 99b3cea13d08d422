/** What a body is to a reader: JSON that can be folded, or text as it is. */
export type Body = { kind: "empty" } | { kind: "text" } | { kind: "json"; value: unknown };

/** Only objects and arrays fold; a bare word or number reads as it is. */
export function bodyOf(text: string): Body {
  if (text === "") return { kind: "empty" };
  if (!/^\s*[[{]/.test(text)) return { kind: "text" };
  try {
    return { kind: "json", value: JSON.parse(text) as unknown };
  } catch {
    return { kind: "text" };
  }
}

export type Entries = { open: "{" | "["; close: "}" | "]"; entries: [key: string | null, value: unknown][] };

/** The parts of an object or an array, or null of what has none. */
export function entriesOf(value: unknown): Entries | null {
  if (Array.isArray(value))
    return { open: "[", close: "]", entries: value.map((item: unknown) => [null, item]) };
  if (typeof value === "object" && value !== null)
    return { open: "{", close: "}", entries: Object.entries(value) };
  return null;
}

/** Whether a part is unfolded at first: the whole, and parts below it that hold a few plain values. */
export function opensAtFirst(value: unknown, depth: number): boolean {
  if (depth === 0) return true;
  const parts = entriesOf(value)?.entries ?? [];
  return depth === 1 && parts.length <= 6 && parts.every(([, part]) => entriesOf(part) === null);
}
