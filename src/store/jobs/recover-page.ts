import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Schema } from "../schema.ts";
import { isWithin, type JobPage, type JobScope, rowsSince } from "./page.ts";

/** Failed deliveries of the project, of any callback, that one page looks at. */
const scannedRows = 2_000;

/** The next deliveries of a callback that failed for good, in the order in which they were owed; tests are none. */
export async function recoverPage(
  db: Kysely<Schema>,
  job: JobScope,
  position: string,
  limit: number,
): Promise<JobPage> {
  const place =
    position === ""
      ? await rowsSince(db, "deliveries", job)
      : (JSON.parse(position) as { after: number; end: number });
  const rows = await db
    .selectFrom("deliveries")
    .select(["n", "lead_id", "callback_id", "kind", "created_at"])
    .where("project_id", "=", job.projectId)
    // Word for word as deliveries_failed has it.
    .where(sql<boolean>`status = 'failed'`)
    .where("n", ">", place.after)
    .where("n", "<=", place.end)
    .orderBy("n")
    .limit(scannedRows)
    .execute();
  const failed = rows.filter(
    (row) => row.callback_id === job.callbackId && row.kind !== "test" && isWithin(job, row.created_at),
  );
  const page = failed.slice(0, limit);
  const after =
    failed.length > page.length ? page.at(-1)?.n : rows.length === scannedRows ? rows.at(-1)?.n : null;
  return {
    items: page.map((row) => ({ type: "reopen", n: row.n, leadId: row.lead_id })),
    leads: [],
    payloadFormat: null,
    next: after == null ? null : JSON.stringify({ after, end: place.end }),
  };
}
