import type { Kysely, Selectable } from "kysely";
import type { ActivityType } from "../../contract/words.ts";
import { type ActivityBrief, activityBrief } from "../../outreach/activity-view.ts";
import type { DeliveryTable, Schema } from "../schema.ts";

/** A delivery with what its callback, process, lead, activity and last attempt add to it. */
export interface DeliveryRow extends Selectable<DeliveryTable> {
  callback_paused_at: number | null;
  callback_name: string;
  callback_removed_at: number | null;
  process_name: string | null;
  lead_name: string | null;
  lead_reference_id: string | null;
  /** JSON array of its activity's triggers, or null. */
  triggers: string | null;
  activity: ActivityBrief | null;
  /** Of its last attempt; null where there is none that is kept. */
  duration_ms: number | null;
  /** Of its last attempt; null where that succeeded, or none is kept. */
  last_error_class: string | null;
}

/** Deliveries, as `d`, with the columns that `deliveryRows` reads. Each join is one look-up by a whole key. */
export const deliveriesWithContext = (db: Kysely<Schema>) =>
  db
    .selectFrom("deliveries as d")
    .innerJoin("callbacks as c", "c.id", "d.callback_id")
    // What is owed to an operational callback belongs to no process.
    .leftJoin("processes as p", "p.id", "d.process_id")
    .leftJoin("leads as l", "l.id", "d.lead_id")
    .leftJoin("activities as a", (join) =>
      join.onRef("a.project_id", "=", "d.project_id").onRef("a.id", "=", "d.activity_id"),
    )
    .leftJoin("attempts as t", (join) =>
      join.onRef("t.delivery_n", "=", "d.n").onRef("t.number", "=", "d.attempts"),
    )
    .selectAll("d")
    .select([
      "c.paused_at as callback_paused_at",
      "c.name as callback_name",
      "c.removed_at as callback_removed_at",
      "p.name as process_name",
      "l.name as lead_name",
      "l.reference_id as lead_reference_id",
      "a.triggers",
      "a.type as activity_type",
      "a.body as activity_body",
      "a.extra as activity_extra",
      "t.record as last_attempt",
      "t.error_class as last_error_class",
    ]);

/** What such a query finds, cut down to what is shown: bodies of activities and attempts stay in the store. */
export async function deliveryRows(query: ReturnType<typeof deliveriesWithContext>): Promise<DeliveryRow[]> {
  const found = await query.execute();
  return found.map(({ activity_type, activity_body, activity_extra, last_attempt, ...row }) => ({
    ...row,
    activity:
      activity_type === null || activity_body === null
        ? null
        : activityBrief({ type: activity_type as ActivityType, body: activity_body, extra: activity_extra }),
    duration_ms: last_attempt === null ? null : durationOf(last_attempt),
  }));
}

/** How long an attempt took in all, ms, read from its stored record. */
export const durationOf = (record: string): number | null =>
  (JSON.parse(record) as { timings?: { total: number } }).timings?.total ?? null;
