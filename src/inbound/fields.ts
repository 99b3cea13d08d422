import type { Json } from "../callbacks/activity-body.ts";

type Fields = Record<string, unknown>;

/** An object of a body, or an empty one where something else stands in its place. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A text that is not empty, else null. Numbers count: forms and variables hold ids as either. */
export function text(value: unknown): string | null {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value !== "string") return null;
  const trimmed = value.trim();
  return trimmed === "" ? null : trimmed;
}

/** A number, also one in a text; else null. */
export function number(value: unknown): number | null {
  const known = text(value);
  const read = known === null ? Number.NaN : Number(known);
  return Number.isFinite(read) ? read : null;
}

export const flag = (value: unknown): boolean | null =>
  value === true || value === "true" ? true : value === false || value === "false" ? false : null;

/** From 2000 to 2100: what lies outside is no time of a call. */
const plausible = (ms: number): boolean => ms > 946_684_800_000 && ms < 4_102_444_800_000;

/** A time as ms since the epoch: ISO 8601 (UTC where it names no zone), RFC 2822, or ms in a number; else null. */
export function time(value: unknown): number | null {
  const known = text(value);
  if (known === null) return null;
  const bare = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?$/.test(known);
  const ms = /^\d+$/.test(known) ? Number(known) : Date.parse(bare ? `${known.replace(" ", "T")}Z` : known);
  return Number.isFinite(ms) && plausible(ms) ? Math.round(ms) : null;
}

/** A value that was parsed from JSON, null where it is missing. */
export const json = (value: unknown): Json => (value === undefined ? null : (value as Json));

/** The first that is not null. */
export const first = <T>(...values: (T | null)[]): T | null => values.find((value) => value !== null) ?? null;

/** What bags of metadata say of the lead, the first bag that names it first. */
export function namedLead(...bags: unknown[]): { leadId: string | null; referenceId: string | null } {
  const named = (...names: string[]) =>
    first(...bags.flatMap((bag) => names.map((name) => text(fields(bag)[name]))));
  return { leadId: named("leadId", "lead_id"), referenceId: named("referenceId", "reference_id") };
}

/** How deep outcomes are looked for: an extraction is grouped at most once, and its value may be an object. */
const outcomeDepth = 3;

/** Outcomes that an agent's own analysis names, in fields called disposition or outcome (`call_outcome`, ...). */
export function namedOutcomes(bag: unknown, depth = 0): string[] {
  if (depth >= outcomeDepth) return [];
  return Object.entries(fields(bag)).flatMap(([name, value]) => {
    if (!/(^|[_ ])(disposition|outcome)$/i.test(name.replace(/([a-z])([A-Z])/g, "$1_$2"))) {
      return namedOutcomes(value, depth + 1);
    }
    const inner = fields(value);
    const found = first(...[value, inner.objective, inner.value, inner.result, inner.subjective].map(text));
    return found === null ? [] : [found];
  });
}

/** Each once, in order. */
export const distinct = (values: readonly (string | null)[]): string[] => [
  ...new Set(values.filter((value) => value !== null)),
];

/** `Agent: …` lines as entries; a line without a speaker goes on with the one before. */
export function spokenLines(transcript: unknown): { role: string; text: string }[] {
  const entries: { role: string; text: string }[] = [];
  for (const line of (text(transcript) ?? "").split("\n")) {
    const [, speaker, said] =
      /^\s*(assistant|agent|ai|bot|user|customer|human)\s*:\s*(.*)$/i.exec(line) ?? [];
    const last = entries.at(-1);
    if (speaker !== undefined) entries.push({ role: speakerOf(speaker), text: said ?? "" });
    else if (last !== undefined) last.text += `\n${line}`;
    else if (line.trim() !== "") entries.push({ role: "unknown", text: line });
  }
  return entries;
}

/** One word each for the two who speak. */
export function speakerOf(role: string): string {
  const known = role.toLowerCase();
  if (["assistant", "agent", "ai", "bot"].includes(known)) return "agent";
  return ["user", "customer", "human"].includes(known) ? "user" : known;
}
