import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

type Db = Kysely<Schema>;

/** Before when deliveries must have ended to be removed, ms since the epoch. */
export interface Cutoffs {
  /** Delivered and skipped ones. */
  done: number;
  failed: number;
}

/** Rows that one read looks at. */
const scannedRows = 1_000;

/**
 * The next deliveries that have ended before their cutoff, by their row. Rows are numbered as they were committed,
 * so the walk ends at the first that is too young to have ended by then; what it passes is still owed, or kept for
 * longer. That needs no index, and each index of `deliveries` is paid for by every one of them.
 *
 * @param query `after` is where the page before ended, or the number before the first; `before` where the walk ends
 * @returns `next` is where the following page begins, or null at the end
 */
export async function expiredDeliveries(
  db: Db,
  { after, before, cutoffs }: { after: number; before: number; cutoffs: Cutoffs },
): Promise<{ ns: number[]; next: number | null }> {
  const rows = await db
    .selectFrom("deliveries")
    .select(["n", "status", "created_at", "ended_at"])
    .where("n", ">", after)
    .where("n", "<", before)
    .orderBy("n")
    .limit(scannedRows)
    .execute();
  const youngest = Math.max(cutoffs.done, cutoffs.failed);
  const tooYoung = rows.findIndex((row) => row.created_at >= youngest);
  const old = tooYoung === -1 ? rows : rows.slice(0, tooYoung);
  const expired = old.filter(({ status, ended_at: at }) => {
    if (status === "pending" || status === "held" || at === null) return false;
    return at < (status === "failed" ? cutoffs.failed : cutoffs.done);
  });
  const whole = tooYoung === -1 && rows.length === scannedRows;
  return { ns: expired.map(({ n }) => n), next: whole ? (rows.at(-1)?.n ?? null) : null };
}

/**
 * Removes deliveries with their attempts, those of them that have ended before their cutoff still: one that was
 * opened again meanwhile stays. So does the newest of all, since SQLite would give its number to the next one.
 * Returns how many were removed.
 */
export async function removeDeliveries(
  db: Db,
  { ns, cutoffs }: { ns: readonly number[]; cutoffs: Cutoffs },
): Promise<number> {
  const removed = await db
    .deleteFrom("deliveries")
    .where("n", "in", ns)
    .where(sql<boolean>`((status in ('delivered', 'skipped') and ended_at < ${cutoffs.done})
      or (status = 'failed' and ended_at < ${cutoffs.failed}))`)
    .where("n", "<", ({ selectFrom }) => selectFrom("deliveries").select(({ fn }) => fn.max("n").as("n")))
    .returning("n")
    .execute();
  if (removed.length === 0) return 0;
  await db
    .deleteFrom("attempts")
    .where(
      "delivery_n",
      "in",
      removed.map(({ n }) => n),
    )
    .execute();
  return removed.length;
}
