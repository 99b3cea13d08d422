import type { Batch } from "../outreach/batch.ts";
import { decide } from "../outreach/decide.ts";
import { envelopeOf } from "../outreach/envelope.ts";
import type { Change } from "../outreach/model.ts";
import { begun, type HotStatements, type OwedRow, type ReadyDelivery, type ReadyRow } from "./engine.ts";
import { type IdempotentRequest, idempotencyKeptMs, type Keys, type Replay } from "./idempotency.ts";
import { type Lease, weightOf } from "./lease.ts";
import type { ProcessCache } from "./process-cache.ts";
import { readyDeliveries } from "./ready.ts";

/** The changes of one API request: all of them are decided, each refused or accepted alone. */
export interface ChangeRequest {
  changes: readonly Change[];
  idempotency: IdempotentRequest | null;
  /** Where what it causes belongs in a trace (W3C Trace Context); in none by default. */
  traceparent?: string | null;
}

/** `conflict`: the same `Idempotency-Key` was used before with another body. `failed`: a bug; nothing of it happened. */
export type RequestResult = Replay | { kind: "failed"; message: string };

/** What requests came to, and in which trace what they owe belongs, by the deliveries' ids. */
export interface DecidedRequests {
  results: RequestResult[];
  traces: ReadonlyMap<string, string>;
}

/** Decides the requests of a batch on its state, in the order in which they came; nothing is written. */
export function decideRequests(
  state: Batch,
  keys: Keys,
  requests: readonly ChangeRequest[],
): DecidedRequests {
  const traces = new Map<string, string>();
  const results = requests.map((request) => {
    const before = state.deliveries.length;
    const result = decideRequest(state, keys, request);
    if (typeof request.traceparent === "string")
      for (const { id } of state.deliveries.slice(before)) traces.set(id, request.traceparent);
    return result;
  });
  return { results, traces };
}

function decideRequest(state: Batch, keys: Keys, { changes, idempotency }: ChangeRequest): RequestResult {
  const replay = idempotency === null ? null : keys.replay(idempotency);
  if (replay !== null) return replay;
  const results = changes.map((change) => decide(state, change));
  if (idempotency !== null) keys.keep(idempotency, results);
  return { kind: "decided", results };
}

/**
 * Writes what was decided. All of it goes out when it is called.
 *
 * @returns what of it the node is to send
 */
export async function storeDecided(
  hot: HotStatements,
  cache: ProcessCache,
  decided: { state: Batch; keys: Keys; traces: ReadonlyMap<string, string> },
  lease: Lease,
): Promise<ReadyDelivery[]> {
  const { state, keys } = decided;
  const written = [
    keys.fresh.length === 0 ? null : begun(hot.keepKeys(keys.fresh, state.now - idempotencyKeptMs)),
    begun(hot.insertLeads(state.newLeads)),
    begun(hot.updateLeads(state.changedLeads)),
    begun(hot.insertActivities(state.activities)),
    begun(hot.insertUpdates(state.updates)),
    begun(hot.storeCalls([...state.changedCalls])),
  ];
  const activities = new Map(state.activities.map((activity) => [activity.id, activity]));
  const updates = new Map(state.updates.map((update) => [update.id, update]));
  const rows = state.deliveries.map((owed): OwedRow => {
    const traceparent = decided.traces.get(owed.id) ?? null;
    if (owed.status === "held") return { ...owed, leasedBy: null, traceparent };
    const paused = cache.get(owed.processId)?.paused.has(owed.callbackId) ?? false;
    const leasedBy = lease.offer(owed.callbackId, paused);
    const activity = activities.get(owed.activityId ?? "");
    lease.taken(owed.callbackId, leasedBy, paused, weightOf(owed.payloadFormat, activity?.body));
    return { ...owed, leasedBy, traceparent };
  });
  const inserted = begun(hot.insertDeliveries(rows, lease.until));
  const leased = rows.flatMap((row): ReadyRow[] => {
    if (row.leasedBy === null) return [];
    const activity = activities.get(row.activityId ?? "");
    return [
      {
        n: 0,
        id: row.id,
        projectId: row.projectId,
        processId: row.processId,
        callbackId: row.callbackId,
        leadId: row.leadId,
        attempts: 0,
        step: 0,
        lane: 0,
        owedAt: row.createdAt,
        traceparent: row.traceparent,
        payloadFormat: row.payloadFormat,
        body: updates.get(row.updateId ?? "")?.body ?? null,
        activity: activity === undefined ? null : envelopeOf(activity),
        lead: activity?.lead ?? null,
      },
    ];
  });
  // Sent before the rows' numbers are known.
  const made = begun(readyDeliveries(hot, leased));
  await Promise.all(written);
  const numbers = (await inserted).filter((_, index) => rows[index]?.leasedBy !== null);
  return (await made).map((delivery, index) => ({ ...delivery, n: numbers[index] ?? 0 }));
}
