import {
  type CheckedCallback,
  checkAdvancedSettings,
  type SettingsContext,
} from "../contract/advanced-settings.ts";
import type { Disposition, State } from "../contract/words.ts";
import { newSigningSecret } from "../delivery/signing.ts";
import { newId } from "../platform/ids.ts";
import type { CallbackTable } from "../store/schema.ts";
import type { AppContext } from "./context.ts";
import { isObject } from "./parse.ts";

/** A secret of at least this many characters shows its last four. */
const shownFrom = 12;

/** What the checks of Advanced Settings need to know. */
export async function settingsContext(
  context: AppContext,
  projectId: string,
  process: { states: readonly State[]; dispositions: readonly Disposition[] },
  callbacks: readonly CallbackTable[],
): Promise<SettingsContext> {
  return {
    policy: context.policy,
    fixedSource: context.config.egressFixed.kind !== "none",
    inspectorUrls: await context.inspectors.urlsOf(projectId),
    stateNames: process.states.map(({ name }) => name),
    dispositionNames: process.dispositions.map(({ name }) => name),
    stored: callbacks.map((row) => ({ id: row.id, url: row.url, auth: authRef(row) })),
  };
}

function authRef(row: CallbackTable): SettingsContext["stored"][number]["auth"] {
  if (row.auth_type === "bearer") return { type: "bearer" };
  if (row.auth_type === "header") return { type: "header", key: row.auth_key ?? "" };
  return { type: "none" };
}

/** Checks the section as it was sent; a callback without a time limit gets the deployment's. */
export function checkSection(context: AppContext, section: unknown, settings: SettingsContext) {
  return checkAdvancedSettings(withTimeouts(section, context.config.callbackTimeoutMs), settings);
}

function withTimeouts(section: unknown, timeoutMs: number): unknown {
  if (!isObject(section) || !Array.isArray(section.leadUpdateCallbacks)) return section;
  const callbacks = section.leadUpdateCallbacks.map((callback: unknown) => withTimeout(callback, timeoutMs));
  return { ...section, leadUpdateCallbacks: callbacks };
}

export function withTimeout(callback: unknown, timeoutMs: number): unknown {
  return isObject(callback) && callback.timeoutMs === undefined ? { ...callback, timeoutMs } : callback;
}

/** The rows that checked settings become: secrets sealed, new callbacks with an id and a signing secret. */
export function callbackRows(
  context: AppContext,
  stored: { process: { id: string; project_id: string }; callbacks: readonly CallbackTable[] },
  checked: readonly CheckedCallback[],
): CallbackTable[] {
  const known = new Map(stored.callbacks.map((row) => [row.id, row]));
  return checked.map((callback, position) => callbackRow(context, stored.process, known, callback, position));
}

function callbackRow(
  context: AppContext,
  process: { id: string; project_id: string },
  known: ReadonlyMap<string, CallbackTable>,
  callback: CheckedCallback,
  position: number,
): CallbackTable {
  const now = context.clock.now();
  const before = known.get(callback.id ?? "");
  return {
    id: before?.id ?? newId(now),
    project_id: process.project_id,
    process_id: process.id,
    position,
    name: callback.name,
    enabled: callback.enabled ? 1 : 0,
    url: callback.url,
    payload_format: callback.payloadFormat,
    requires_whitelisted_source: callback.requiresWhitelistedSource ? 1 : 0,
    ...authColumns(context, callback, before),
    triggers: JSON.stringify(callback.triggers),
    dispositions: callback.dispositions && JSON.stringify(callback.dispositions),
    states: callback.states && JSON.stringify(callback.states),
    delivery_order: callback.order,
    rate_limit: callback.rateLimit,
    timeout_ms: callback.timeoutMs,
    ...signingColumns(context, callback, before),
    paused_reason: null,
    paused_at: null,
    failing_since: null,
    removed_at: null,
    created_at: before?.created_at ?? now,
  };
}

type AuthColumns = Pick<CallbackTable, "auth_type" | "auth_key" | "auth_secret" | "auth_last4">;

function authColumns(
  context: AppContext,
  callback: CheckedCallback,
  before: CallbackTable | undefined,
): AuthColumns {
  const { auth } = callback;
  if (auth.type === "none") return { auth_type: "none", auth_key: null, auth_secret: null, auth_last4: null };
  const auth_key = auth.type === "header" ? auth.key : null;
  if (auth.secret.kind === "keep") {
    return {
      auth_type: auth.type,
      auth_key,
      auth_secret: before?.auth_secret ?? null,
      auth_last4: before?.auth_last4 ?? null,
    };
  }
  const { value } = auth.secret;
  return {
    auth_type: auth.type,
    auth_key,
    auth_secret: context.secrets.seal(value),
    auth_last4: shownEnd(value),
  };
}

/** What is shown of a secret: its last four characters, where it is long enough. */
export const shownEnd = (value: string): string | null =>
  value.length >= shownFrom ? value.slice(-4) : null;

type SigningColumns = Pick<CallbackTable, "signing" | "secret" | "previous_secret" | "previous_until">;

/** The signing secret stays; another scheme needs a new one. */
function signingColumns(
  context: AppContext,
  callback: CheckedCallback,
  before: CallbackTable | undefined,
): SigningColumns {
  if (before !== undefined && before.signing === callback.signing) {
    const { signing, secret, previous_secret, previous_until } = before;
    return { signing, secret, previous_secret, previous_until };
  }
  return {
    signing: callback.signing,
    secret: context.secrets.seal(newSigningSecret(callback.signing)),
    previous_secret: null,
    previous_until: null,
  };
}
