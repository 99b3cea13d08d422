import type { LeadRecord } from "./model.ts";

/** A lead as payloads carry it, as JSON text: the fields of `leads/get` without activities, times in ms. */
export function leadBody(lead: LeadRecord): string {
  const head = JSON.stringify({
    _id: lead.id,
    name: lead.name,
    firstName: lead.firstName,
    lastName: lead.lastName,
    phone: lead.phone,
    email: lead.email,
    projectId: lead.projectId,
    processId: lead.processId,
    groupId: lead.groupId,
    referenceId: lead.referenceId,
    currentState: lead.currentState,
  });
  const tail = JSON.stringify({
    createdAt: lead.createdAt,
    updatedAt: lead.updatedAt,
    lastDisposition: lead.lastDisposition,
  });
  // The metadata is stored as JSON text and goes in as it is.
  return `${head.slice(0, -1)},"metadata":${lead.metadata},${tail.slice(1)}`;
}
