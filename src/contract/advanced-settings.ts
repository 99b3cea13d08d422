import { z } from "zod";
import type { AddressPolicy } from "./address-classes.ts";
import { isRecord, repeated, wrongId, wrongNames, wrongSecret, wrongSource } from "./callback-rules.ts";
import {
  advancedSettingsInputSchema,
  below,
  type CallbackInput,
  callbackInputSchema,
  type FieldMessage,
  fieldMessages,
  inWords,
  maxCallbacks,
} from "./callback-schema.ts";
import { checkCallbackUrl } from "./callback-url.ts";
import type { DeliveryOrder, PayloadFormat, SigningScheme, Trigger } from "./words.ts";

/** What the checks need to know of the deployment and the process. */
export interface SettingsContext {
  policy: AddressPolicy;
  /** Whether the deployment has a fixed source (proxy or local address). */
  fixedSource: boolean;
  /** URLs of the project's own inspectors: each, to the letter, may be written although it may not be public. */
  inspectorUrls?: readonly string[];
  stateNames: readonly string[];
  dispositionNames: readonly string[];
  /** The callbacks that the process has now. */
  stored: readonly StoredCallbackRef[];
}

/** As much of a stored callback as decides whether its secret may stay. */
export interface StoredCallbackRef {
  id: string;
  url: string;
  auth: { type: "none" } | { type: "bearer" } | { type: "header"; key: string };
}

/** `keep`: the secret that is stored for the callback's id stays. */
export type CheckedSecret = { kind: "keep" } | { kind: "set"; value: string };

export type CheckedAuth =
  | { type: "none" }
  | { type: "bearer"; secret: CheckedSecret }
  | { type: "header"; key: string; secret: CheckedSecret };

/** A callback that may be stored: every field there, every rule kept. */
export interface CheckedCallback {
  /** Null for a new one. */
  id: string | null;
  name: string;
  enabled: boolean;
  url: string;
  payloadFormat: PayloadFormat;
  requiresWhitelistedSource: boolean;
  auth: CheckedAuth;
  triggers: Trigger[];
  /** Null: any. */
  dispositions: string[] | null;
  /** Null: any. */
  states: string[] | null;
  order: DeliveryOrder;
  /** Requests per second; null: no limit. */
  rateLimit: number | null;
  timeoutMs: number;
  signing: SigningScheme;
}

interface Findings {
  errors: FieldMessage[];
  /** What works and should be looked at: http. */
  warnings: FieldMessage[];
  /** Quiet advice, for the form alone: no authentication. */
  hints: FieldMessage[];
}

export interface CheckedSettings extends Findings {
  /** Null where there are errors. */
  settings: CheckedCallback[] | null;
}

export interface CheckedOne extends Findings {
  /** Null where there are errors. */
  callback: CheckedCallback | null;
}

const noAuthHint =
  "Anyone who learns the URL could post to it. Let your server verify the signature, or set a Bearer Token or Custom Auth Header.";

/** The section with its entries still unread: each is read by itself, so that one wrong field hides no other. */
const sectionSchema = advancedSettingsInputSchema.extend({
  leadUpdateCallbacks: z
    .array(z.unknown(), {
      error: (issue) =>
        issue.input === undefined ? "Write the list of callbacks here, [] where there shall be none." : null,
    })
    .max(maxCallbacks, `A process can have at most ${maxCallbacks} callbacks.`),
});

/**
 * Checks the Advanced Settings section as it is sent in (`{leadUpdateCallbacks: [...]}`), whatever it holds, and
 * reports every wrong field once. Of a list that is too long, only as many as may be are looked at.
 *
 * @throws Error only where `context.policy.allow` holds something that is no CIDR
 */
export function checkAdvancedSettings(input: unknown, context: SettingsContext): CheckedSettings {
  const section = sectionSchema.safeParse(input, { error: inWords });
  const list = isRecord(input) ? input.leadUpdateCallbacks : undefined;
  const callbacks = (Array.isArray(list) ? list.slice(0, maxCallbacks) : []).map((one: unknown, index) =>
    inspect(one, context, index),
  );
  refuseRepetitions(callbacks);
  const all: Findings = { errors: fieldMessages(section.error), warnings: [], hints: [] };
  for (const [index, { errors, warnings, hints }] of callbacks.entries()) {
    const under = (found: FieldMessage[]) => found.map((one) => below(`leadUpdateCallbacks.${index}`, one));
    all.errors.push(...under(errors));
    all.warnings.push(...under(warnings));
    all.hints.push(...under(hints));
  }
  const checked = callbacks.flatMap(({ callback }) => callback ?? []);
  return { settings: all.errors.length === 0 ? checked : null, ...all };
}

