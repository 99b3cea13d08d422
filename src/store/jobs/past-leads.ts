import type { Kysely } from "kysely";
import { leadAsOf, type Moment } from "../../outreach/lead-as-of.ts";
import { leadBody } from "../../outreach/lead-body.ts";
import { leadOf } from "../lead-row.ts";
import type { Schema } from "../schema.ts";

/**
 * Leads as they stood at activities, for those of them (by their row) for which it was not kept: nobody asked for
 * it then. Activities never change, so what later ones took back need not be read at the same moment as the lead.
 */
export async function pastLeads(
  db: Kysely<Schema>,
  ns: readonly number[],
): Promise<{ n: number; lead: string }[]> {
  if (ns.length === 0) return [];
  const rows = await db
    .selectFrom("activities")
    .select(["n", "lead_id", "sequence", "recorded_at", "reference_id", "body"])
    .where("n", "in", ns)
    .where("lead", "is", null)
    .orderBy("sequence", "desc")
    .execute();
  const told: { n: number; lead: string }[] = [];
  for (const leadId of new Set(rows.map((row) => row.lead_id))) {
    const own = rows.filter((row) => row.lead_id === leadId);
    const moments = own.map(
      (row): Moment => ({
        sequence: row.sequence,
        body: row.body,
        referenceId: row.reference_id,
        recordedAt: row.recorded_at,
      }),
    );
    const states = await statesOf(db, leadId, moments);
    for (const { n, sequence } of own) {
      const lead = states.get(sequence);
      if (lead !== undefined) told.push({ n, lead: leadBody(lead) });
    }
  }
  return told;
}

async function statesOf(db: Kysely<Schema>, leadId: string, moments: readonly Moment[]) {
  const row = await db.selectFrom("leads").selectAll().where("id", "=", leadId).executeTakeFirst();
  const earliest = moments.at(-1);
  if (row === undefined || earliest === undefined) return new Map<number, never>();
  const later = await db
    .selectFrom("activities")
    .select(["sequence", "changes"])
    .where("lead_id", "=", leadId)
    .where("sequence", ">", earliest.sequence)
    .where("sequence", "<=", row.sequence)
    .where("changes", "is not", null)
    .orderBy("sequence", "desc")
    .$narrowType<{ changes: string }>()
    .execute();
  return leadAsOf(leadOf(row), later, moments);
}
