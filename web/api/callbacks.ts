import { queryOptions } from "@tanstack/react-query";
import type { callback, callbackPage, health, signingSecret } from "../../src/contract/answers/callback.ts";
import type { callbackStats, testAnswer } from "../../src/contract/answers/delivery.ts";
import { type Delivery, deliveriesKey } from "./deliveries.ts";
import { type Answer, api, type EntryOf, type Page, Problem } from "./http.ts";

/** A Lead Update Callback as Advanced Settings show it. */
export type Callback = Answer<typeof callback>;
/** One with how it does. */
export type ListedCallback = EntryOf<typeof callbackPage>;
export type CallbackHealth = ListedCallback["health"];
export type Health = Answer<typeof health>;
/** What a callback's charts show: hours, what ended in them, and how long attempts took. */
export type CallbackStats = Answer<typeof callbackStats>;
export type Percentiles = CallbackStats["latencyMs"];
/** A signing secret (`whsec_…`), or the public key of one (`whpk_…`), and the one before while both sign. */
export type SigningSecret = Answer<typeof signingSecret>;
/** The one attempt of a test. */
export type TestResult = Answer<typeof testAnswer>;

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

export const readSecret = (id: string): Promise<SigningSecret> => api.get(`${pathOf(id)}/secret`);

export const rotateSecret = (id: string, overlapHours: number): Promise<SigningSecret> =>
  api.post(`${pathOf(id)}/secret/rotate`, { overlapHours });

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
