import { voiceProviders } from "../../../src/contract/words.ts";
import type { VoiceProviders } from "../../api/voice-providers.ts";
import type { Strings } from "../../strings/strings.ts";
import type { AuthDraft, SecretDraft } from "./draft.ts";
import type { CallbackField, ProcessField } from "./merge.ts";
import { providerNames } from "./voice/names.ts";

export type CompareWords = Pick<Strings, "process" | "callback" | "common" | "dispositionTypes" | "voice">;

/** What a field is called on the page. */
export function fieldLabel(
  field: ProcessField | CallbackField,
  kind: "field" | "setting",
  { process, callback, voice }: CompareWords,
): string {
  const labels: Record<ProcessField | CallbackField, string> = {
    name: process.name,
    description: process.description,
    defaultCountry: process.defaultCountry,
    allowDuplicates: process.allowDuplicates,
    states: kind === "field" ? process.states : callback.onlyStates,
    dispositions: kind === "field" ? process.dispositions : callback.onlyDispositions,
    voiceProviders: voice.title,
    enabled: callback.turnOn,
    url: callback.url,
    payloadFormat: callback.format,
    requiresWhitelistedSource: callback.whitelisted,
    auth: callback.auth,
    triggers: callback.sendWhen,
    order: callback.order,
    rateLimit: callback.rateLimitUnit,
    timeoutMs: callback.timeout,
    signing: callback.signing,
  };
  return labels[field];
}

/** A value of a field as text. Secrets are never among it. */
export function valueText(field: ProcessField | CallbackField, value: unknown, words: CompareWords): string {
  const { process, callback, common } = words;
  if (value === undefined) return callback.remove;
  if (value === null) return field === "rateLimit" ? callback.rateLimitNone : common.any;
  if (value === "") return process.empty;
  if (typeof value === "boolean") return value ? process.yes : process.no;
  if (field === "auth") return authText(value as AuthDraft, words);
  if (field === "voiceProviders") return providersText(value as VoiceProviders, words);
  if (Array.isArray(value)) {
    return value.length === 0 ? process.empty : value.map((one) => entryText(one, words)).join(", ");
  }
  const named: Record<string, string> =
    field === "payloadFormat"
      ? callback.formats
      : field === "order"
        ? callback.orders
        : field === "signing"
          ? callback.signings
          : {};
  return named[String(value)] ?? String(value);
}

/** The outcomes of each provider; of a secret that there is one. */
function providersText(all: VoiceProviders, { voice, process }: CompareWords): string {
  const texts = voiceProviders.flatMap((provider) => {
    const { secret, createLeads, outcomes } = all[provider];
    const parts = [
      ...(secret === null ? [] : [voice.secrets[provider]]),
      ...(createLeads ? [voice.createLeads] : []),
      ...Object.entries(outcomes).map(([outcome, name]) => `${outcome} → ${name}`),
    ];
    return parts.length === 0 ? [] : [`${providerNames[provider]}: ${parts.join(", ")}`];
  });
  return texts.length === 0 ? process.empty : texts.join("; ");
}

/** A state, a disposition, or a name of a trigger. */
function entryText(entry: unknown, { callback, dispositionTypes }: CompareWords): string {
  if (typeof entry === "string") return callback.triggers[entry as keyof typeof callback.triggers] ?? entry;
  const { name, type, toState } = entry as {
    name: string;
    type?: keyof typeof dispositionTypes;
    toState?: string | null;
  };
  if (type === undefined) return name;
  return `${name} (${dispositionTypes[type]}${toState ? ` → ${toState}` : ""})`;
}

const secretText = (secret: SecretDraft): string =>
  `••••••••${secret.kind === "stored" ? (secret.last4 ?? "") : ""}`;

function authText({ type, key, token, value }: AuthDraft, { callback }: CompareWords): string {
  if (type === "none") return callback.authNone;
  if (type === "bearer") return `${callback.bearer} ${secretText(token)}`;
  return `${key}: ${secretText(value)}`;
}
