import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { leadListQuery, leadUpdate, leadUpdateFields } from "../../contract/lead-requests.ts";
import { activityView } from "../../outreach/activity-view.ts";
import type { Change, LeadUpdate } from "../../outreach/model.ts";
import { completeNames, normalisePhone } from "../../outreach/phone.ts";
import { texts } from "../../outreach/texts.ts";
import type { AppContext } from "../context.ts";
import { leadFilters } from "../lead-filters.ts";
import { readLeadTarget } from "../lead-target.ts";
import { objectBody, parse } from "../parse.ts";
import { presentLeadInFull } from "../present/lead.ts";
import { invalid, ProblemError } from "../problem.ts";
import { decided, refusalProblem } from "../refusal.ts";

export const countsQuery = z.object({ processId: z.string().optional() });

/** At most this many activities come with a lead; the rest are listed by `GET /activities`. */
const activitiesWithLead = 200;

/** `POST /leads/update`, `GET /leads/get`, `GET /leads` and `GET /leads/counts`. */
export function leadRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, dispatcher, limits } = context;

  app.post("/api/v1/leads/update", { config: { scope: "report" } }, async (request) => {
    const { projectId } = request.principal;
    const body = objectBody(request.body);
    const target = readLeadTarget(body, projectId);
    const update = await readUpdate(context, projectId, body, "leadId" in target);
    const change: Change = { kind: "update", projectId, target, update };
    const { traceparent } = request;
    const [result] = decided(
      await dispatcher.committer.submit({ changes: [change], idempotency: null, traceparent }),
    );
    if (result === undefined) throw new Error("an update was not decided");
    if (!result.ok) throw refusalProblem(result.refusal);
    if (result.kind !== "update") throw new Error("an update made no outcome");
    return { success: true, message: "Lead update initiated", updateId: result.updateId };
  });

  app.get("/api/v1/leads/get", { config: { scope: "read" } }, async (request, reply) => {
    const { projectId } = request.principal;
    limits.count(projectId, "get", reply);
    const query = request.query as Record<string, unknown>;
    const target = readLeadTarget(query, projectId);
    const lead = await store.read.leadByTarget({ projectId, target });
    if (lead === undefined) {
      throw new ProblemError(
        404,
        "leadId" in target ? texts.leadNotFound(target.leadId) : texts.referenceNotFound(target.referenceId),
      );
    }
    const { rows } = await store.read.listActivities({
      projectId,
      leadId: lead.id,
      processId: null,
      type: null,
      before: null,
      limit: activitiesWithLead,
    });
    const shown = presentLeadInFull(lead, query.masked === "true");
    return { success: true, data: { ...shown, activities: rows.map(activityView) } };
  });

  app.get("/api/v1/leads", { config: { scope: "read" } }, async (request) => {
    const query = parse(leadListQuery, request.query);
    const { rows, next } = await store.read.listLeads({
      ...leadFilters(request.principal.projectId, query),
      after: readCursor(query.cursor),
      limit: query.limit,
    });
    return {
      data: rows.map((lead) => presentLeadInFull(lead, query.masked ?? false)),
      nextCursor: next === null ? null : next.updatedAt === null ? next.id : `${next.id}.${next.updatedAt}`,
    };
  });

  app.get("/api/v1/leads/counts", { config: { scope: "read" } }, async (request) => {
    const { processId } = parse(countsQuery, request.query);
    return store.read.leadCounts({
      projectId: request.principal.projectId,
      processId: processId ?? null,
    });
  });
}

function readCursor(cursor: string | undefined): { id: string; updatedAt: number | null } | null {
  if (cursor === undefined) return null;
  const [id, updatedAt] = cursor.split(".");
  return { id: id ?? "", updatedAt: updatedAt === undefined ? null : Number(updatedAt) };
}

/** The update that a body asks for; without `metadata`, its unknown fields are merged into it. */
async function readUpdate(
  context: AppContext,
  projectId: string,
  body: Record<string, unknown>,
  byLeadId: boolean,
): Promise<LeadUpdate> {
  const { phone, metadata, userId, targetState, disposition, name, referenceId, ...fields } = parse(
    leadUpdate,
    body,
  );
  const unknown = Object.fromEntries(
    Object.entries(body).filter(([field]) => !leadUpdateFields.includes(field)),
  );
  return {
    ...defined(fields),
    ...(name !== undefined &&
      completeNames({ name, firstName: fields.firstName ?? null, lastName: fields.lastName ?? null })),
    // With the reference as the lead's name in the request, it is not a new one.
    ...(referenceId !== undefined && byLeadId && { referenceId }),
    ...(phone !== undefined && { phone: await readPhone(context, projectId, body, phone) }),
    ...(targetState != null && { targetState }),
    ...(disposition != null && { disposition }),
    metadata: metadata ?? (unknown as LeadUpdate["metadata"]),
    userId: userId ?? null,
  } as LeadUpdate;
}

const defined = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

async function readPhone(
  context: AppContext,
  projectId: string,
  body: Record<string, unknown>,
  phone: string,
): Promise<string> {
  const lead = await context.store.read.leadByTarget({ projectId, target: readLeadTarget(body, projectId) });
  const read = lead && (await context.store.read.processById({ projectId, id: lead.processId }));
  const normalised = normalisePhone(phone, read?.process.default_country ?? "");
  if ("phone" in normalised) return normalised.phone;
  throw normalised.refusal.error === texts.repeatingDigits
    ? refusalProblem(normalised.refusal)
    : invalid([{ path: "phone", message: normalised.refusal.error }]);
}
