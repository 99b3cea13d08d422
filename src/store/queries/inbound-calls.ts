import type { Kysely } from "kysely";
import type { CallKey, InboundCall, OpenCallLimits } from "../../outreach/model.ts";
import type { InboundCallTable, Schema } from "../schema.ts";

type Db = Kysely<Schema>;

/** How long an ended call is known, ms: no provider sends an event again after that. */
export const callsKeptMs = 7 * 24 * 3_600_000;
/** Calls that are forgotten at once. */
export const callsForgottenAtOnce = 1_000;

/** A call of a voice provider as its record. */
export function callOf(row: InboundCallTable): InboundCall {
  return {
    projectId: row.project_id,
    processId: row.process_id,
    provider: row.provider as InboundCall["provider"],
    callId: row.call_id,
    leadId: row.lead_id,
    state: row.state as InboundCall["state"],
    beganAt: row.began_at,
    held: row.held,
    seenAt: row.seen_at,
  };
}

export async function inboundCall(db: Db, key: CallKey): Promise<InboundCall | undefined> {
  const row = await db
    .selectFrom("inbound_calls")
    .selectAll()
    .where("process_id", "=", key.processId)
    .where("provider", "=", key.provider)
    .where("call_id", "=", key.callId)
    .where("project_id", "=", key.projectId)
    .executeTakeFirst();
  return row && callOf(row);
}

/** Calls that were last heard of too long ago and have not ended, oldest first. Served by inbound_calls_by_age. */
export async function openInboundCalls(
  db: Db,
  { limits, limit }: { limits: OpenCallLimits; limit: number },
): Promise<InboundCall[]> {
  const found: InboundCall[] = [];
  for (const state of ["on", "held"] as const) {
    const rows = await db
      .selectFrom("inbound_calls")
      .selectAll()
      .where("state", "=", state)
      .where("seen_at", "<=", limits[state])
      .orderBy("seen_at")
      .limit(limit)
      .execute();
    found.push(...rows.map(callOf));
  }
  return found;
}

/** Forgets calls that ended long ago. Returns how many; there may be more where that is `callsForgottenAtOnce`. */
export async function forgetInboundCalls(db: Db, now: number): Promise<number> {
  let count = 0;
  for (const state of ["ended", "closed"]) {
    const old = db
      .selectFrom("inbound_calls")
      .select("seen_at")
      .where("state", "=", state)
      .where("seen_at", "<=", now - callsKeptMs)
      .orderBy("seen_at")
      .limit(callsForgottenAtOnce)
      .as("old");
    const result = await db
      .deleteFrom("inbound_calls")
      .where("state", "=", state)
      .where("seen_at", "<=", ({ selectFrom }) =>
        selectFrom(old).select(({ fn }) => fn.max("seen_at").as("at")),
      )
      .executeTakeFirst();
    count += Number(result.numDeletedRows);
  }
  return count;
}
