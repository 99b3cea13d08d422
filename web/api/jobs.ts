import { queryOptions } from "@tanstack/react-query";
import type { job } from "../../src/contract/answers/job.ts";
import type { JobKind, ReplaySelection } from "../../src/contract/words.ts";
import { type Answer, api, type Page } from "./http.ts";

/** Many deliveries of a callback sent again in the background. */
export type Job = Answer<typeof job>;

/** What is sent again: of which callback, owed from when until when. */
export interface Again {
  kind: JobKind;
  callbackId: string;
  since: string;
  until: string | null;
  /** Of a replay. */
  only: ReplaySelection;
}

/** How often jobs are read: while one runs, and to see whether someone began one. */
const [pollMs, lookMs] = [1_000, 30_000];

/** The newest jobs, of one callback or of the project; read anew while one runs. */
export const jobsQuery = (callbackId?: string) =>
  queryOptions({
    queryKey: ["jobs", callbackId ?? null],
    queryFn: async ({ signal }) =>
      (await api.get<Page<Job>>("/api/v1/jobs", { callbackId, limit: 20 }, signal)).data,
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === "running") ? pollMs : lookMs,
  });

/** One job, read anew while it runs. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", "one", id],
    queryFn: ({ signal }) => api.get<Job>(`/api/v1/jobs/${id}`, {}, signal),
    refetchInterval: ({ state }) => (state.data?.status === "running" ? pollMs : false),
  });

function send<T>({ kind, callbackId, since, until, only }: Again, dryRun: boolean): Promise<T> {
  const range = { since, ...(until !== null && { until }), dryRun };
  return api.post(`/api/v1/callbacks/${callbackId}/${kind}`, kind === "replay" ? { ...range, only } : range);
}

/** How many would be sent again, now. */
export const countQuery = (again: Again) =>
  queryOptions({
    queryKey: ["jobs", "count", again],
    queryFn: () => send<{ count: number }>(again, true),
    staleTime: 0,
    gcTime: 0,
  });

export const startJob = (again: Again): Promise<{ jobId: string }> => send(again, false);
export const cancelJob = (id: string): Promise<Job> => api.post(`/api/v1/jobs/${id}/cancel`);
