import { textsOf } from "./search.ts";

export const auditSearch = textsOf(["actor", "action", "since", "until"] as const);
