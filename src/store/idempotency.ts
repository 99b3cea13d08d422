import type { Kysely } from "kysely";
import type { ChangeResult } from "../outreach/model.ts";
import { WriteConflict } from "./engine.ts";
import type { Schema } from "./schema.ts";

/** How long a key is kept, ms (API.md "Reporting calls"). */
export const idempotencyKeptMs = 24 * 3_600_000;

/** A request with an `Idempotency-Key`, scoped to project and route. */
export interface IdempotentRequest {
  projectId: string;
  route: string;
  key: string;
  /** SHA-256 of the whole request body. */
  requestHash: string;
}

/** What is known of a key: the results of the same request, or that it was used for another. */
export type Replay = { kind: "decided"; results: ChangeResult[] } | { kind: "conflict" };

/** What the request was answered before, a conflict where it was another request, or null for a new key. */
export async function findReplay(
  db: Kysely<Schema>,
  request: IdempotentRequest,
  now: number,
): Promise<Replay | null> {
  const known = await db
    .selectFrom("idempotency_keys")
    .select(["request_hash", "results"])
    .where("project_id", "=", request.projectId)
    .where("route", "=", request.route)
    .where("key", "=", request.key)
    .where("created_at", ">", now - idempotencyKeptMs)
    .executeTakeFirst();
  if (known === undefined) return null;
  if (known.request_hash !== request.requestHash) return { kind: "conflict" };
  return { kind: "decided", results: JSON.parse(known.results) as ChangeResult[] };
}

/**
 * Keeps the results of a request for its repetition; in the transaction of the request itself.
 *
 * @throws WriteConflict where another node has committed the same request meanwhile
 */
export async function keepResults(
  db: Kysely<Schema>,
  request: IdempotentRequest,
  results: readonly ChangeResult[],
  now: number,
): Promise<void> {
  const row = {
    project_id: request.projectId,
    route: request.route,
    key: request.key,
    request_hash: request.requestHash,
    results: JSON.stringify(results),
    created_at: now,
  };
  const kept = await db
    .insertInto("idempotency_keys")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["project_id", "route", "key"])
        .doUpdateSet(row)
        .where("idempotency_keys.created_at", "<=", now - idempotencyKeptMs),
    )
    .executeTakeFirst();
  if (kept.numInsertedOrUpdatedRows === 0n) throw new WriteConflict("the key was used meanwhile");
}

/** Keys that are forgotten at once, and those that were made in the same millisecond as the last of them. */
export const forgottenAtOnce = 1_000;

/** Forgets the oldest keys that are past their time. Returns how many; there may be more where that is enough. */
export async function forgetOldKeys(db: Kysely<Schema>, now: number): Promise<number> {
  const oldest = db
    .selectFrom("idempotency_keys")
    .select("created_at")
    .orderBy("created_at")
    .limit(forgottenAtOnce)
    .as("oldest");
  const result = await db
    .deleteFrom("idempotency_keys")
    .where("created_at", "<=", now - idempotencyKeptMs)
    .where("created_at", "<=", ({ selectFrom }) =>
      selectFrom(oldest).select(({ fn }) => fn.max("created_at").as("at")),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
