import type { RingbackClient, Schemas } from "../../client/index.ts";
import type { Clock } from "../../platform/clock.ts";
import { sleep } from "../sleep.ts";

/** What became of the deliveries of a run. */
export interface DeliveryCounts {
  delivered: number;
  /** Waiting for its turn, its retry, or an earlier one of the same lead; `paused` of them for a paused callback. */
  waiting: number;
  paused: number;
  failed: number;
  skipped: number;
  /** What most of those that are not delivered have in common, in the words of their hints; null for nothing. */
  trouble: { hint: string; count: number } | null;
}

export interface FollowOptions {
  processId: string;
  /** ISO 8601. */
  since: string;
  /** How long those in flight may take, in ms. */
  patienceMs: number;
  clock: Clock;
  signal: AbortSignal;
}

const pollEveryMs = 500;

/** Waits until nothing is in flight any more, or patience ends, then counts. */
export async function followDeliveries(api: RingbackClient, options: FollowOptions): Promise<DeliveryCounts> {
  const { processId, since, patienceMs, clock, signal } = options;
  const until = clock.now() + patienceMs;
  while (clock.now() < until && !signal.aborted && (await anyInFlight(api, options, until))) {
    await sleep(clock, pollEveryMs, signal);
  }
  const counts: DeliveryCounts = {
    delivered: 0,
    waiting: 0,
    paused: 0,
    failed: 0,
    skipped: 0,
    trouble: null,
  };
  const hints = new Map<string, number>();
  const query = { processId, since, limit: 200 };
  for await (const delivery of api.list("/api/v1/deliveries", { query })) count(delivery, counts, hints);
  for (const [hint, count] of hints) {
    if (count > (counts.trouble?.count ?? 0)) counts.trouble = { hint, count };
  }
  return counts;
}

/** Whether one of the newest waiting ones will be tried before `until`: a retry in five minutes is not waited for. */
async function anyInFlight(
  api: RingbackClient,
  { processId, since }: FollowOptions,
  until: number,
): Promise<boolean> {
  const query = { processId, since, status: "pending", limit: 200 };
  const { data } = await api.get("/api/v1/deliveries", { query });
  return data.some(
    ({ paused, nextAttemptAt }) => !paused && (nextAttemptAt === null || Date.parse(nextAttemptAt) < until),
  );
}

function count(delivery: Schemas["Delivery"], counts: DeliveryCounts, hints: Map<string, number>): void {
  const { status, paused, hint } = delivery;
  if (status === "pending" || status === "held") {
    counts.waiting += 1;
    if (paused) counts.paused += 1;
  } else {
    counts[status] += 1;
  }
  if (status !== "delivered" && hint !== null) hints.set(hint, (hints.get(hint) ?? 0) + 1);
}
