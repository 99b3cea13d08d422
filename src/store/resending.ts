import type { Kysely } from "kysely";
import { sql } from "kysely";
import { chainKey } from "../outreach/batch.ts";
import type { ChainKey, HotStatements } from "./engine.ts";
import { holdLeads } from "./holding.ts";
import type { Schema } from "./schema.ts";

interface Transaction {
  db: Kysely<Schema>;
  hot: HotStatements;
}

/** How a delivery waits that is sent outside its lead's order. */
export interface Turn {
  status: "pending" | "held";
  lane: number;
  due_at: number | null;
}

/**
 * Turns among what is resent: each (callback, lead) gets it one at a time, in the order in which turns were taken,
 * beside the lead's own order and without either waiting for the other.
 */
export class Turns {
  readonly #hot: HotStatements;
  readonly #now: number;
  readonly #last = new Map<string, number>();

  constructor(hot: HotStatements, now: number) {
    this.#hot = hot;
    this.#now = now;
  }

  /** Reads what is open of these pairs; a pair must be read before a turn of it is taken. */
  async read(pairs: readonly ChainKey[]): Promise<void> {
    if (pairs.length === 0) return;
    await holdLeads(
      this.#hot,
      pairs.map(({ projectId, leadId: id }) => ({ projectId, id })),
    );
    const last = await this.#hot.lastTurns(pairs);
    for (const [index, { callbackId, leadId }] of pairs.entries())
      this.#last.set(chainKey(callbackId, leadId), last[index] ?? 0);
  }

  /** The next turn of a pair. What belongs to no lead waits for nothing. */
  take(callbackId: string, leadId: string | null): Turn {
    if (leadId === null) return { status: "pending", lane: 1, due_at: this.#now };
    const chain = chainKey(callbackId, leadId);
    const last = this.#last.get(chain) ?? 0;
    this.#last.set(chain, last + 1);
    return last === 0
      ? { status: "pending", lane: 1, due_at: this.#now }
      : { status: "held", lane: last + 1, due_at: null };
  }
}

/**
 * Opens deliveries of a project again that have ended: the same ids, the same bytes, their attempts go on. One statement, since
 * there may be hundreds. Returns how many of them had ended.
 */
export async function reopen(
  db: Kysely<Schema>,
  projectId: string,
  deliveries: readonly { n: number; turn: Turn }[],
): Promise<number> {
  if (deliveries.length === 0) return 0;
  const rows = deliveries.map(
    ({ n, turn: { status, lane, due_at: dueAt } }) =>
      sql`(cast(${n} as bigint), cast(${status} as text), cast(${lane} as bigint), cast(${dueAt} as bigint))`,
  );
  // The primary key of deliveries, for each of the values.
  const result = await sql`
    update deliveries set status = v.column2, lane = v.column3, due_at = v.column4, step = 0, not_before = null,
      ended_at = null
    from (values ${sql.join(rows)}) as v
    where deliveries.n = v.column1 and deliveries.project_id = ${projectId} and deliveries.status not in ('pending', 'held')`.execute(
    db,
  );
  return Number(result.numAffectedRows ?? 0);
}

export interface Resend {
  projectId: string;
  id: string;
  now: number;
}

export type ResendResult = "reopened" | "held-back" | "removed" | "unknown";

/**
 * Sends a delivery again. One that waits for its time is due now; one that has ended opens again outside the lead's
 * order, in order among what is resent. One that is held stays where it is.
 */
export async function resendDelivery({ db, hot }: Transaction, resend: Resend): Promise<ResendResult> {
  const row = await db
    .selectFrom("deliveries")
    .select(["n", "status", "callback_id", "lead_id"])
    .where("project_id", "=", resend.projectId)
    .where("id", "=", resend.id)
    .executeTakeFirst();
  if (row === undefined) return "unknown";
  const callback = await db
    .selectFrom("callbacks")
    .select("removed_at")
    .where("project_id", "=", resend.projectId)
    .where("id", "=", row.callback_id)
    .executeTakeFirst();
  if (callback === undefined || callback.removed_at !== null) return "removed";
  if (row.status === "held") return "held-back";
  if (row.status === "pending") {
    await db
      .updateTable("deliveries")
      .set({ due_at: resend.now })
      .where("project_id", "=", resend.projectId)
      .where("n", "=", row.n)
      .where("leased_by", "is", null)
      .execute();
    return "reopened";
  }
  const turns = new Turns(hot, resend.now);
  const { projectId } = resend;
  const { callback_id: callbackId, lead_id: leadId } = row;
  if (leadId !== null) await turns.read([{ projectId, callbackId, leadId }]);
  await reopen(db, projectId, [{ n: row.n, turn: turns.take(callbackId, leadId) }]);
  return "reopened";
}
