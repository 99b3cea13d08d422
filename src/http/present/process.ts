import type { AddressPolicy } from "../../contract/address-classes.ts";
import { type VoiceProvider, voiceProviders } from "../../contract/words.ts";
import type { ListedProcess, ProcessWithCallbacks } from "../../store/queries/processes.ts";
import type { Health } from "../../store/queries/stats.ts";
import type { ProcessTable, VoiceProviderTable } from "../../store/schema.ts";
import { presentCallback } from "./callback.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

/** A process without its Advanced Settings. */
export function presentProcess(row: ProcessTable) {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    description: row.description,
    status: row.status,
    defaultCountry: row.default_country,
    allowDuplicates: row.allow_duplicates === 1,
    states: JSON.parse(row.states) as unknown[],
    dispositions: JSON.parse(row.dispositions) as unknown[],
    revision: row.revision,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  };
}

/** A process in a list, with its counts and the health of its callbacks. */
export function presentListed(row: ListedProcess, health: Health) {
  return {
    ...presentProcess(row),
    leads: row.leads,
    callbacks: row.callbacks,
    health,
    lastActivityAt: row.last_activity_at === null ? null : iso(row.last_activity_at),
  };
}

/** The Advanced Settings section. What is stored was checked, so its status is OK. */
export function presentSettings(stored: ProcessWithCallbacks, policy: AddressPolicy) {
  return {
    revision: stored.process.revision,
    status: "OK",
    leadUpdateCallbacks: stored.callbacks.map((row) => presentCallback(row, policy)),
  };
}

/** What is set of each voice provider; never a secret. One that was never set stands there with its defaults. */
export function presentVoiceProviders(rows: readonly VoiceProviderTable[]) {
  const shown = (provider: VoiceProvider) => {
    const row = rows.find((one) => one.provider === provider);
    const last4 = row?.secret_last4 ?? null;
    return {
      secret: row?.secret == null ? null : { set: true, ...(last4 !== null && { last4 }) },
      createLeads: row?.create_leads === 1,
      outcomes: JSON.parse(row?.outcomes ?? "{}") as Record<string, string>,
    };
  };
  return Object.fromEntries(voiceProviders.map((provider) => [provider, shown(provider)]));
}
