import type { ListedAudit } from "../../store/queries/audit.ts";

/** One field that was changed, or that says how something was done (then without `before`). */
export interface Changed {
  field: string;
  before: unknown;
  after: unknown;
}

/** An entry of the audit log, its changes as one flat list; a secret is there as "changed" alone. */
export function presentAudit(row: ListedAudit) {
  const detail = JSON.parse(row.detail) as Record<string, unknown>;
  return {
    id: row.id,
    at: new Date(row.created_at).toISOString(),
    actor: row.actor,
    action: row.action,
    target: row.target,
    targetName: row.target_name,
    changes: changesOf(detail),
  };
}

/** What an entry's detail says, whatever it is nested in: `status`, `Callback 1.url`. */
export function changesOf(detail: Record<string, unknown>, under = ""): Changed[] {
  return Object.entries(detail).flatMap(([key, value]): Changed[] => {
    const field = under === "" ? key : `${under}.${key}`;
    if (Array.isArray(value) && value.every(isObject))
      return value.flatMap((item) => changesOf(withoutName(item), nameOf(item, under)));
    if (value === null) return [];
    if (!isObject(value)) return [{ field, before: null, after: value }];
    if ("before" in value && "after" in value) return [{ field, before: value.before, after: value.after }];
    // What groups others says nothing itself.
    return changesOf(value, groups.has(key) ? under : field);
  });
}

const groups = new Set(["changed", "process"]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const nameOf = (item: Record<string, unknown>, under: string): string =>
  [under, typeof item.callback === "string" ? item.callback : String(item.id ?? "")]
    .filter(Boolean)
    .join(".");

const withoutName = ({ id: _id, callback: _callback, ...rest }: Record<string, unknown>) => rest;
