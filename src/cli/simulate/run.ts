import { ApiProblem, NoAnswer, type RingbackClient } from "../../client/index.ts";
import type { Clock } from "../../platform/clock.ts";
import { requestError } from "../api.ts";
import type { CliError } from "../cli-error.ts";
import type { Pace } from "./pace.ts";
import { seededRandom } from "./random.ts";
import { type Cast, reportOf } from "./requests.ts";

/** What a run did. */
export interface Counts {
  /** Requests that were accepted, of all kinds. */
  done: number;
  /** Calls that ended, by `callStatus`. */
  calls: Record<string, number>;
  schedules: number;
  updates: number;
  /** Leads that were left as they are because a request for them was refused or lost. */
  dropped: number;
  /** Why, the first few different reasons. */
  reasons: string[];
  /** When the first activity was recorded by the server's clock, ms, or null for none. */
  firstRecordedAt: number | null;
}

export interface RunOptions {
  api: RingbackClient;
  pace: Pace;
  clock: Clock;
  seed: string;
  /** How many leads are worked at the same time, at most. */
  atOnce: number;
  /** Ends the run early: what is on its way is awaited, nothing else is begun. */
  signal: AbortSignal;
  onStep: (counts: Counts) => void;
}

/**
 * Works the leads: every lead's steps one after another, several leads mixed, as many requests a second as the
 * pace lets through. Stops at the first error that no other request would escape (no connection, wrong token).
 *
 * @returns what was done, and the error that stopped it, if any
 */
export async function workLeads(
  casts: readonly Cast[],
  options: RunOptions,
): Promise<{ counts: Counts; stoppedBy: CliError | null }> {
  const { pace, signal, atOnce } = options;
  const counts: Counts = {
    done: 0,
    calls: {},
    schedules: 0,
    updates: 0,
    dropped: 0,
    reasons: [],
    firstRecordedAt: null,
  };
  const random = seededRandom(`${options.seed}/order`);
  const waiting = casts.filter(({ plan }) => plan.steps.length > 0);
  const ready: Cast[] = [];
  const underway = new Set<Promise<void>>();
  let stoppedBy: CliError | null = null;
  while (!signal.aborted && stoppedBy === null) {
    ready.push(...waiting.splice(0, atOnce - ready.length - underway.size));
    if (ready.length === 0) {
      if (underway.size === 0) break;
      await Promise.race(underway);
      continue;
    }
    await pace.turn(signal);
    if (signal.aborted) break;
    const cast = ready.splice(random.between(0, ready.length - 1), 1)[0] as Cast;
    const step = play(cast, counts, options)
      .then(() => {
        if (cast.next < cast.plan.steps.length) ready.push(cast);
      })
      .catch((error: unknown) => {
        const said = requestError(error);
        if (said === null) throw error;
        if (isFatal(error)) stoppedBy ??= said;
        else drop(counts, said);
      })
      .finally(() => {
        underway.delete(step);
        options.onStep(counts);
      });
    underway.add(step);
  }
  await Promise.all(underway);
  return { counts, stoppedBy };
}

/** Plays the next step of a lead. */
async function play(cast: Cast, counts: Counts, { api, clock }: RunOptions): Promise<void> {
  const step = cast.plan.steps[cast.next];
  if (step === undefined) throw new Error("the lead has no step left");
  if (step.type === "update") {
    const body = { leadId: cast.leadId, metadata: step.metadata };
    await api.post("/api/v1/leads/update", { body });
    counts.updates += 1;
  } else {
    const { data } = await api.post("/api/v1/activities", {
      body: reportOf(step, cast, clock.now()),
      idempotencyKey: `${cast.referenceId}-step-${cast.next}`,
    });
    const at = Array.isArray(data) ? Number.NaN : Date.parse(data.recordedAt);
    if (!Number.isNaN(at)) counts.firstRecordedAt = Math.min(at, counts.firstRecordedAt ?? at);
    if (step.type === "schedule") counts.schedules += 1;
    if (step.type === "call-ends") {
      counts.calls[step.call.callStatus] = (counts.calls[step.call.callStatus] ?? 0) + 1;
    }
  }
  counts.done += 1;
  cast.next += 1;
}

/**
 * Whether other requests would fail alike. What the API says of one only (bad input, a conflict) leaves them a
 * chance, and so does a cut connection of what is not safe to repeat: if the server is gone, the next one tells.
 */
function isFatal(error: unknown): boolean {
  if (error instanceof NoAnswer) return !error.cut;
  return !(error instanceof ApiProblem) || error.status < 300 || [401, 403, 429, 503].includes(error.status);
}

function drop(counts: Counts, error: CliError): void {
  counts.dropped += 1;
  if (counts.reasons.length < 3 && !counts.reasons.includes(error.message))
    counts.reasons.push(error.message);
}
