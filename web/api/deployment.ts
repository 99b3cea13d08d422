import { queryOptions } from "@tanstack/react-query";
import type { deployment } from "../../src/contract/answers/system.ts";
import { type Answer, api } from "./http.ts";

/** What the operator has set that people who use the dashboard should know; nothing secret. */
export type Deployment = Answer<typeof deployment>;

/** What the deployment allows callbacks to reach, where they come from, and how they are retried. */
export const deploymentQuery = queryOptions({
  queryKey: ["deployment"],
  queryFn: ({ signal }) => api.get<Deployment>("/api/v1/deployment", {}, signal),
  staleTime: 5 * 60_000,
});
