import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { inspectedPage, inspector } from "../../src/contract/answers/delivery.ts";
import { type Answer, api, type EntryOf, type Page } from "./http.ts";

/** A private receiver URL on this server. */
export type Inspector = Answer<typeof inspector>;
/** One request that an inspector got. */
export type InspectedRequest = EntryOf<typeof inspectedPage>;

/** The project's inspectors, newest first. */
export const inspectorsQuery = queryOptions({
  queryKey: ["inspectors"],
  queryFn: async ({ signal }) => (await api.get<Page<Inspector>>("/api/v1/inspectors", {}, signal)).data,
});

const pathOf = (id: string): string => `/api/v1/inspectors/${encodeURIComponent(id)}`;

/** What an inspector got, newest first. */
export const inspectedQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["inspectors", id, "requests"],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<InspectedRequest>>(`${pathOf(id)}/requests`, { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** @param name what it is for, where it is more than a number */
export const createInspector = (name?: string): Promise<Inspector> =>
  api.post("/api/v1/inspectors", name === undefined ? {} : { name });

/** @param answerStatus what it answers from now on, 200 to 599 */
export const setAnswerStatus = (id: string, answerStatus: number): Promise<Inspector> =>
  api.patch(pathOf(id), { answerStatus });

export const deleteInspector = (id: string): Promise<null> => api.delete(pathOf(id));
