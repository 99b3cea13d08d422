import type { z } from "zod";
import type { deliveryFilterQuery } from "../contract/delivery-requests.ts";
import type { Store } from "../store/operations.ts";
import type { DeliveryQuery } from "../store/queries/delivery-list.ts";

/** What a query asks of the list of deliveries, but for the page. */
export async function deliveryFilters(
  store: Store,
  projectId: string,
  query: z.output<typeof deliveryFilterQuery>,
): Promise<Omit<DeliveryQuery, "before" | "limit">> {
  const { referenceId, leadId } = query;
  const ofReference =
    referenceId === undefined ? null : await store.read.leadIdsByReference({ projectId, referenceId });
  return {
    projectId,
    callbackId: query.callbackId ?? null,
    processId: query.processId ?? null,
    leadIds: leadId === undefined ? ofReference : (ofReference ?? [leadId]).filter((id) => id === leadId),
    activityId: query.activityId ?? null,
    status: query.status ?? null,
    trigger: query.trigger ?? null,
    statusCode: query.statusCode ?? null,
    errorClass: query.errorClass ?? null,
    q: query.q === undefined || query.q === "" ? null : query.q,
    since: query.since ?? null,
    until: query.until ?? null,
  };
}
