import type { Kysely, Selectable } from "kysely";
import { sql } from "kysely";
import type { Chain, HotStatements } from "./engine.ts";
import { holdLeads } from "./holding.ts";
import type { DeliveryTable, Schema } from "./schema.ts";

/** A pair of callback and lead, in the order of deliveries_chain. */
export interface ChainPlace {
  callbackId: string;
  leadId: string;
}

/**
 * Looks for what is held with nothing before it, which nothing would ever release: from `after` on, a bounded number
 * of open deliveries. `next` is where to go on, or null at the end.
 */
export async function stuckChains(
  db: Kysely<Schema>,
  { after, limit }: { after: ChainPlace | null; limit: number },
): Promise<{ stuck: Chain[]; next: ChainPlace | null }> {
  let scan = db
    .selectFrom("deliveries")
    .select(["project_id", "callback_id", "lead_id", "lane", "status"])
    // Word for word as deliveries_chain has it.
    .where(sql<boolean>`status in ('pending', 'held')`)
    .where("lead_id", "is not", null);
  if (after !== null)
    scan = scan.where(sql<boolean>`(callback_id, lead_id) > (${after.callbackId}, ${after.leadId})`);
  const rows = await scan
    .orderBy("callback_id")
    .orderBy("lead_id")
    .orderBy("lane")
    .orderBy("n")
    .limit(limit)
    .execute();
  const next = rows.length < limit ? null : lastWhole(rows);
  // Of the pair that a full page ends with there may be more: it is the next page's, unless it fills this one.
  const end = next === null ? rows.length : rows.findLastIndex((row) => isAt(row, next)) + 1;
  const heads = new Map<string, Chain & { status: string }>();
  for (const row of rows.slice(0, end)) {
    const { project_id: projectId, callback_id: callbackId, lead_id: leadId, lane, status } = row;
    const key = `${callbackId} ${leadId} ${lane === 0}`;
    if (leadId !== null && !heads.has(key)) heads.set(key, { projectId, callbackId, leadId, lane, status });
  }
  const stuck = [...heads.values()].filter(({ status }) => status === "held");
  return { stuck: stuck.map(({ status, ...chain }) => chain), next };
}

type PlacedRow = Pick<Selectable<DeliveryTable>, "callback_id" | "lead_id">;

const isAt = (row: PlacedRow, { callbackId, leadId }: ChainPlace): boolean =>
  row.callback_id === callbackId && row.lead_id === leadId;

const placeOf = (row: PlacedRow): ChainPlace => ({ callbackId: row.callback_id, leadId: row.lead_id ?? "" });

/** The last pair that a page has whole; the only one of the page where it has no other. */
function lastWhole(rows: readonly PlacedRow[]): ChainPlace | null {
  const last = rows.at(-1);
  if (last === undefined) return null;
  return placeOf(rows.findLast((row) => !isAt(row, placeOf(last))) ?? last);
}

/** Releases the heads of chains that are held with nothing before them still. Returns their rows. */
export async function releaseStuck(
  { hot }: { hot: HotStatements },
  { chains, now }: { chains: readonly Chain[]; now: number },
): Promise<number[]> {
  await holdLeads(
    hot,
    chains.map(({ projectId, leadId: id }) => ({ projectId, id })),
  );
  const released = await hot.releaseNext(
    chains.map((chain) => ({ ...chain, leasedBy: null })),
    now,
    now,
  );
  return released.flatMap((delivery) => delivery?.n ?? []);
}