/**
 * Checks one callback by itself, as for a test of settings that are not saved. Paths begin at the callback
 * (`auth.token`).
 *
 * @param index its place in the list, from 0, for the name that it has by default
 * @throws Error only where `context.policy.allow` holds something that is no CIDR
 */
export function checkOneCallback(input: unknown, context: SettingsContext, index = 0): CheckedOne {
  const { callback, errors, warnings, hints } = inspect(input, context, index);
  return { callback: errors.length === 0 ? callback : null, errors, warnings, hints };
}

interface Inspected extends CheckedOne {
  /** What could be read of it, also where other fields are wrong. */
  readable: Partial<CallbackInput>;
  name: string;
  /** The URL in the parser's form, or null where it is refused. */
  href: string | null;
}

function inspect(input: unknown, context: SettingsContext, index: number): Inspected {
  const parsed = callbackInputSchema.safeParse(input, { error: inWords });
  const readable = parsed.success ? parsed.data : readableFields(input);
  const name = readable.name ?? `Callback ${index + 1}`;
  const found: Findings = { errors: fieldMessages(parsed.error), warnings: [], hints: [] };
  const url = inspectUrl(readable.url, context, found);
  found.errors.push(
    ...wrongId(readable.id, context.stored),
    ...wrongSource(readable.requiresWhitelistedSource, context.fixedSource),
    ...wrongSecret(input, beforeOf(readable.id, context), url?.origin ?? null),
    ...wrongNames("dispositions", readable.dispositions, context.dispositionNames),
    ...wrongNames("states", readable.states, context.stateNames),
    ...repeated("triggers", readable.triggers),
  );
  if (readable.auth?.type === "none") found.hints.push({ path: "auth", message: noAuthHint });
  return {
    callback: parsed.success ? complete(parsed.data, name) : null,
    ...found,
    readable,
    name,
    href: url?.href ?? null,
  };
}

function beforeOf(id: string | undefined, { stored }: SettingsContext): StoredCallbackRef | undefined {
  return stored.find((one) => one.id === id);
}

/** The fields that are right by themselves, of a callback that is not. */
function readableFields(input: unknown): Partial<CallbackInput> {
  if (!isRecord(input)) return {};
  const right = Object.entries(callbackInputSchema.shape).flatMap(([key, schema]) => {
    const parsed = schema.safeParse(input[key]);
    return parsed.success ? [[key, parsed.data]] : [];
  });
  return Object.fromEntries(right) as Partial<CallbackInput>;
}

function inspectUrl(
  url: string | undefined,
  { policy, inspectorUrls }: SettingsContext,
  found: Findings,
): URL | null {
  if (url === undefined) return null;
  // Nothing leaves this server for it, so there is no address to judge and nobody on the way.
  if (inspectorUrls?.includes(url)) return URL.parse(url);
  const verdict = checkCallbackUrl(url, { ...policy, allowNames: policy.allow.length > 0 });
  if (!verdict.ok) {
    found.errors.push({ path: "url", message: verdict.message });
    return null;
  }
  found.warnings.push(...verdict.warnings.map((message) => ({ path: "url", message })));
  return new URL(verdict.url);
}

/** The same id or the same URL twice is an error of the later one. */
function refuseRepetitions(callbacks: readonly Inspected[]): void {
  for (const [index, { readable, href, errors }] of callbacks.entries()) {
    const earlier = callbacks.slice(0, index);
    if (readable.id !== undefined && earlier.some((one) => one.readable.id === readable.id)) {
      const message = "Another callback of the list has the same id. Leave id out to add a new callback.";
      if (!errors.some(({ path }) => path === "id")) errors.push({ path: "id", message });
    }
    const same = href === null ? undefined : earlier.find((one) => one.href === href);
    if (same !== undefined) {
      errors.push({
        path: "url",
        message: `"${same.name}" has the same URL. Write another, or remove one of the two.`,
      });
    }
  }
}

function complete(input: CallbackInput, name: string): CheckedCallback {
  const { revision, status, warnings, state, pausedReason, pausedAt, failingSince, ...settings } = input;
  return { ...settings, id: input.id ?? null, name, auth: completeAuth(input.auth) };
}

function completeAuth(auth: CallbackInput["auth"]): CheckedAuth {
  switch (auth.type) {
    case "none":
      return { type: "none" };
    case "bearer":
      return { type: "bearer", secret: completeSecret(auth.token) };
    case "header":
      return { type: "header", key: auth.key, secret: completeSecret(auth.value) };
  }
}

function completeSecret(secret: string | { set: true } | undefined): CheckedSecret {
  return typeof secret === "string" ? { kind: "set", value: secret } : { kind: "keep" };
}
