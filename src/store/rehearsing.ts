import { decide } from "../outreach/decide.ts";
import type { Change, ChangeResult } from "../outreach/model.ts";
import { newId } from "../platform/ids.ts";
import type { Engine } from "./engine.ts";
import { loadBatch } from "./loading.ts";
import type { ProcessCache } from "./process-cache.ts";

export interface Rehearsal {
  changes: readonly Change[];
  now: number;
}

/** What the changes would come to if they were committed now, by the same rules on the same data. Nothing is written. */
export function rehearse(
  engine: Engine,
  cache: ProcessCache,
  { changes, now }: Rehearsal,
): Promise<ChangeResult[]> {
  return engine.transaction(async (tx) => {
    // Settings that another node changed must not be missed, as in a commit.
    if (tx.hot.rules.type === "asked") cache.clear();
    const state = await loadBatch(tx, cache, changes, now, () => newId(now));
    return changes.map((change) => decide(state, change));
  });
}
