import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { AttemptErrorClass, AttemptResponse, AttemptTimings } from "../../src/contract/delivery.ts";
import type { ActivityType, DeliveryKind, DeliveryStatus, Trigger } from "../../src/contract/words.ts";
import { api, type Page } from "./http.ts";

/** One HTTP request made for a delivery, and what came back; secrets are masked by the server. */
export interface Attempt {
  number: number;
  at: string;
  url: string;
  request: { headers: Record<string, string>; body: string };
  response: AttemptResponse | null;
  error: { class: AttemptErrorClass; message: string } | null;
  timings: AttemptTimings;
  hint: string | null;
}

export type ShownStatus = Exclude<DeliveryStatus, "pending"> | "waiting" | "retrying";

/** What a delivery tells of the activity that caused it. */
export interface CausingActivity {
  type: ActivityType;
  callStatus: string | null;
  disposition: string | null;
  fromState: string | null;
  toState: string | null;
}

/** A delivery as lists show it. */
export interface Delivery {
  id: string;
  kind: DeliveryKind;
  callbackId: string;
  callbackName: string;
  callbackRemoved: boolean;
  processId: string;
  processName: string;
  leadId: string | null;
  lead: { id: string; name: string | null; referenceId: string | null } | null;
  activityId: string | null;
  updateId: string | null;
  activity: CausingActivity | null;
  status: DeliveryStatus;
  shownStatus: ShownStatus;
  /** Its callback is paused, and it waits. */
  paused: boolean;
  triggers: Trigger[];
  payloadFormat: string;
  attempts: number;
  nextAttemptAt: string | null;
  createdAt: string;
  endedAt: string | null;
  lastStatusCode: number | null;
  lastError: string | null;
  /** Of the last attempt, where it failed. */
  lastErrorClass: AttemptErrorClass | null;
  hint: string | null;
  /** Whole time of the last attempt. */
  durationMs: number | null;
}

export interface DeliveryInFull extends Omit<Delivery, "attempts"> {
  /** The exact bytes that are sent. */
  body: string;
  /** Attempts that are still kept. */
  attemptsMade: number;
  /** Oldest first. */
  attempts: Attempt[];
}

/** What a list of deliveries is narrowed by; see API.md. */
export interface DeliveryFilters {
  callbackId?: string;
  processId?: string;
  leadId?: string;
  status?: string;
  trigger?: string;
  statusCode?: string;
  errorClass?: string;
  since?: string;
  until?: string;
  q?: string;
}

/** What a change of deliveries makes out of date. */
export const deliveriesKey = ["deliveries"] as const;

/** Rows of a page of the list. */
const pageSize = 100;

/** The project's deliveries that match, newest first. Not below `deliveriesKey`: a list is never read anew as a whole. */
export const deliveriesQuery = (filters: DeliveryFilters) =>
  infiniteQueryOptions({
    queryKey: ["delivery-list", filters],
    queryFn: ({ pageParam, signal }) => readDeliveries(filters, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** One page; short or empty ones may come before the end (see `Page`). */
export const readDeliveries = (
  filters: DeliveryFilters,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Page<Delivery>> => api.get("/api/v1/deliveries", { ...filters, cursor, limit: pageSize }, signal);

/** One delivery with all its attempts that are kept. */
export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: [...deliveriesKey, "one", id],
    queryFn: ({ signal }) => api.get<DeliveryInFull>(`/api/v1/deliveries/${id}`, {}, signal),
  });

/** Sends it once more, or now rather than at its time. Throws a 409 with words where it cannot be. */
export const resendDelivery = (id: string): Promise<Delivery> => api.post(`/api/v1/deliveries/${id}/resend`);

/** How many deliveries were owed in one span of time, by how they stand now. */
export interface TimelineBucket {
  at: string;
  until: string;
  delivered: number;
  failed: number;
  /** Waiting, retrying, held. */
  open: number;
}

export interface Timeline {
  since: string;
  until: string;
  bucketMs: number;
  buckets: TimelineBucket[];
  /** Some figures are estimated from a sample. */
  truncated: boolean;
}

/** About 60 spans of a time; without bounds, the last 24 hours until now. */
export const timelineQuery = (
  filters: Pick<DeliveryFilters, "since" | "until" | "callbackId" | "processId">,
) =>
  queryOptions({
    queryKey: [...deliveriesKey, "timeline", filters],
    queryFn: ({ signal }) => api.get<Timeline>("/api/v1/deliveries/timeline", { ...filters }, signal),
  });
