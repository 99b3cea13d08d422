import { queryOptions } from "@tanstack/react-query";
import type { Callback, TestResult } from "./callbacks.ts";
import { api } from "./http.ts";

/** The callback that a project is told about its own callbacks by. */
export type OperationalCallback = Pick<
  Callback,
  "id" | "name" | "enabled" | "url" | "auth" | "signing" | "state" | "pausedReason" | "warnings"
>;

const path = "/api/v1/operational-callback";

/** Null where the project has none. */
export const operationalQuery = queryOptions({
  queryKey: ["operational-callback"],
  queryFn: ({ signal }) => api.get<OperationalCallback | null>(path, {}, signal),
});

export const saveOperational = (settings: object): Promise<OperationalCallback> => api.put(path, settings);

export const removeOperational = (): Promise<null> => api.delete(path);

/** Sends a sample notice to the stored URL. */
export const testOperational = (id: string): Promise<TestResult> =>
  api.post(`/api/v1/callbacks/${encodeURIComponent(id)}/test`);
