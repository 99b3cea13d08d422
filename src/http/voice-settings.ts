import { below } from "../contract/callback-schema.ts";
import { checkVoiceProviders, voiceProvidersInput } from "../contract/voice-providers.ts";
import { type VoiceProvider, voiceProviders } from "../contract/words.ts";
import { newId } from "../platform/ids.ts";
import type { StoredProcess } from "../store/queries/processes.ts";
import type { VoiceProviderTable } from "../store/schema.ts";
import type { AppContext } from "./context.ts";
import { fieldErrors } from "./parse.ts";
import type { FieldError } from "./problem.ts";
import { shownEnd } from "./settings.ts";

/** Names of the providers as people know them. */
export const providerNames: Readonly<Record<VoiceProvider, string>> = {
  twilio: "Twilio",
  vapi: "Vapi",
  retell: "Retell",
  bolna: "Bolna",
};

/**
 * The rows that a Save of voice providers changes; none with errors. Where they were not sent, what is stored is
 * looked at again: a disposition that outcomes are mapped to cannot go while they are.
 */
export function checkedProviders(
  context: AppContext,
  stored: StoredProcess,
  { sent, dispositions }: { sent: unknown; dispositions: readonly string[] },
  errors: FieldError[],
): VoiceProviderTable[] {
  const parsed = voiceProvidersInput.safeParse(sent ?? {});
  if (!parsed.success) {
    errors.push(...fieldErrors(parsed.error).map((error) => below("voiceProviders", error)));
    return [];
  }
  const given = parsed.data;
  errors.push(...checkVoiceProviders(given, dispositions).map((error) => below("voiceProviders", error)));
  const left = stored.voiceProviders.filter(({ provider }) => given[provider as VoiceProvider] === undefined);
  for (const { provider, outcomes } of left) {
    const chosen = new Set(Object.values(JSON.parse(outcomes) as Record<string, string>));
    for (const name of chosen) {
      if (dispositions.includes(name)) continue;
      const where = `Voice providers, ${providerNames[provider as VoiceProvider]}`;
      const message = `"${name}" is still chosen in ${where}: remove it there first`;
      errors.push({ path: "dispositions", message });
    }
  }
  return voiceProviders.flatMap((provider) => {
    const settings = given[provider];
    if (settings === undefined) return [];
    const before = stored.voiceProviders.find((row) => row.provider === provider);
    const { id, project_id } = stored.process;
    const now = context.clock.now();
    return {
      id: before?.id ?? newId(now),
      project_id,
      process_id: id,
      provider,
      ...secretColumns(context, settings.secret, before),
      create_leads: settings.createLeads ? 1 : 0,
      outcomes: JSON.stringify(settings.outcomes),
      updated_at: now,
    };
  });
}

/** A secret that was left out, or sent as it is read back, stays as it is. */
function secretColumns(
  context: AppContext,
  sent: string | null | { set: true } | undefined,
  before: VoiceProviderTable | undefined,
): Pick<VoiceProviderTable, "secret" | "secret_last4"> {
  if (sent === null) return { secret: null, secret_last4: null };
  if (typeof sent === "string") return { secret: context.secrets.seal(sent), secret_last4: shownEnd(sent) };
  return { secret: before?.secret ?? null, secret_last4: before?.secret_last4 ?? null };
}
