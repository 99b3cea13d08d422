import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { deliveryFilterQuery } from "../../contract/delivery-requests.ts";
import { limits } from "../../contract/limits.ts";
import type { DeliveryQuery } from "../../store/queries/delivery-list.ts";
import type { AppContext } from "../context.ts";
import { byteOrderMark, csvLine } from "../csv.ts";
import { deliveryFilters } from "../delivery-filters.ts";
import { parse } from "../parse.ts";
import { presentDelivery } from "../present/delivery.ts";

type Shown = ReturnType<typeof presentDelivery>;

/** The columns, in their order. */
const columns: Record<string, (row: Shown) => string | number | null> = {
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
export function deliveriesCsvRoutes(app: FastifyInstance, context: AppContext): void {
  const { store } = context;

  /** Page by page, each a short read, as fast as the client takes them. */
  async function* lines(filters: Omit<DeliveryQuery, "before" | "limit">): AsyncGenerator<string> {
    yield byteOrderMark + csvLine(Object.keys(columns));
    let before: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof store.read.listDeliveries>> = await store.read.listDeliveries({
        ...filters,
        before,
        limit: limits.pageMost,
      });
      const cells = page.rows.map(presentDelivery).map((row) => Object.values(columns).map((of) => of(row)));
      if (cells.length > 0) yield cells.map(csvLine).join("");
      before = page.next;
    } while (before !== null);
  }

  const options = { config: { scope: "read" as const }, exposeHeadRoute: false };
  app.get("/api/v1/deliveries.csv", options, async (request, reply) => {
    const query = parse(deliveryFilterQuery, request.query);
    const filters = await deliveryFilters(store, request.principal.projectId, query);
    return reply
      .type("text/csv; charset=utf-8")
      .header("content-disposition", 'attachment; filename="deliveries.csv"')
      .header("cache-control", "no-store")
      .send(Readable.from(lines(filters)));
  });
}
