import {
  type AttemptOutcome,
  begun,
  type HotStatements,
  type ReadyRow,
  type Release,
  type ReleasedDelivery,
} from "./engine.ts";
import type { Lease } from "./lease.ts";

/** What came of storing outcomes. */
export interface StoredOutcomes {
  /** Deliveries that were held until now. */
  released: ReleasedDelivery[];
  /** Those of them that the node may send. */
  leased: ReadyRow[];
}

/** Stores outcomes and releases what waited behind them. All of it goes out when it is called. */
export async function storeOutcomes(
  hot: HotStatements,
  { outcomes, now }: { outcomes: readonly AttemptOutcome[]; now: number },
  lease: Lease,
): Promise<StoredOutcomes> {
  const stored: StoredOutcomes = { released: [], leased: [] };
  if (outcomes.length === 0) return stored;
  const finished = begun(hot.finishAttempts(outcomes, lease.node));
  const pausedNow = new Set(outcomes.filter((outcome) => outcome.pause !== null).map((o) => o.callbackId));
  const releases = outcomes.flatMap(({ verdict, projectId, callbackId, leadId, lane }): Release[] => {
    if (verdict === "retry" || leadId === null) return [];
    const leasedBy = lease.offer(callbackId, pausedNow.has(callbackId));
    if (leasedBy !== null) lease.taken(callbackId, leasedBy, false);
    return [{ projectId, callbackId, leadId, lane, leasedBy }];
  });
  const found = releases.length === 0 ? [] : await hot.releaseNext(releases, lease.until, now);
  await finished;
  for (const [index, { callbackId, leasedBy }] of releases.entries()) {
    const released = found[index] ?? null;
    if (released === null) {
      if (leasedBy !== null) lease.notTaken();
      continue;
    }
    stored.released.push(released);
    if (released.ready !== null) stored.leased.push(released.ready);
    else lease.taken(callbackId, null, pausedNow.has(callbackId));
  }
  return stored;
}
