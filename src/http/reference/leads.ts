import { z } from "zod";
import {
  bulkInitiated,
  initiated,
  leadAnswer,
  leadCounts,
  leadPage,
  updateAccepted,
} from "../../contract/answers/lead.ts";
import { leadListQuery, leadUpdate, newLead } from "../../contract/lead-requests.ts";
import { limits } from "../../contract/limits.ts";
import { countsQuery } from "../routes/leads.ts";
import { type Operations, ok, rateLimitHeaders } from "./operation.ts";

const init = z
  .boolean()
  .default(true)
  .describe("Puts the lead into the process's first state; else `initiate` with its `leadId` does it later");
const leadToCreate = z.object({ projectId: z.string(), processId: z.string(), ...newLead.shape }).meta({
  id: "NewLead",
  description: "`phone` or `email`, and `name` or `firstName`, are needed. The phone is kept in E.164.",
});

/** How requests name a lead. */
const target = {
  leadId: z.string().optional().describe("The lead's id; or"),
  referenceId: z.string().optional().describe("its reference, with `projectId` and `processId`"),
  projectId: z.string().optional(),
  processId: z.string().optional(),
};

const exampleLead = {
  projectId: "6964f0a7a1b2c3d4e5f60716",
  processId: "6964f0a7a1b2c3d4e5f60717",
  phone: "+919876543210",
  name: "Asha Verma",
  referenceId: "AB123456789",
  metadata: { city: "Pune" },
};

/** What `routes/leads-initiate.ts` and `routes/leads.ts` register. */
export const leads: Operations = {
  "POST /api/v1/leads/initiate": {
    tag: "Leads",
    summary: "Create a lead",
    description:
      "Creates a lead, or puts one that was created with `init: false` into its first state. It makes no activity and fires nothing. More than five refused duplicates within a minute block the token's initiate routes for an hour.",
    scope: "report",
    body: {
      schema: z.union([
        z.object({ lead: leadToCreate, init }),
        z.object({ leadId: z.string(), init: init.optional() }),
      ]),
      example: { lead: exampleLead, init: true },
    },
    answers: ok(initiated, "The lead", rateLimitHeaders),
    errors: [404, 409, 429],
  },
  "POST /api/v1/leads/bulk/initiate": {
    tag: "Leads",
    summary: "Create many leads",
    description: `At most ${limits.bulkEntries} of them; one that is refused never spoils the others.`,
    scope: "report",
    query: z.object({ v: z.string().optional() }),
    body: {
      schema: z.union([
        z.object({
          leads: z.array(leadToCreate).max(limits.bulkEntries),
          init,
        }),
        z.object({ leadIds: z.array(z.string()).max(limits.bulkEntries), init: init.optional() }),
      ]),
      example: { leads: [exampleLead] },
    },
    answers: ok(bulkInitiated, "What became of each", rateLimitHeaders),
    errors: [429],
  },
  "POST /api/v1/leads/update": {
    tag: "Leads",
    summary: "Update a lead",
    description:
      "Decided in its own request; the outcome is owed to every enabled callback of the process, whatever its triggers are. Without `metadata`, fields that are not named here are merged into it.",
    scope: "report",
    body: {
      schema: z.looseObject({ ...target, ...leadUpdate.shape }),
      example: { leadId: "6964f0a7a1b2c3d4e5f60718", metadata: { city: "Pune" } },
    },
    answers: ok(updateAccepted, "Accepted, or refused: the callback tells"),
    errors: [404, 409],
  },
  "GET /api/v1/leads/get": {
    tag: "Leads",
    summary: "Get a lead",
    description: "With its newest 200 activities.",
    scope: "read",
    query: z.object({ ...target, masked: z.enum(["true", "false"]).optional() }),
    answers: ok(leadAnswer, "The lead", rateLimitHeaders),
    errors: [404, 429],
  },
  "GET /api/v1/leads": {
    tag: "Leads",
    summary: "List leads",
    scope: "read",
    query: leadListQuery,
    answers: ok(leadPage, "A page"),
  },
  "GET /api/v1/leads.csv": {
    tag: "Leads",
    summary: "Export leads",
    description:
      "The whole list with its filters, as a CSV file (UTF-8) that can be imported as it is. Cells that begin like a formula get an apostrophe.",
    scope: "read",
    query: leadListQuery.omit({ limit: true, cursor: true }),
    answers: { 200: { description: "The file", type: "text/csv" } },
  },
  "GET /api/v1/leads/counts": {
    tag: "Leads",
    summary: "Count leads",
    description: "By state and by last disposition, most first.",
    scope: "read",
    query: countsQuery,
    answers: ok(leadCounts, "The counts"),
  },
};
