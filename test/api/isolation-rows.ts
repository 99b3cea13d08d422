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

export const ifMatch = { "if-match": '"2"' };
export const since = "2026-01-01T00:00:00Z";
export const report = { type: "call", callStatus: "completed" };
export const newLead = (own: Ids) => ({ projectId: own.projectId, name: "A", phone: nextPhone() });

export const byParam = (
  what: string,
  id: keyof Ids,
  around: (id: string) => string,
  sent?: unknown,
): Row => ({
  what,
  id,
  path: around,
  ...(sent !== undefined && { options: () => ({ body: sent, headers: ifMatch }) }),
});
export const byQuery = (id: keyof Ids, path: string, name: string = id): Row => ({
  what: name,
  id,
  path: (value) => `${path}?${name}=${value}`,
});

export const byOwner = (
  what: string,
  id: keyof Ids,
  around: (id: string) => string,
  sent?: unknown,
): Row => ({
  ...byParam(what, id, around, sent),
  byOwner: true,
});

export const byBody = (
  what: string,
  id: keyof Ids,
  path: string,
  make: (id: string, own: Ids) => unknown,
): Row => ({ what, id, path: () => path, options: (value, own) => ({ body: make(value, own) }) });
