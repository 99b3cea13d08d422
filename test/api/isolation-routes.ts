import type { CallOptions } from "../support/api.ts";
import { nextPhone } from "../support/project.ts";

/** Ids of everything that the other project has. */
export interface Ids {
  projectId: string;
  processId: string;
  leadId: string;
  referenceId: string;
  activityId: string;
  callbackId: string;
  deliveryId: string;
  jobId: string;
  inspectorId: string;
  userId: string;
  tokenId: string;
  invitationId: string;
  importId: string;
}

/** One way to name something of another project: the request, with an id put in. */
export interface Row {
  what: string;
  id: keyof Ids;
  path: (id: string) => string;
  options?: (id: string, own: Ids) => CallOptions;
  /** Asked by the project's owner, who is signed in, and not by a token. */
  byOwner?: true;
}

const body = (make: (id: string, own: Ids) => unknown) => (id: string, own: Ids) => ({ body: make(id, own) });
const ifMatch = { "if-match": '"2"' };
export const since = "2026-01-01T00:00:00Z";
const report = { type: "call", callStatus: "completed" };
const newLead = (own: Ids) => ({ projectId: own.projectId, name: "A", phone: nextPhone() });

const byParam = (what: string, id: keyof Ids, around: (id: string) => string, sent?: unknown): Row => ({
  what,
  id,
  path: around,
  ...(sent !== undefined && { options: () => ({ body: sent, headers: ifMatch }) }),
});
const byQuery = (id: keyof Ids, path: string, name: string = id): Row => ({
  what: name,
  id,
  path: (value) => `${path}?${name}=${value}`,
});

const byOwner = (what: string, id: keyof Ids, around: (id: string) => string, sent?: unknown): Row => ({
  ...byParam(what, id, around, sent),
  byOwner: true,
});

