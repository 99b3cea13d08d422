import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Disposition, ProcessStatus, State } from "../../src/contract/words.ts";
import { api, type Page } from "./http.ts";

export type Health = "healthy" | "failing" | "paused" | "none";

export interface Process {
  id: string;
  projectId: string;
  name: string;
  description: string;
  status: ProcessStatus;
  defaultCountry: string;
  allowDuplicates: boolean;
  states: State[];
  dispositions: Disposition[];
  revision: number;
  createdAt: string;
  updatedAt: string;
}

/** A process in the list, with its counts and how its callbacks do. */
export interface ListedProcess extends Process {
  leads: number;
  callbacks: number;
  health: Health;
  lastActivityAt: string | null;
}

/** The project's processes, newest first. `status` empty: all but the archived. */
export const processesQuery = (filters: { q?: string; status?: ProcessStatus }) =>
  infiniteQueryOptions({
    queryKey: ["processes", filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ListedProcess>>("/api/v1/processes", { ...filters, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

export const processQuery = (id: string) =>
  queryOptions({
    queryKey: ["process", id],
    queryFn: ({ signal }) => api.get<Process>(`/api/v1/processes/${encodeURIComponent(id)}`, {}, signal),
  });
