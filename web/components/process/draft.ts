import type { DeliveryOrder, PayloadFormat, SigningScheme, Trigger } from "../../../src/contract/words.ts";
import { type Disposition, type State, triggers } from "../../../src/contract/words.ts";
import type { Callback } from "../../api/callbacks.ts";
import type { ProcessWithSettings } from "../../api/processes.ts";
import type { VoiceProviders } from "../../api/voice-providers.ts";

/** A process page as it stands in the form: everything that one Save stores. */
export interface ProcessDraft {
  name: string;
  description: string;
  defaultCountry: string;
  allowDuplicates: boolean;
  states: State[];
  dispositions: Disposition[];
  voiceProviders: VoiceProviders;
  callbacks: CallbackDraft[];
}

/** `stored`: what the server has stays; `typed`: this is to be stored. */
export type SecretDraft = { kind: "stored"; last4: string | null } | { kind: "typed"; text: string };

/** Every kind's fields at once, so that choosing another kind and coming back loses nothing. */
export interface AuthDraft {
  type: "none" | "bearer" | "header";
  token: SecretDraft;
  key: string;
  value: SecretDraft;
}

export interface CallbackDraft {
  /** Names the block as long as the page is open; the id where it is stored. */
  key: string;
  id: string | null;
  name: string;
  enabled: boolean;
  url: string;
  payloadFormat: PayloadFormat;
  requiresWhitelistedSource: boolean;
  auth: AuthDraft;
  triggers: Trigger[];
  /** Null: any. */
  dispositions: string[] | null;
  /** Null: any. */
  states: string[] | null;
  order: DeliveryOrder;
  /** Requests per second; null: no limit. A text is what no number could be made of. */
  rateLimit: number | string | null;
  timeoutMs: number | string;
  signing: SigningScheme;
}

export const typed = (text: string): SecretDraft => ({ kind: "typed", text });

const secretDraft = (secret: { last4?: string }): SecretDraft => ({
  kind: "stored",
  last4: secret.last4 ?? null,
});

function authDraft(auth: Callback["auth"]): AuthDraft {
  return {
    type: auth.type,
    token: auth.type === "bearer" ? secretDraft(auth.token) : typed(""),
    key: auth.type === "header" ? auth.key : "",
    value: auth.type === "header" ? secretDraft(auth.value) : typed(""),
  };
}

function callbackDraft(callback: Callback, key: string): CallbackDraft {
  const { state, pausedReason, pausedAt, warnings, auth, ...settings } = callback;
  return { ...settings, key, auth: authDraft(auth) };
}

/**
 * A process as the server has it, as a form.
 *
 * @param keyOf names the block of a callback; its id where nothing else is known
 */
export function draftOf(
  process: ProcessWithSettings,
  keyOf: (id: string, index: number) => string = (id) => id,
): ProcessDraft {
  const { name, description, defaultCountry, allowDuplicates, states, dispositions } = process;
  const { voiceProviders } = process;
  const callbacks = process.advancedSettings.leadUpdateCallbacks.map((one, index) =>
    callbackDraft(one, keyOf(one.id, index)),
  );
  const outcomes = { states, dispositions, voiceProviders };
  return { name, description, defaultCountry, allowDuplicates, ...outcomes, callbacks };
}

/** A newer version of the process, its blocks named as those of the form are. */
export const alike = (process: ProcessWithSettings, { callbacks }: ProcessDraft): ProcessDraft =>
  draftOf(process, (id) => callbacks.find((one) => one.id === id)?.key ?? id);

/** "Callback 3": after the number of those there are, and a name that none of them has. */
function freeName(callbacks: readonly CallbackDraft[]): string {
  const taken = new Set(callbacks.map(({ name }) => name));
  let number = callbacks.length + 1;
  while (taken.has(`Callback ${number}`)) number += 1;
  return `Callback ${number}`;
}

/** A block that was just added. */
export function newCallback(
  key: string,
  callbacks: readonly CallbackDraft[],
  timeoutMs: number,
): CallbackDraft {
  return {
    key,
    id: null,
    name: freeName(callbacks),
    enabled: true,
    url: "",
    payloadFormat: "activity_update",
    requiresWhitelistedSource: false,
    auth: { type: "none", token: typed(""), key: "", value: typed("") },
    triggers: [...triggers],
    dispositions: null,
    states: null,
    order: "per_lead",
    rateLimit: null,
    timeoutMs,
    signing: "v1",
  };
}

/** A stored secret cannot be copied: nobody can read it. */
const uncopied = (secret: SecretDraft): SecretDraft => (secret.kind === "typed" ? secret : typed(""));

/** The same settings under another name. */
export function duplicateOf(
  key: string,
  original: CallbackDraft,
  callbacks: readonly CallbackDraft[],
): CallbackDraft {
  const { auth } = original;
  return {
    ...original,
    key,
    id: null,
    name: freeName(callbacks),
    auth: { ...auth, token: uncopied(auth.token), value: uncopied(auth.value) },
  };
}

/** A secret as it is sent: left out where the stored one stays. */
const sentSecret = (secret: SecretDraft) => (secret.kind === "typed" ? secret.text : undefined);

function sentAuth(auth: AuthDraft) {
  if (auth.type === "bearer") return { type: auth.type, token: sentSecret(auth.token) };
  if (auth.type === "header") return { type: auth.type, key: auth.key, value: sentSecret(auth.value) };
  return { type: auth.type };
}

/** A callback as the API takes it in, for Save, for a test and for the checks. */
export function sentCallback({ key, id, auth, ...settings }: CallbackDraft): Record<string, unknown> {
  return { ...(id !== null && { id }), ...settings, auth: sentAuth(auth) };
}

/** The whole page as one Save sends it. */
export function sentProcess({ callbacks, ...fields }: ProcessDraft): Record<string, unknown> {
  return { ...fields, advancedSettings: { leadUpdateCallbacks: callbacks.map(sentCallback) } };
}

/** Whether Save would store anything. */
export const isChanged = (draft: ProcessDraft, stored: ProcessWithSettings): boolean =>
  JSON.stringify(sentProcess(draft)) !== JSON.stringify(sentProcess(draftOf(stored)));
