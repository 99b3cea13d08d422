import { queryOptions } from "@tanstack/react-query";
import type { leadCounts } from "../../src/contract/answers/lead.ts";
import { type Answer, api } from "./http.ts";

export type LeadCounts = Answer<typeof leadCounts>;

/** How many leads a process has, by state and by last disposition. */
export const leadCountsQuery = (processId: string) =>
  queryOptions({
    queryKey: ["lead-counts", { processId }],
    queryFn: ({ signal }) => api.get<LeadCounts>("/api/v1/leads/counts", { processId }, signal),
    retry: false,
  });
