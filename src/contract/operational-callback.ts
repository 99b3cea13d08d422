import { type CheckedOne, checkOneCallback, type SettingsContext } from "./advanced-settings.ts";
import { readOnlyFields } from "./callback-schema.ts";

/** The settings of a project's operational callback: those of a callback that have nothing to do with leads. */
const settings = [
  "name",
  "enabled",
  "url",
  "requiresWhitelistedSource",
  "auth",
  "rateLimit",
  "timeoutMs",
  "signing",
] as const;
const readOnly = ["id", "processId", ...Object.keys(readOnlyFields)];

/** What it is called where nobody named it. */
const defaultName = "Operational callback";

/**
 * Checks a project's operational callback under the rules of all callbacks. Paths begin at the callback
 * (`auth.token`).
 *
 * @param context its `stored` holds the one that the project has now, if it has one
 */
export function checkOperationalCallback(
  input: Record<string, unknown>,
  context: SettingsContext,
): CheckedOne {
  const known = (key: string) => settings.some((name) => name === key);
  const foreign = Object.keys(input).filter((key) => !known(key) && !readOnly.includes(key));
  const own = Object.fromEntries(Object.entries(input).filter(([key]) => known(key)));
  const [before] = context.stored;
  const id = before === undefined ? {} : { id: before.id };
  const checked = checkOneCallback({ name: defaultName, ...own, ...id }, context);
  const errors = [
    ...foreign.map((path) => ({ path, message: `"${path}" is not a setting of an operational callback.` })),
    ...checked.errors,
  ];
  return { ...checked, errors, callback: errors.length === 0 ? checked.callback : null };
}
