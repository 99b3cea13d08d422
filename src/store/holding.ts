import type { HotStatements, LeadKey } from "./engine.ts";

/**
 * Holds leads until the transaction ends, where others write too: whoever goes on with what a lead is owed, in its own
 * order or among what is resent, holds the lead.
 */
export async function holdLeads(hot: Pick<HotStatements, "lock">, leads: readonly LeadKey[]): Promise<void> {
  const none = new Set<string>();
  const held = new Map(leads.map((lead) => [lead.id, lead]));
  await hot.lock?.({ projects: none, claiming: none, leads: held, references: new Map() });
}
