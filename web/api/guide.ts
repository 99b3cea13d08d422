import { queryOptions } from "@tanstack/react-query";
import { api, type Page } from "./http.ts";

/** As much of a callback as its receiving guide needs. */
export interface GuidedCallback {
  id: string;
  name: string;
  url: string;
  signing: "v1" | "v1a";
  auth: { type: "none" } | { type: "bearer" } | { type: "header"; key: string };
  processId: string;
  processName: string;
}

/** The project's callbacks, the newest page of them. */
export const guidedCallbacksQuery = queryOptions({
  queryKey: ["callbacks", "guided"],
  queryFn: async ({ signal }) =>
    (await api.get<Page<GuidedCallback>>("/api/v1/callbacks", { limit: 200 }, signal)).data,
});

/** One callback as its guide shows it. */
export const guidedCallbackQuery = (id: string) =>
  queryOptions({
    queryKey: ["callback", id, "guided"],
    queryFn: ({ signal }) => api.get<GuidedCallback>(pathOf(id), {}, signal),
  });

const pathOf = (id: string): string => `/api/v1/callbacks/${encodeURIComponent(id)}`;

/** What a receiver verifies with: the secret of `v1`, the public key of `v1a`. Reading it is recorded. */
export const receiverKey = async (id: string): Promise<string> =>
  (await api.get<{ secret: string }>(`${pathOf(id)}/secret`)).secret;
