import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { isoTime, pageQuery } from "../../contract/lists.ts";
import { deliveryStatuses, triggers } from "../../contract/words.ts";
import { shownStatus } from "../../store/committed.ts";
import { audit } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { parse } from "../parse.ts";
import { presentDelivery, presentStoredAttempt } from "../present/delivery.ts";
import { notFound, ProblemError } from "../problem.ts";

const statusList = z
  .string()
  .transform((text) => text.split(","))
  .refine((list) => list.every((status) => (deliveryStatuses as readonly string[]).includes(status)), {
    message: `must be among ${deliveryStatuses.join(", ")}`,
  });

const listQuery = pageQuery.extend({
  callbackId: z.string().optional(),
  processId: z.string().optional(),
  leadId: z.string().optional(),
  activityId: z.string().optional(),
  referenceId: z.string().optional(),
  status: statusList.optional(),
  trigger: z.enum(triggers, { error: `must be one of ${triggers.join(", ")}` }).optional(),
  statusCode: z.coerce.number("must be a status code").int().min(100).max(599).optional(),
  since: isoTime.optional(),
  until: isoTime.optional(),
});

/** `/api/v1/deliveries`: list, get with attempts, resend. */
export function deliveryRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock, dispatcher, events } = context;

  app.get("/api/v1/deliveries", { config: { scope: "read" } }, async (request) => {
    const { projectId } = request.principal;
    const query = parse(listQuery, request.query);
    const leadIds =
      query.referenceId === undefined
        ? null
        : await store.read.leadIdsByReference({ projectId, referenceId: query.referenceId });
    const { rows, next } = await store.read.listDeliveries({
      projectId,
      callbackId: query.callbackId ?? null,
      processId: query.processId ?? null,
      leadIds: query.leadId === undefined ? leadIds : [query.leadId],
      activityId: query.activityId ?? null,
      status: query.status ?? null,
      trigger: query.trigger ?? null,
      statusCode: query.statusCode ?? null,
      since: query.since ?? null,
      until: query.until ?? null,
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
    const result = await store.write.resendDelivery({ projectId, id, now: clock.now() });
    if (result === "unknown") throw notFound("Delivery");
    if (result === "removed") throw new ProblemError(409, "The callback of this delivery was removed");
    if (result === "held-back") {
      throw new ProblemError(409, "It waits behind an earlier update of the same lead: resend that one");
    }
    await audit(context, request, "delivery.resent", id);
    dispatcher.wake();
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
