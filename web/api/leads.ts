import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { activityPage } from "../../src/contract/answers/activity.ts";
import type { leadInFull } from "../../src/contract/answers/lead.ts";
import type { ActivityType, CallStatus } from "../../src/contract/words.ts";
import { type Answer, api, type EntryOf, type Page } from "./http.ts";

export type Lead = Answer<typeof leadInFull>;
/** One that was asked for with its lead, which has the deliveries that it caused. */
export type Activity = Required<EntryOf<typeof activityPage>>;
export type CausedDelivery = Activity["deliveries"][number];

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
