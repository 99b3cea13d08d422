import { textsOf } from "./search.ts";

/** What the list of processes shows, as it stands in the URL. */
export const processesSearch = textsOf(["q", "status"] as const);
