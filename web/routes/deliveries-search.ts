import { textsOf } from "./search.ts";

/** What the deliveries page shows, as it stands in the URL. `delivery` is the one that the side panel shows. */
export const deliveriesSearch = textsOf([
  "status",
  "processId",
  "callbackId",
  "leadId",
  "trigger",
  "statusCode",
  "errorClass",
  "range",
  "q",
  "delivery",
] as const);
