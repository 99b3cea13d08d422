import type { z } from "zod";
import type { leadListQuery } from "../contract/lead-requests.ts";
import type { LeadQuery } from "../store/queries/lead-list.ts";

/** What a query asks of the list of leads, but for the page. */
export function leadFilters(
  projectId: string,
  query: z.output<typeof leadListQuery>,
): Omit<LeadQuery, "after" | "limit"> {
  return {
    projectId,
    processId: query.processId ?? null,
    state: query.state ?? null,
    disposition: query.disposition ?? null,
    incoming: query.incoming ?? null,
    q: query.q === undefined || query.q === "" ? null : query.q,
    updatedSince: query.updatedSince ?? null,
  };
}
