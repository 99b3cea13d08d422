import type { CallbackDraft, ProcessDraft } from "./draft.ts";

const fields = [
  "name",
  "description",
  "defaultCountry",
  "allowDuplicates",
  "states",
  "dispositions",
  "voiceProviders",
] as const;

const settings = [
  "name",
  "enabled",
  "url",
  "payloadFormat",
  "requiresWhitelistedSource",
  "auth",
  "triggers",
  "dispositions",
  "states",
  "order",
  "rateLimit",
  "timeoutMs",
  "signing",
] as const;

export type ProcessField = (typeof fields)[number];
export type CallbackField = (typeof settings)[number];

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const find = (callbacks: readonly CallbackDraft[], key: string): CallbackDraft | undefined =>
  callbacks.find((one) => one.key === key);

/** What was changed in `mine` since `base`, on top of `theirs`; elsewhere `theirs`. Blocks are told by their keys. */
export function merged(base: ProcessDraft, theirs: ProcessDraft, mine: ProcessDraft): ProcessDraft {
  const own = fields.filter((field) => !same(base[field], mine[field]));
  const kept = theirs.callbacks.flatMap((their) => {
    const before = find(base.callbacks, their.key);
    const my = find(mine.callbacks, their.key);
    if (before === undefined) return [their];
    return my === undefined ? [] : [mergedCallback(before, their, my)];
  });
  const added = mine.callbacks.filter(({ key }) => find(base.callbacks, key) === undefined);
  const callbacks = [...kept, ...added];
  return { ...theirs, ...Object.fromEntries(own.map((field) => [field, mine[field]])), callbacks };
}

function mergedCallback(before: CallbackDraft, their: CallbackDraft, my: CallbackDraft): CallbackDraft {
  const own = settings.filter((field) => !same(before[field], my[field]));
  // The same object where nothing differs, so that its block is not drawn anew.
  const result = { ...their, ...Object.fromEntries(own.map((field) => [field, my[field]])) };
  return same(result, my) ? my : result;
}

/** One thing that someone else changed, beside what stands in the form. */
export type Difference =
  | { kind: "field"; field: ProcessField; theirs: unknown; mine: unknown; both: boolean }
  | {
      kind: "setting";
      callback: string;
      field: CallbackField;
      theirs: unknown;
      mine: unknown;
      /** Both changed it, and not to the same. */
      both: boolean;
    }
  | { kind: "added"; callback: string }
  | { kind: "removed"; callback: string };

/** What changed from `base` to `theirs`. */
export function differences(base: ProcessDraft, theirs: ProcessDraft, mine: ProcessDraft): Difference[] {
  const changed: Difference[] = fields
    .filter((field) => !same(base[field], theirs[field]))
    .map((field) => ({
      kind: "field",
      field,
      theirs: theirs[field],
      mine: mine[field],
      both: !same(base[field], mine[field]) && !same(theirs[field], mine[field]),
    }));
  const added = theirs.callbacks.filter(({ key }) => find(base.callbacks, key) === undefined);
  const removed = base.callbacks.filter(({ key }) => find(theirs.callbacks, key) === undefined);
  return [
    ...changed,
    ...theirs.callbacks.flatMap((their) => {
      const before = find(base.callbacks, their.key);
      return before === undefined ? [] : settingsChanged(before, their, find(mine.callbacks, their.key));
    }),
    ...added.map(({ name }): Difference => ({ kind: "added", callback: name })),
    ...removed.map(({ name }): Difference => ({ kind: "removed", callback: name })),
  ];
}

function settingsChanged(
  before: CallbackDraft,
  their: CallbackDraft,
  my: CallbackDraft | undefined,
): Difference[] {
  return settings
    .filter((field) => !same(before[field], their[field]))
    .map((field) => ({
      kind: "setting",
      callback: before.name,
      field,
      theirs: their[field],
      mine: my?.[field],
      both: my !== undefined && !same(before[field], my[field]) && !same(their[field], my[field]),
    }));
}
