import type { FastifyInstance } from "fastify";
import { leadListQuery } from "../../contract/lead-requests.ts";
import { limits } from "../../contract/limits.ts";
import type { LeadPosition } from "../../store/queries/lead-list.ts";
import type { AppContext } from "../context.ts";
import { type Columns, sendList } from "../csv.ts";
import { leadFilters } from "../lead-filters.ts";
import { parse } from "../parse.ts";
import { presentLeadInFull } from "../present/lead.ts";

/** Named as the API names the fields, so that a file that was exported can be imported as it is. */
const columns: Columns<ReturnType<typeof presentLeadInFull>> = {
  _id: (lead) => lead._id,
  name: (lead) => lead.name,
  firstName: (lead) => lead.firstName,
  lastName: (lead) => lead.lastName,
  phone: (lead) => lead.phone,
  email: (lead) => lead.email,
  referenceId: (lead) => lead.referenceId,
  groupId: (lead) => lead.groupId,
  processId: (lead) => lead.processId,
  currentState: (lead) => lead.currentState,
  lastDisposition: (lead) => lead.lastDisposition,
  incoming: (lead) => lead.incoming,
  onCall: (lead) => lead.onCall,
  createdAt: (lead) => lead.createdAt,
  updatedAt: (lead) => lead.updatedAt,
  metadata: ({ metadata }) => (Object.keys(metadata).length === 0 ? null : JSON.stringify(metadata)),
};

/** `/api/v1/leads.csv`: the list with its filters, as a file. */
export function leadsCsvRoutes(app: FastifyInstance, { store }: AppContext): void {
  const options = { config: { scope: "read" as const }, exposeHeadRoute: false };
  app.get("/api/v1/leads.csv", options, async (request, reply) => {
    const query = parse(leadListQuery, request.query);
    const filters = leadFilters(request.principal.projectId, query);
    return sendList(reply, "leads.csv", columns, async (after: LeadPosition | null) => {
      const { rows, next } = await store.read.listLeads({ ...filters, after, limit: limits.pageMost });
      return { rows: rows.map((lead) => presentLeadInFull(lead, query.masked ?? false)), next };
    });
  });
}
