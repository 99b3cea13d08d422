import type { FieldError } from "../../api/http.ts";
import type { ProcessDraft } from "./draft.ts";
import { callbackPlace } from "./findings.ts";

/** The id of a control of a block, by which it is found and focused. */
export const controlId = (key: string, field: string): string => `callback-${key}-${field}`;

/** The id of a control outside the blocks; of voice providers the whole path, as each provider has its own. */
export const processControlId = (path: string): string => `process-${path}`;

/** The fields of a block as they stand from top to bottom. */
const order = [
  "id",
  "name",
  "enabled",
  "url",
  "payloadFormat",
  "requiresWhitelistedSource",
  "auth",
  "auth.type",
  "auth.token",
  "auth.key",
  "auth.value",
  "signing",
  "triggers",
  "dispositions",
  "states",
  "order",
  "rateLimit",
  "timeoutMs",
];

/** The fields of a block that lie under "Signing, order, send when". */
export const furtherFields: ReadonlySet<string> = new Set(order.slice(order.indexOf("signing")));

/** Whether an error of a block's field is to be seen before any try to save. */
export function isShown(draft: ProcessDraft, key: string, field: string, left: ReadonlySet<string>): boolean {
  if (left.has(controlId(key, field))) return true;
  // Who changed the URL has to know at once that it needs the secret again.
  const asked = field === "auth.token" ? "token" : field === "auth.value" ? "value" : null;
  const callback = draft.callbacks.find((one) => one.key === key);
  return asked !== null && callback?.auth[asked].kind === "stored" && left.has(controlId(key, "url"));
}

export interface Place {
  /** The block, or null for the fields of the process. */
  key: string | null;
  field: string;
  control: string;
}

/** The first wrong field, as they stand on the page. Errors outside Advanced Settings come first. */
export function firstWrong(draft: ProcessDraft, errors: readonly FieldError[]): Place | null {
  const outside = errors.find(({ path }) => !path.startsWith("leadUpdateCallbacks"));
  if (outside !== undefined) {
    const field = outside.path.split(".")[0] ?? "";
    return {
      key: null,
      field,
      control: processControlId(field === "voiceProviders" ? outside.path : field),
    };
  }
  const places = errors.flatMap(({ path }) => callbackPlace(path) ?? []);
  const [first] = places.sort(
    (one, other) => one.index - other.index || order.indexOf(one.field) - order.indexOf(other.field),
  );
  const key = first === undefined ? undefined : draft.callbacks[first.index]?.key;
  if (first === undefined || key === undefined) return null;
  return { key, field: first.field, control: controlId(key, first.field) };
}

/** Focuses the button of a block's menu, once what took the focus from it is gone. Mantine names it after the menu. */
export function focusMenu(key: string): void {
  requestAnimationFrame(() => document.getElementById(`${controlId(key, "menu")}-target`)?.focus());
}
