import { deliveryInFull, deliveryPage, resent, timeline } from "../../contract/answers/delivery.ts";
import { deliveryFilterQuery, deliveryListQuery } from "../../contract/delivery-requests.ts";
import { timelineQuery } from "../routes/stats.ts";
import { type Operations, ok } from "./operation.ts";

/** What `routes/deliveries.ts`, `deliveries-csv.ts` and `stats.ts` register for deliveries. */
export const deliveries: Operations = {
  "GET /api/v1/deliveries": {
    tag: "Deliveries",
    summary: "List deliveries",
    scope: "read",
    query: deliveryListQuery,
    answers: ok(deliveryPage, "A page"),
  },
  "GET /api/v1/deliveries.csv": {
    tag: "Deliveries",
    summary: "Export deliveries",
    description:
      "The whole list with its filters, as a CSV file (UTF-8). Cells that begin like a formula get an apostrophe.",
    scope: "read",
    query: deliveryFilterQuery,
    answers: { 200: { description: "The file", type: "text/csv" } },
  },
  "GET /api/v1/deliveries/timeline": {
    tag: "Deliveries",
    summary: "Count deliveries over time",
    description: "The last day without `since`; at most 400 days.",
    scope: "read",
    query: timelineQuery,
    answers: ok(timeline, "The counts, by spans of equal length"),
  },
  "GET /api/v1/deliveries/:id": {
    tag: "Deliveries",
    summary: "Get a delivery",
    scope: "read",
    answers: ok(deliveryInFull, "The delivery with every attempt"),
  },
  "POST /api/v1/deliveries/:id/resend": {
    tag: "Deliveries",
    summary: "Resend a delivery",
    description: "The same one, under the same `webhook-id`, with the same body.",
    scope: "manage",
    answers: { 202: { description: "It is owed again", schema: resent } },
    errors: [409],
  },
};
