import { queryOptions } from "@tanstack/react-query";
import { api } from "./http.ts";

export interface LeadCounts {
  total: number;
  states: { name: string | null; count: number }[];
  dispositions: { name: string | null; count: number }[];
  /** Counted over the newest leads only. */
  truncated: boolean;
}

/** How many leads a process has, by state and by last disposition. */
export const leadCountsQuery = (processId: string) =>
  queryOptions({
    queryKey: ["lead-counts", { processId }],
    queryFn: ({ signal }) => api.get<LeadCounts>("/api/v1/leads/counts", { processId }, signal),
    retry: false,
  });
