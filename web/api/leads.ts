import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { ActivityType, CallStatus, Direction, Trigger } from "../../src/contract/words.ts";
import type { ShownStatus } from "./deliveries.ts";
import { api, type Page } from "./http.ts";

export interface Lead {
  _id: string;
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  phone: string | null;
  email: string | null;
  projectId: string;
  processId: string;
  groupId: string | null;
  referenceId: string | null;
  currentState: string | null;
  lastDisposition: string | null;
  metadata: Record<string, unknown>;
  /** A call with it is under way. */
  onCall: boolean;
  createdAt: string;
  updatedAt: string;
}

/** One delivery that an activity caused. */
export interface CausedDelivery {
  id: string;
  callbackId: string;
  callbackName: string;
  shownStatus: ShownStatus;
  attempts: number;
  lastStatusCode: number | null;
}

export interface Activity {
  id: string;
  leadId: string;
  type: ActivityType;
  /** Of the lead, from 1. */
  sequence: number;
  fromState: string | null;
  toState: string | null;
  disposition: string | null;
  callStatus: CallStatus | null;
  connected: boolean | null;
  direction: Direction | null;
  startedAt: string | null;
  endedAt: string | null;
  scheduledAt: string | null;
  summary: string | null;
  transcript: unknown[] | null;
  recordingUrl: string | null;
  providerCallId: string | null;
  triggers: Trigger[];
  recordedAt: string;
  deliveries: CausedDelivery[];
}

export interface LeadFilters {
  processId?: string;
  state?: string;
  disposition?: string;
  q?: string;
}

/** The project's leads, newest first. */
export const leadsQuery = (filters: LeadFilters) =>
  infiniteQueryOptions({
    queryKey: ["leads", filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Lead>>("/api/v1/leads", { ...filters, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

export const leadQuery = (leadId: string) =>
  queryOptions({
    queryKey: ["lead", leadId],
    queryFn: async ({ signal }) =>
      (await api.get<{ data: Lead }>("/api/v1/leads/get", { leadId }, signal)).data,
  });

/** What happened to a lead, newest first, each activity with the deliveries that it caused. */
export const activitiesQuery = (leadId: string) =>
  infiniteQueryOptions({
    queryKey: ["lead", leadId, "activities"],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Activity>>("/api/v1/activities", { leadId, limit: 25, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

export interface NewLead {
  projectId: string;
  processId: string;
  name: string;
  phone?: string;
  email?: string;
  referenceId?: string;
}

/** Creates a lead in the first state of its process. A refusal's body may carry `existingLeadId`. */
export const createLead = (lead: NewLead): Promise<Lead> =>
  api.post("/api/v1/leads/initiate", { lead, init: true });

export interface Report {
  leadId: string;
  type: ActivityType;
  callStatus?: CallStatus;
  disposition?: string;
  toState?: string;
  summary?: string;
  startedAt?: string;
  endedAt?: string;
  scheduledAt?: string;
}

/** Records one activity; it is stored, with what it owes, once this fulfils. */
export const reportActivity = (report: Report): Promise<unknown> => api.post("/api/v1/activities", report);