/** Every route with an id in its path, query or body; those without are listed with none. */
export const routes: Record<string, Row[]> = {
  "GET /healthz": [],
  "GET /readyz": [],
  "GET /": [],
  "GET /pages.css": [],
  "GET /signed-out": [],
  "GET /invitation": [],
  "GET /reset-password": [],
  // Of the person who is signed in, or of who has a link.
  "GET /api/v1/account": [],
  "PATCH /api/v1/account": [],
  "POST /api/v1/account/password": [],
  "POST /api/v1/invitations/look": [],
  "POST /api/v1/invitations/accept": [],
  "POST /api/v1/password-resets/look": [],
  "POST /api/v1/password-resets/accept": [],
  "GET /api/v1/users": [byQuery("userId", "/api/v1/users", "cursor")],
  "GET /api/v1/users/:id": [byParam("id", "userId", (id) => `/api/v1/users/${id}`)],
  "PATCH /api/v1/users/:id": [byOwner("id", "userId", (id) => `/api/v1/users/${id}`, { role: "viewer" })],
  "DELETE /api/v1/users/:id": [byOwner("id", "userId", (id) => `/api/v1/users/${id}`)],
  "POST /api/v1/users/:id/password-reset": [
    byOwner("id", "userId", (id) => `/api/v1/users/${id}/password-reset`),
  ],
  "GET /api/v1/invitations": [byQuery("invitationId", "/api/v1/invitations", "cursor")],
  "POST /api/v1/invitations": [],
  "DELETE /api/v1/invitations/:id": [byOwner("id", "invitationId", (id) => `/api/v1/invitations/${id}`)],
  "GET /api/v1/tokens": [byQuery("tokenId", "/api/v1/tokens", "cursor")],
  "GET /api/v1/tokens/:id": [byParam("id", "tokenId", (id) => `/api/v1/tokens/${id}`)],
  "POST /api/v1/tokens": [
    {
      ...byOwner("processId", "processId", () => "/api/v1/tokens"),
      options: body((processId) => ({ name: "Mine", processId })),
    },
  ],
  "DELETE /api/v1/tokens/:id": [byOwner("id", "tokenId", (id) => `/api/v1/tokens/${id}`)],
  "GET /api/v1/projects": [],
  "POST /api/v1/projects": [],
  "GET /api/v1/projects/:id": [byParam("id", "projectId", (id) => `/api/v1/projects/${id}`)],
  "PATCH /api/v1/projects/:id": [
    byOwner("id", "projectId", (id) => `/api/v1/projects/${id}`, { name: "Taken" }),
  ],
  "GET /api/v1/audit": [],
  "GET /api/v1/audit.csv": [],
  "GET /processes/*": [],
  "GET /callbacks/*": [],
  "GET /deliveries": [],
  "GET /leads": [],
  "GET /leads/*": [],
  "GET /inspector": [],
  "GET /help": [],
  "GET /help/*": [],
  "GET /settings": [],
  "GET /settings/*": [],
  "GET /metrics": [],
  "GET /openapi.json": [],
  "GET /docs": [],
  "GET /sign-in": [],
  "GET /api/v1/session": [],
  "POST /api/v1/session": [],
  "DELETE /api/v1/session": [],
  "GET /api/v1/egress": [],
  "GET /api/v1/events": [],
  "POST /api/v1/processes": [],
  "POST /api/v1/leads/initiate": [
    {
      what: "leadId",
      id: "leadId",
      path: () => "/api/v1/leads/initiate",
      options: body((leadId) => ({ leadId })),
    },
    {
      what: "projectId",
      id: "projectId",
      path: () => "/api/v1/leads/initiate",
      options: body((projectId, own) => ({ lead: { ...newLead(own), processId: own.processId, projectId } })),
    },
    {
      what: "processId",
      id: "processId",
      path: () => "/api/v1/leads/initiate",
      options: body((processId, own) => ({ lead: { ...newLead(own), processId } })),
    },
  ],
  "POST /api/v1/leads/bulk/initiate": [
    {
      what: "leadIds",
      id: "leadId",
      path: () => "/api/v1/leads/bulk/initiate",
      options: body((leadId) => ({ leadIds: [leadId] })),
    },
    {
      what: "projectId",
      id: "projectId",
      path: () => "/api/v1/leads/bulk/initiate",
      options: body((projectId, own) => ({ leads: [{ processId: own.processId, name: "A", projectId }] })),
    },
    {
      what: "processId",
      id: "processId",
      path: () => "/api/v1/leads/bulk/initiate",
      options: body((processId, own) => ({ leads: [{ projectId: own.projectId, name: "A", processId }] })),
    },
  ],
  "POST /api/v1/leads/update": [
    {
      what: "leadId",
      id: "leadId",
      path: () => "/api/v1/leads/update",
      options: body((leadId) => ({ leadId, metadata: { stolen: true }, phone: "098765 43210" })),
    },
    {
      what: "processId with a reference that it has",
      id: "processId",
      path: () => "/api/v1/leads/update",
      options: body((processId, own) => ({
        projectId: own.projectId,
        processId,
        referenceId: "shared-reference",
      })),
    },
    {
      what: "projectId",
      id: "projectId",
      path: () => "/api/v1/leads/update",
      options: body((projectId, own) => ({ leadId: own.leadId, projectId, metadata: { stolen: true } })),
    },
  ],
  "GET /api/v1/leads/get": [
    byQuery("leadId", "/api/v1/leads/get"),
    {
      what: "processId with a reference that it has",
      id: "processId",
      path: (processId) =>
        `/api/v1/leads/get?projectId=PROJECT&referenceId=shared-reference&processId=${processId}`,
    },
    {
      what: "projectId",
      id: "projectId",
      path: (projectId) => `/api/v1/leads/get?leadId=x&projectId=${projectId}`,
    },
  ],
  "GET /api/v1/leads": [
    byQuery("processId", "/api/v1/leads"),
    byQuery("leadId", "/api/v1/leads", "q"),
    byQuery("referenceId", "/api/v1/leads", "q"),
  ],
  "GET /api/v1/leads.csv": [
    byQuery("processId", "/api/v1/leads.csv"),
    byQuery("leadId", "/api/v1/leads.csv", "q"),
    byQuery("referenceId", "/api/v1/leads.csv", "q"),
  ],
  "GET /api/v1/leads/counts": [byQuery("processId", "/api/v1/leads/counts")],
  "GET /api/v1/processes/:id/sample-payloads": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}/sample-payloads`),
  ],
  "GET /api/v1/deployment": [],
  "POST /api/v1/activities": [
    {
      what: "leadId",
      id: "leadId",
      path: () => "/api/v1/activities",
      options: body((leadId) => ({ ...report, leadId })),
    },
    {
      what: "leadId in bulk",
      id: "leadId",
      path: () => "/api/v1/activities",
      options: body((leadId) => ({ activities: [{ ...report, leadId }] })),
    },
    {
      what: "processId with a reference that it has",
      id: "processId",
      path: () => "/api/v1/activities",
      options: body((processId) => ({ ...report, processId, referenceId: "shared-reference" })),
    },
    {
      what: "projectId",
      id: "projectId",
      path: () => "/api/v1/activities",
      options: body((projectId, own) => ({ ...report, leadId: own.leadId, projectId })),
    },
  ],
  // The token may name its process in the path; with a body that names another's lead or process it is unknown.
  "POST /api/v1/inbound/:provider/:processId": [
    {
      what: "processId",
      id: "processId",
      path: (id) => `/api/v1/inbound/bolna/${id}`,
      options: body(() => ({ id: "call", status: "completed" })),
    },
    {
      what: "leadId",
      id: "leadId",
      path: () => "/api/v1/inbound/bolna/PROCESS",
      options: body((leadId) => ({ id: "call", status: "completed", user_data: { leadId } })),
    },
    {
      what: "referenceId",
      id: "referenceId",
      path: (id) => `/api/v1/inbound/bolna/PROCESS?referenceId=${id}`,
      options: body(() => ({ id: "call", status: "completed" })),
    },
  ],
  "POST /api/v1/processes/:id/inbound/:provider/test": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}/inbound/bolna/test`, {
      sample: '{"id": "call", "status": "completed"}',
    }),
    {
      what: "leadId",
      id: "leadId",
      path: () => "/api/v1/processes/PROCESS/inbound/bolna/test",
      options: body((leadId) => ({
        sample: JSON.stringify({ id: "call", status: "completed", user_data: { leadId } }),
      })),
    },
  ],
  "GET /api/v1/activities/get": [byQuery("activityId", "/api/v1/activities/get")],
  "GET /api/v1/activities": [
    byQuery("leadId", "/api/v1/activities"),
    byQuery("processId", "/api/v1/activities"),
  ],
  "GET /api/v1/activities.csv": [
    byQuery("leadId", "/api/v1/activities.csv"),
    byQuery("processId", "/api/v1/activities.csv"),
  ],
  "GET /api/v1/processes": [],
  "GET /api/v1/processes/:id": [byParam("id", "processId", (id) => `/api/v1/processes/${id}`)],
  "PATCH /api/v1/processes/:id": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}`, { name: "Stolen" }),
  ],
  "DELETE /api/v1/processes/:id": [byParam("id", "processId", (id) => `/api/v1/processes/${id}`)],
  "POST /api/v1/processes/:id/duplicate": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}/duplicate`),
  ],
  "GET /api/v1/processes/:id/advanced-settings": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}/advanced-settings`),
  ],
  "PUT /api/v1/processes/:id/advanced-settings": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}/advanced-settings`, {
      leadUpdateCallbacks: [],
    }),
    {
      what: "id of a callback",
      id: "callbackId",
      path: () => "/api/v1/processes/PROCESS/advanced-settings",
      options: (id) => ({
        headers: ifMatch,
        body: { leadUpdateCallbacks: [{ id, url: "https://example.com/hook", auth: { type: "bearer" } }] },
      }),
    },
  ],
  "POST /api/v1/processes/:id/advanced-settings/validate": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}/advanced-settings/validate`, {}),
    {
      what: "id of a callback",
      id: "callbackId",
      path: () => "/api/v1/processes/PROCESS/advanced-settings/validate",
      options: body((id) => ({ leadUpdateCallbacks: [{ id, url: "https://example.com/hook" }] })),
    },
  ],
  "POST /api/v1/processes/:id/advanced-settings/test": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}/advanced-settings/test`, {
      url: "http://127.0.0.1:9/",
    }),
    {
      what: "id of a callback",
      id: "callbackId",
      path: () => "/api/v1/processes/PROCESS/advanced-settings/test",
      options: body((id) => ({ id, url: "http://127.0.0.1:9/", auth: { type: "bearer" } })),
    },
  ],
  "GET /api/v1/callbacks": [
    byQuery("processId", "/api/v1/callbacks"),
    byQuery("callbackId", "/api/v1/callbacks", "cursor"),
  ],
  "GET /api/v1/deliveries/timeline": [
    byQuery("callbackId", "/api/v1/deliveries/timeline"),
    byQuery("processId", "/api/v1/deliveries/timeline"),
  ],
  "POST /inspect/:token": [],
  "POST /api/v1/inspectors": [],
  "GET /api/v1/inspectors": [],
  "GET /api/v1/inspectors/:id": [byParam("id", "inspectorId", (id) => `/api/v1/inspectors/${id}`)],
  "PATCH /api/v1/inspectors/:id": [
    byParam("id", "inspectorId", (id) => `/api/v1/inspectors/${id}`, { name: "Stolen" }),
  ],
  "DELETE /api/v1/inspectors/:id": [byParam("id", "inspectorId", (id) => `/api/v1/inspectors/${id}`)],
  "GET /api/v1/inspectors/:id/requests": [
    byParam("id", "inspectorId", (id) => `/api/v1/inspectors/${id}/requests`),
  ],
  "GET /api/v1/callbacks/:id": [byParam("id", "callbackId", (id) => `/api/v1/callbacks/${id}`)],
  "GET /api/v1/callbacks/:id/stats": [byParam("id", "callbackId", (id) => `/api/v1/callbacks/${id}/stats`)],
  "GET /api/v1/callbacks/:id/secret": [byParam("id", "callbackId", (id) => `/api/v1/callbacks/${id}/secret`)],
  "POST /api/v1/callbacks/:id/secret/rotate": [
    byParam("id", "callbackId", (id) => `/api/v1/callbacks/${id}/secret/rotate`),
  ],
  "POST /api/v1/callbacks/:id/test": [
    byParam("id", "callbackId", (id) => `/api/v1/callbacks/${id}/test`),
    byParam("id, unsaved", "callbackId", (id) => `/api/v1/callbacks/${id}/test`, {
      url: "http://127.0.0.1:9/",
    }),
  ],
  "POST /api/v1/callbacks/:id/pause": [byParam("id", "callbackId", (id) => `/api/v1/callbacks/${id}/pause`)],
  "POST /api/v1/callbacks/:id/resume": [
    byParam("id", "callbackId", (id) => `/api/v1/callbacks/${id}/resume`, { pending: "skip" }),
  ],
  "POST /api/v1/callbacks/:id/recover": [
    byParam("id", "callbackId", (id) => `/api/v1/callbacks/${id}/recover`, { since }),
  ],
  "POST /api/v1/callbacks/:id/replay": [
    byParam("id", "callbackId", (id) => `/api/v1/callbacks/${id}/replay`, { since, only: "all" }),
    byParam("id, counting", "callbackId", (id) => `/api/v1/callbacks/${id}/replay`, { since, dryRun: true }),
  ],
  "POST /api/v1/processes/:id/imports": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}/imports`, {}),
  ],
  "GET /api/v1/imports": [
    byQuery("processId", "/api/v1/imports"),
    byQuery("importId", "/api/v1/imports", "cursor"),
  ],
  "GET /api/v1/imports/:id": [byParam("id", "importId", (id) => `/api/v1/imports/${id}`)],
  "PUT /api/v1/imports/:id/file": [
    {
      what: "id",
      id: "importId",
      path: (id) => `/api/v1/imports/${id}/file`,
      options: () => ({ raw: "name,phone\nA,1\n", headers: { "content-type": "text/csv" } }),
    },
  ],
  "GET /api/v1/imports/:id/errors.csv": [
    byParam("id", "importId", (id) => `/api/v1/imports/${id}/errors.csv`),
  ],
  "POST /api/v1/imports/:id/cancel": [byParam("id", "importId", (id) => `/api/v1/imports/${id}/cancel`)],
  "GET /api/v1/jobs": [byQuery("callbackId", "/api/v1/jobs"), byQuery("jobId", "/api/v1/jobs", "cursor")],
  "GET /api/v1/jobs/:id": [byParam("id", "jobId", (id) => `/api/v1/jobs/${id}`)],
  "POST /api/v1/jobs/:id/cancel": [byParam("id", "jobId", (id) => `/api/v1/jobs/${id}/cancel`)],
  // Of the project itself; with its id it is a callback like any other.
  "GET /api/v1/operational-callback": [],
  "PUT /api/v1/operational-callback": [],
  "DELETE /api/v1/operational-callback": [],
  "GET /api/v1/deliveries": [
    byQuery("callbackId", "/api/v1/deliveries"),
    byQuery("processId", "/api/v1/deliveries"),
    byQuery("leadId", "/api/v1/deliveries"),
    byQuery("activityId", "/api/v1/deliveries"),
    byQuery("referenceId", "/api/v1/deliveries"),
    byQuery("deliveryId", "/api/v1/deliveries", "cursor"),
    byQuery("deliveryId", "/api/v1/deliveries", "q"),
    byQuery("activityId", "/api/v1/deliveries", "q"),
    byQuery("leadId", "/api/v1/deliveries", "q"),
    byQuery("referenceId", "/api/v1/deliveries", "q"),
  ],
  "GET /api/v1/deliveries.csv": [
    byQuery("callbackId", "/api/v1/deliveries.csv"),
    byQuery("processId", "/api/v1/deliveries.csv"),
    byQuery("leadId", "/api/v1/deliveries.csv"),
    byQuery("activityId", "/api/v1/deliveries.csv"),
    byQuery("referenceId", "/api/v1/deliveries.csv"),
    byQuery("deliveryId", "/api/v1/deliveries.csv", "q"),
  ],
  "GET /api/v1/deliveries/:id": [byParam("id", "deliveryId", (id) => `/api/v1/deliveries/${id}`)],
  "POST /api/v1/deliveries/:id/resend": [
    byParam("id", "deliveryId", (id) => `/api/v1/deliveries/${id}/resend`),
  ],
};
