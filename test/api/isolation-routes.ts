import {
  byBody,
  byOwner,
  byParam,
  byQuery,
  ifMatch,
  newLead,
  type Row,
  report,
  since,
} from "./isolation-rows.ts";

const timeline = `/api/v1/deliveries/timeline?until=${new Date(Date.now() + 60_000).toISOString()}`;

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
      ...byBody("processId", "processId", "/api/v1/tokens", (processId) => ({ name: "Mine", processId })),
      byOwner: true,
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
    byBody("leadId", "leadId", "/api/v1/leads/initiate", (leadId) => ({ leadId })),
    byBody("projectId", "projectId", "/api/v1/leads/initiate", (projectId, own) => ({
      lead: { ...newLead(own), processId: own.processId, projectId },
    })),
    byBody("processId", "processId", "/api/v1/leads/initiate", (processId, own) => ({
      lead: { ...newLead(own), processId },
    })),
  ],
  "POST /api/v1/leads/bulk/initiate": [
    byBody("leadIds", "leadId", "/api/v1/leads/bulk/initiate", (leadId) => ({ leadIds: [leadId] })),
    byBody("projectId", "projectId", "/api/v1/leads/bulk/initiate", (projectId, own) => ({
      leads: [{ processId: own.processId, name: "A", projectId }],
    })),
    byBody("processId", "processId", "/api/v1/leads/bulk/initiate", (processId, own) => ({
      leads: [{ projectId: own.projectId, name: "A", processId }],
    })),
  ],
  "POST /api/v1/leads/update": [
    byBody("leadId", "leadId", "/api/v1/leads/update", (leadId) => ({
      leadId,
      metadata: { stolen: true },
      phone: "098765 43210",
    })),
    byBody(
      "processId with a reference that it has",
      "processId",
      "/api/v1/leads/update",
      (processId, own) => ({
        projectId: own.projectId,
        processId,
        referenceId: "shared-reference",
      }),
    ),
    byBody("projectId", "projectId", "/api/v1/leads/update", (projectId, own) => ({
      leadId: own.leadId,
      projectId,
      metadata: { stolen: true },
    })),
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
    byBody("leadId", "leadId", "/api/v1/activities", (leadId) => ({ ...report, leadId })),
    byBody("leadId in bulk", "leadId", "/api/v1/activities", (leadId) => ({
      activities: [{ ...report, leadId }],
    })),
    byBody("processId with a reference that it has", "processId", "/api/v1/activities", (processId) => ({
      ...report,
      processId,
      referenceId: "shared-reference",
    })),
    byBody("projectId", "projectId", "/api/v1/activities", (projectId, own) => ({
      ...report,
      leadId: own.leadId,
      projectId,
    })),
  ],
  // The token may name its process in the path; with a body that names another's lead or process it is unknown.
  "POST /api/v1/inbound/:provider/:processId": [
    byParam("processId", "processId", (id) => `/api/v1/inbound/bolna/${id}`, {
      id: "call",
      status: "completed",
    }),
    byBody("leadId", "leadId", "/api/v1/inbound/bolna/PROCESS", (leadId) => ({
      id: "call",
      status: "completed",
      user_data: { leadId },
    })),
    byParam("referenceId", "referenceId", (id) => `/api/v1/inbound/bolna/PROCESS?referenceId=${id}`, {
      id: "call",
      status: "completed",
    }),
  ],
  "POST /api/v1/processes/:id/inbound/:provider/test": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}/inbound/bolna/test`, {
      sample: '{"id": "call", "status": "completed"}',
    }),
    byBody("leadId", "leadId", "/api/v1/processes/PROCESS/inbound/bolna/test", (leadId) => ({
      sample: JSON.stringify({ id: "call", status: "completed", user_data: { leadId } }),
    })),
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
    byBody(
      "id of a callback",
      "callbackId",
      "/api/v1/processes/PROCESS/advanced-settings/validate",
      (id) => ({ leadUpdateCallbacks: [{ id, url: "https://example.com/hook" }] }),
    ),
  ],
  "POST /api/v1/processes/:id/advanced-settings/test": [
    byParam("id", "processId", (id) => `/api/v1/processes/${id}/advanced-settings/test`, {
      url: "http://127.0.0.1:9/",
    }),
    byBody("id of a callback", "callbackId", "/api/v1/processes/PROCESS/advanced-settings/test", (id) => ({
      id,
      url: "http://127.0.0.1:9/",
      auth: { type: "bearer" },
    })),
  ],
  "GET /api/v1/callbacks": [
    byQuery("processId", "/api/v1/callbacks"),
    byQuery("callbackId", "/api/v1/callbacks", "cursor"),
  ],
  "GET /api/v1/deliveries/timeline": [
    // Of a fixed time: two that are asked around the end of a second would differ without it.
    byParam("callbackId", "callbackId", (id) => `${timeline}&callbackId=${id}`),
    byParam("processId", "processId", (id) => `${timeline}&processId=${id}`),
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
