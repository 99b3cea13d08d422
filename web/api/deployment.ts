import { queryOptions } from "@tanstack/react-query";
import { api } from "./http.ts";

/** What the operator has set that people who use the dashboard should know; nothing secret. */
export interface Deployment {
  version: string;
  /** The local form, on one's own machine. */
  local: boolean;
  publicUrl: string;
  /** Waits after a failed attempt. */
  retryScheduleMs: number[];
  /** Milliseconds that an attempt may take where a callback says nothing else. */
  callbackTimeoutMs: number;
  /** Requests on their way to one callback at the most. */
  callbackConcurrency: number;
  retentionDays: number;
  failedRetentionDays: number;
  egress: {
    /** Whether there is a fixed source that callbacks can leave from. */
    fixed: boolean;
    /** Its addresses. */
    sources: string[];
    allowLoopback: boolean;
    /** Ranges that the operator opened. */
    allow: string[];
  };
}

/** What the deployment allows callbacks to reach, where they come from, and how they are retried. */
export const deploymentQuery = queryOptions({
  queryKey: ["deployment"],
  queryFn: ({ signal }) => api.get<Deployment>("/api/v1/deployment", {}, signal),
  staleTime: 5 * 60_000,
});
