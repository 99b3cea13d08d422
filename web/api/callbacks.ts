import { queryOptions } from "@tanstack/react-query";
import type { AttemptErrorClass } from "../../src/contract/delivery.ts";
import type { DeliveryOrder, PayloadFormat, SigningScheme, Trigger } from "../../src/contract/words.ts";
import { type Attempt, type Delivery, deliveriesKey } from "./deliveries.ts";
import { api, type Page, Problem } from "./http.ts";
import type { Health } from "./processes.ts";

/** A stored secret: that there is one, and its end where it is long enough to show that. */
export interface StoredSecret {
  set: true;
  last4?: string;
}

export type CallbackAuth =
  | { type: "none" }
  | { type: "bearer"; token: StoredSecret }
  | { type: "header"; key: string; value: StoredSecret };

/** A Lead Update Callback as Advanced Settings show it. */
export interface Callback {
  id: string;
  name: string;
  enabled: boolean;
  url: string;
  payloadFormat: PayloadFormat;
  requiresWhitelistedSource: boolean;
  auth: CallbackAuth;
  triggers: Trigger[];
  /** Null: any. */
  dispositions: string[] | null;
  /** Null: any. */
  states: string[] | null;
  order: DeliveryOrder;
  /** Requests per second; null: no limit. */
  rateLimit: number | null;
  timeoutMs: number;
  signing: SigningScheme;
  state: "active" | "paused";
  pausedReason: string | null;
  pausedAt: string | null;
  /** Since when nothing but failures came of it; null while it works. */
  failingSince: string | null;
  warnings: string[];
}

export interface CallbackHealth {
  status: Health;
  delivered24h: number;
  failed24h: number;
  /** 0..1. */
  successRate24h: number | null;
  lastStatusCode: number | null;
  lastErrorClass: string | null;
  lastDurationMs: number | null;
  lastAttemptAt: string | null;
  /** Waiting, retrying and held. */
  waiting: number;
  oldestWaitingAt: string | null;
  /** Counted over the newest deliveries only. */
  truncated: boolean;
}

export interface ListedCallback extends Callback {
  processId: string;
  processName: string;
  health: CallbackHealth;
}

/** All callbacks of a process with how they do, in the order of its settings. */
export const callbacksQuery = (processId: string) =>
  queryOptions({
    queryKey: ["callbacks", { processId }],
    queryFn: async ({ signal }) =>
      (await api.get<Page<ListedCallback>>("/api/v1/callbacks", { processId }, signal)).data,
  });

/** One callback with how it does, wherever its process. */
export const listedCallbackQuery = (id: string) =>
  queryOptions({
    queryKey: ["callbacks", "one", id],
    queryFn: async ({ client, signal }): Promise<ListedCallback> => {
      const { processId } = await api.get<Callback & { processId: string }>(pathOf(id), {}, signal);
      const all = await client.fetchQuery({ ...callbacksQuery(processId), staleTime: 0 });
      const found = all.find((one) => one.id === id);
      if (found === undefined) throw new Problem(404, "No such callback");
      return found;
    },
  });

/** What a callback's charts show: hours, what ended in them, and how long attempts took. */
export interface CallbackStats {
  range: StatsRange;
  since: string;
  buckets: { at: string; delivered: number; failed: number; latencyMs: Percentiles }[];
  delivered: number;
  failed: number;
  /** 0..1, as the next two. */
  successRate: number | null;
  successRate24h: number | null;
  successRate7d: number | null;
  latencyMs: Percentiles;
  waiting: number;
  retrying: number;
  held: number;
  oldestWaitingAt: string | null;
  lastAttempt: {
    at: string;
    statusCode: number | null;
    errorClass: AttemptErrorClass | null;
    durationMs: number | null;
  } | null;
  /** Counted over the newest deliveries only, complete since `completeSince`. */
  truncated: boolean;
  completeSince: string;
}
export interface Percentiles {
  p50: number | null;
  p95: number | null;
}
export const statsRanges = ["24h", "7d"] as const;
export type StatsRange = (typeof statsRanges)[number];

export const callbackStatsQuery = (id: string, range: StatsRange) =>
  queryOptions({
    queryKey: ["callbacks", "stats", id, range],
    queryFn: ({ signal }) => api.get<CallbackStats>(`${pathOf(id)}/stats`, { range }, signal),
    placeholderData: (before) => before,
  });

/** The newest deliveries of a callback, a few. */
export const latestDeliveriesQuery = (callbackId: string) =>
  queryOptions({
    queryKey: [...deliveriesKey, "latest", callbackId],
    queryFn: async ({ signal }) =>
      (await api.get<Page<Delivery>>("/api/v1/deliveries", { callbackId, limit: 6 }, signal)).data,
  });

const pathOf = (id: string): string => `/api/v1/callbacks/${encodeURIComponent(id)}`;

export const pauseCallback = (id: string): Promise<Callback> => api.post(`${pathOf(id)}/pause`);

/** @param pending whether what waits is sent or skipped */
export const resumeCallback = (
  id: string,
  pending: "send" | "skip",
): Promise<Callback & { skipped: number }> => api.post(`${pathOf(id)}/resume`, { pending });

/** A signing secret (`whsec_…`), or the public key of one (`whpk_…`), and the one before while both sign. */
export interface SigningSecret {
  secret: string;
  previous: { secret: string; until: string } | null;
}

export const readSecret = (id: string): Promise<SigningSecret> => api.get(`${pathOf(id)}/secret`);

export const rotateSecret = (id: string, overlapHours: number): Promise<SigningSecret> =>
  api.post(`${pathOf(id)}/secret/rotate`, { overlapHours });

/** The one attempt of a test. */
export interface TestResult extends Attempt {
  deliveryId: string;
  success: boolean;
}

/**
 * Sends a test of settings as they stand in the form.
 *
 * @param payload sent instead of the sample
 */
export const testSettings = (
  processId: string,
  callback: unknown,
  payload: object | null,
): Promise<TestResult> =>
  api.post(`/api/v1/processes/${encodeURIComponent(processId)}/advanced-settings/test`, {
    callback,
    ...(payload !== null && { payload }),
  });
