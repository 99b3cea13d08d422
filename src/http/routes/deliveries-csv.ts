import type { FastifyInstance } from "fastify";
import { deliveryFilterQuery } from "../../contract/delivery-requests.ts";
import { limits } from "../../contract/limits.ts";
import type { AppContext } from "../context.ts";
import { type Columns, sendList } from "../csv.ts";
import { deliveryFilters } from "../delivery-filters.ts";
import { parse } from "../parse.ts";
import { presentDelivery } from "../present/delivery.ts";

const columns: Columns<ReturnType<typeof presentDelivery>> = {
  id: (row) => row.id,
  createdAt: (row) => row.createdAt,
  endedAt: (row) => row.endedAt,
  status: (row) => row.shownStatus,
  kind: (row) => row.kind,
  callbackId: (row) => row.callbackId,
  callback: (row) => row.callbackName,
  processId: (row) => row.processId,
  process: (row) => row.processName,
  leadId: (row) => row.leadId,
  lead: (row) => row.lead?.name ?? null,
  referenceId: (row) => row.lead?.referenceId ?? null,
  activityId: (row) => row.activityId,
  triggers: (row) => row.triggers.join(" "),
  disposition: (row) => row.activity?.disposition ?? null,
  attempts: (row) => row.attempts,
  nextAttemptAt: (row) => row.nextAttemptAt,
  lastStatusCode: (row) => row.lastStatusCode,
  lastError: (row) => row.lastError,
  hint: (row) => row.hint,
  durationMs: (row) => row.durationMs,
};

/** `/api/v1/deliveries.csv`: the list with its filters, as a file. */
export function deliveriesCsvRoutes(app: FastifyInstance, { store }: AppContext): void {
  const options = { config: { scope: "read" as const }, exposeHeadRoute: false };
  app.get("/api/v1/deliveries.csv", options, async (request, reply) => {
    const query = parse(deliveryFilterQuery, request.query);
    const filters = await deliveryFilters(store, request.principal.projectId, query);
    return sendList(reply, "deliveries.csv", columns, async (before: string | null) => {
      const page = await store.read.listDeliveries({ ...filters, before, limit: limits.pageMost });
      return { rows: page.rows.map(presentDelivery), next: page.next };
    });
  });
}
