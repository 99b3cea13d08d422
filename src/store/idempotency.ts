import type { Kysely } from "kysely";
import type { ChangeResult } from "../outreach/model.ts";
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

/** A key that was used. */
export interface KnownKey extends IdempotentRequest {
  /** JSON text of the results of its request. */
  results: string;
  /** Ms since the epoch. */
  createdAt: number;
}

/** What is known of a key: the results of the same request, or that it was used for another. */
export type Replay = { kind: "decided"; results: ChangeResult[] } | { kind: "conflict" };

const placeOf = ({ projectId, route, key }: IdempotentRequest): string =>
  JSON.stringify([projectId, route, key]);

/** The keys of a batch: what was known of them before it, and what it adds. */
export class Keys {
  /** Used by requests of this batch, to be kept for their repetition. */
  readonly fresh: KnownKey[] = [];
  readonly #known: Map<string, KnownKey>;
  readonly #now: number;

  /** @param known what the store has of the batch's keys; those past their time count for nothing */
  constructor(known: readonly KnownKey[], now: number) {
    const lasting = known.filter(({ createdAt }) => createdAt > now - idempotencyKeptMs);
    this.#known = new Map(lasting.map((key) => [placeOf(key), key]));
    this.#now = now;
  }

  /** What the request was answered before, a conflict where it was another request, or null for a new key. */
  replay(request: IdempotentRequest): Replay | null {
    const known = this.#known.get(placeOf(request));
    if (known === undefined) return null;
    if (known.requestHash !== request.requestHash) return { kind: "conflict" };
    return { kind: "decided", results: JSON.parse(known.results) as ChangeResult[] };
  }

  /** Notes the results of a request for its repetition. */
  keep(request: IdempotentRequest, results: readonly ChangeResult[]): void {
    const kept = { ...request, results: JSON.stringify(results), createdAt: this.#now };
    this.#known.set(placeOf(request), kept);
    this.fresh.push(kept);
  }
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
