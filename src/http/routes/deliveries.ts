import type { FastifyInstance } from "fastify";
import { deliveryListQuery } from "../../contract/delivery-requests.ts";
import { shownStatus } from "../../store/committed.ts";
import { entryBy } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { deliveryFilters } from "../delivery-filters.ts";
import { parse } from "../parse.ts";
import { presentDelivery, presentStoredAttempt } from "../present/delivery.ts";
import { notFound, ProblemError } from "../problem.ts";

/** `/api/v1/deliveries`: list, get with attempts, resend. */
export function deliveryRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock, dispatcher, events } = context;

  app.get("/api/v1/deliveries", { config: { scope: "read" } }, async (request) => {
    const { projectId } = request.principal;
    const query = parse(deliveryListQuery, request.query);
    const { rows, next } = await store.read.listDeliveries({
      ...(await deliveryFilters(store, projectId, query)),
      before: query.cursor ?? null,
      limit: query.limit,
    });
    return { data: rows.map(presentDelivery), nextCursor: next };
  });

  app.get("/api/v1/deliveries/:id", { config: { scope: "read" } }, async (request) => {
    const { projectId } = request.principal;
    const { id } = request.params as { id: string };
    const found = await store.read.deliveryInFull({ projectId, id });
    if (found === undefined) throw notFound("Delivery");
    const { attempts } = found;
    return {
      ...presentDelivery(found.row),
      body: found.body,
      attemptsMade: attempts.length,
      attempts: attempts.map((attempt) => presentStoredAttempt(attempt, found.body)),
    };
  });

  app.post("/api/v1/deliveries/:id/resend", { config: { scope: "manage" } }, async (request, reply) => {
    const { projectId } = request.principal;
    const { id } = request.params as { id: string };
    const audit = [entryBy(context, request, "delivery.resent", id)];
    const result = await store.write.resendDelivery({ projectId, id, now: clock.now(), audit });
    if (result === "unknown") throw notFound("Delivery");
    if (result === "removed") throw new ProblemError(409, "The callback of this delivery was removed");
    if (result === "held-back") {
      throw new ProblemError(409, "It waits behind an earlier update of the same lead: resend that one");
    }
    dispatcher.wakeAll();
    const row = await store.read.deliveryById({ projectId, id });
    if (row === undefined) return reply.code(202).send({});
    events.deliveryChanged(projectId, {
      id,
      callbackId: row.callback_id,
      leadId: row.lead_id,
      processId: row.process_id,
      status: shownStatus(row),
    });
    return reply.code(202).send(presentDelivery(row));
  });
}
