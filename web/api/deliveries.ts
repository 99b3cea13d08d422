import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { shownStatus } from "../../src/contract/answers/activity.ts";
import type { attempt, delivery, deliveryInFull, timeline } from "../../src/contract/answers/delivery.ts";
import { type Answer, api, type Page } from "./http.ts";

/** One HTTP request made for a delivery, and what came back; secrets are masked by the server. */
export type Attempt = Answer<typeof attempt>;
export type ShownStatus = Answer<typeof shownStatus>;
/** A delivery as lists show it. */
export type Delivery = Answer<typeof delivery>;
/** What a delivery tells of the activity that caused it. */
export type CausingActivity = NonNullable<Delivery["activity"]>;
export type DeliveryInFull = Answer<typeof deliveryInFull>;
/** How many deliveries were owed in each span of a time, by how they stand now. */
export type Timeline = Answer<typeof timeline>;
export type TimelineBucket = Timeline["buckets"][number];

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

/** About 60 spans of a time; without bounds, the last 24 hours until now. */
export const timelineQuery = (
  filters: Pick<DeliveryFilters, "since" | "until" | "callbackId" | "processId">,
) =>
  queryOptions({
    queryKey: [...deliveriesKey, "timeline", filters],
    queryFn: ({ signal }) => api.get<Timeline>("/api/v1/deliveries/timeline", { ...filters }, signal),
  });
