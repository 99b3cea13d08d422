import type { Kysely } from "kysely";
import type { JobKind, PayloadFormat, ReplaySelection } from "../../contract/words.ts";
import { firstIdOf } from "../../platform/ids.ts";
import type { JobTable, Schema } from "../schema.ts";

/** What a job is about. */
export interface JobScope {
  projectId: string;
  processId: string;
  callbackId: string;
  kind: JobKind;
  /** Ms since the epoch; `until` is exclusive, null for none. */
  since: number;
  until: number | null;
  selection: ReplaySelection | null;
}

/** What a stored job is about. */
export function scopeOf(job: JobTable): JobScope {
  return {
    projectId: job.project_id,
    processId: job.process_id,
    callbackId: job.callback_id,
    kind: job.kind,
    since: job.since,
    until: job.until,
    selection: job.selection,
  };
}

/** One delivery to open: one that has ended, or a new one where there is none. */
export type JobItem =
  | { type: "reopen"; n: number; leadId: string | null }
  | { type: "owe"; leadId: string; activityId: string | null; updateId: string | null };

/** What a job does in one step. */
export interface JobPage {
  /** In the order in which they are to be sent. */
  items: JobItem[];
  /** Leads as they stood at activities (by their row) for which that was not kept. */
  leads: { n: number; lead: string }[];
  /** The format that new deliveries were prepared for. */
  payloadFormat: PayloadFormat | null;
  /** Where the next page begins, or null at the end. */
  next: string | null;
}

/** How far the clocks of nodes may be apart, ms, and the numbers of rows that were committed at about one time. */
const skewMs = 60_000;
const skewRows = 1_000;

/** Smaller than each id that was made since a time. */
export const idBefore = (since: number): string => firstIdOf(since - skewMs);

/** Larger than each id that was made before a time; of none, larger than all. */
export const idAfter = (until: number | null): string => (until === null ? "g" : firstIdOf(until + skewMs));

/** The rows of a project that a job looks at: numbers after `after` and up to `end`, at most the last one now. */
export async function rowsSince(
  db: Kysely<Schema>,
  table: "activities" | "deliveries",
  { projectId, since, until }: Pick<JobScope, "projectId" | "since" | "until">,
): Promise<{ after: number; end: number }> {
  const firstOver = (id: string) =>
    db
      .selectFrom(table)
      .select("n")
      .where("project_id", "=", projectId)
      .where("id", ">", id)
      .orderBy("id")
      .limit(1)
      .executeTakeFirst();
  const first = await firstOver(idBefore(since));
  if (first === undefined) return { after: 0, end: 0 };
  const beyond = await firstOver(idAfter(until));
  const last = await db
    .selectFrom(table)
    .select(({ fn }) => fn.max("n").as("n"))
    .executeTakeFirst();
  const end = Math.min(Number(last?.n ?? 0), (beyond?.n ?? Number.MAX_SAFE_INTEGER) + skewRows);
  return { after: Math.max(0, first.n - skewRows), end };
}

/** Whether something that happened at a time is within what a job looks at. */
export const isWithin = ({ since, until }: Pick<JobScope, "since" | "until">, at: number): boolean =>
  at >= since && (until === null || at < until);
