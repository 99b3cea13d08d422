import { textsOf } from "./search.ts";

/** What the leads page shows, as it stands in the URL. */
export const leadsSearch = textsOf(["processId", "state", "disposition", "q"] as const);
