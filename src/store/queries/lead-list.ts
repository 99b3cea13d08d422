import type { Kysely, Selectable, SelectQueryBuilder } from "kysely";
import type { LeadRecord } from "../../outreach/model.ts";
import { leadOf } from "../lead-row.ts";
import type { LeadTable, Schema } from "../schema.ts";
import { scannedRows } from "./activities.ts";
import { leadHolds, leadIdsByExactText } from "./lead-search.ts";
import { processById } from "./processes.ts";

type Db = Kysely<Schema>;
type Scan = SelectQueryBuilder<Schema, "leads", object>;

/** Rows that the counts by state and disposition are taken from, the newest, and rows that are counted at the most. */
const [mostGrouped, mostCounted] = [10_000, 200_000];

export interface LeadPosition {
  id: string;
  updatedAt: number | null;
}

export interface LeadQuery {
  projectId: string;
  processId: string | null;
  state: string | null;
  disposition: string | null;
  incoming: boolean | null;
  /** A lead's id, reference, phone or email, or part of these or of its name. */
  q: string | null;
  /** Lists by update time and id instead of by id. */
  updatedSince: number | null;
  /** Where the page before ended. */
  after: LeadPosition | null;
  limit: number;
}

/**
 * A page of leads, newest first by id; with `updatedSince` by update time and id, oldest first, so that a reader
 * catches up. A page looks at a bounded number of rows, so it may be shorter than `limit` while `next` is set.
 */
export async function listLeads(
  db: Db,
  query: LeadQuery,
): Promise<{ rows: LeadRecord[]; next: LeadPosition | null }> {
  const { q, projectId } = query;
  const named = q === null ? [] : await idsNamed(db, projectId, q);
  const scan = scanOf(db, query, named);
  const ordered = (rows: Scan) =>
    query.updatedSince === null ? rows.orderBy("id", "desc") : rows.orderBy("updated_at").orderBy("id");
  let found = db.selectFrom(ordered(scan).selectAll().limit(scannedRows).as("w")).selectAll();
  if (query.state !== null) found = found.where("w.current_state", "=", query.state);
  if (query.disposition !== null) found = found.where("w.last_disposition", "=", query.disposition);
  if (query.incoming !== null) found = found.where("w.incoming", "=", query.incoming ? 1 : 0);
  if (q !== null && named.length === 0) found = found.where(leadHolds("w", q));
  found =
    query.updatedSince === null
      ? found.orderBy("w.id", "desc")
      : found.orderBy("w.updated_at").orderBy("w.id");
  const rows = await found.limit(query.limit + 1).execute();
  const page = rows.slice(0, query.limit);
  const last: Pick<Selectable<LeadTable>, "id" | "updated_at"> | undefined =
    rows.length > page.length
      ? page.at(-1)
      : await ordered(scan)
          .select(["id", "updated_at"])
          .offset(scannedRows - 1)
          .limit(1)
          .executeTakeFirst();
  const position = last && { id: last.id, updatedAt: query.updatedSince === null ? null : last.updated_at };
  return { rows: page.map(leadOf), next: position ?? null };
}

/** Leads that a search names whole; where it names none, it is a part of something. */
async function idsNamed(db: Db, projectId: string, text: string): Promise<string[]> {
  return /^[0-9a-f]{24}$/.test(text) ? [text] : leadIdsByExactText(db, { projectId, text });
}

/** The rows that a page looks at, in the order of an index. */
function scanOf(db: Db, query: LeadQuery, ids: readonly string[]): Scan {
  let scan: Scan = db.selectFrom("leads").where("project_id", "=", query.projectId);
  if (ids.length > 0) scan = scan.where("id", "in", ids);
  if (query.processId !== null) scan = scan.where("process_id", "=", query.processId);
  const { after } = query;
  if (query.updatedSince === null) return after === null ? scan : scan.where("id", "<", after.id);
  scan = scan.where("updated_at", ">=", query.updatedSince);
  if (after === null || after.updatedAt === null) return scan;
  const { id, updatedAt } = after;
  return scan
    .where("updated_at", ">=", updatedAt)
    .where(({ eb, or, and }) =>
      or([eb("updated_at", ">", updatedAt), and([eb("updated_at", "=", updatedAt), eb("id", ">", id)])]),
    );
}

export interface LeadCounts {
  /** At most 200,000 are counted. */
  total: number;
  states: { name: string | null; count: number }[];
  dispositions: { name: string | null; count: number }[];
  /** Whether there are more leads than were looked at, the newest. */
  truncated: boolean;
}

/** Leads of a process, or of the whole project, by their state and by their last disposition, most first. */
export async function leadCounts(
  db: Db,
  query: { projectId: string; processId: string | null },
): Promise<LeadCounts> {
  const { projectId, processId } = query;
  if (processId !== null && (await processById(db, { projectId, id: processId })) === undefined)
    return { total: 0, states: [], dispositions: [], truncated: false };
  // By one column alone, so that counting stays within an index.
  const leads: Scan = db.selectFrom("leads");
  const scan =
    processId === null
      ? leads.where("project_id", "=", projectId)
      : leads.where("process_id", "=", processId);
  const newest = scan
    .select(["id", "current_state", "last_disposition"])
    .orderBy("id", "desc")
    .limit(mostGrouped);
  const groups = await db
    .selectFrom(newest.as("newest"))
    .select(({ fn }) => ["current_state", "last_disposition", fn.countAll<number>().as("count")])
    .groupBy(["current_state", "last_disposition"])
    .execute();
  const looked = groups.reduce((sum, { count }) => sum + Number(count), 0);
  const total = looked < mostGrouped ? looked : await countOf(db, scan);
  return {
    total,
    states: summed(groups, ({ current_state: name }) => name),
    dispositions: summed(groups, ({ last_disposition: name }) => name),
    truncated: total > looked,
  };
}

async function countOf(db: Db, scan: Scan): Promise<number> {
  const { count } = await db
    .selectFrom(scan.select("id").limit(mostCounted).as("counted"))
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function summed<T extends { count: number }>(groups: readonly T[], nameOf: (group: T) => string | null) {
  return [...Map.groupBy(groups, nameOf)]
    .map(([name, of]) => ({ name, count: of.reduce((sum, { count }) => sum + Number(count), 0) }))
    .sort((a, b) => b.count - a.count);
}
