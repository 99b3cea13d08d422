import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { processAnswer, processPage, samplePayloads } from "../../src/contract/answers/process.ts";
import type { ProcessStatus } from "../../src/contract/words.ts";
import { type Answer, api, type EntryOf, type Page } from "./http.ts";
import type { VoiceProviders } from "./voice-providers.ts";

type ProcessAnswer = Answer<typeof processAnswer>;

export type Process = Omit<ProcessAnswer, "advancedSettings" | "voiceProviders">;
/** A process in the list, with its counts and how its callbacks do. */
export type ListedProcess = EntryOf<typeof processPage>;
/** A process with everything that its page edits. */
export type ProcessWithSettings = Process & {
  advancedSettings: Pick<ProcessAnswer["advancedSettings"], "leadUpdateCallbacks">;
  voiceProviders: VoiceProviders;
};

/** The project's processes, newest first. `status` empty: all but the archived. */
export const processesQuery = (filters: { q?: string; status?: ProcessStatus }) =>
  infiniteQueryOptions({
    queryKey: ["processes", filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ListedProcess>>("/api/v1/processes", { ...filters, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

const pathOf = (id: string): string => `/api/v1/processes/${encodeURIComponent(id)}`;

export const processQuery = (id: string) =>
  queryOptions({
    queryKey: ["process", id],
    queryFn: ({ signal }) => api.get<ProcessWithSettings>(pathOf(id), {}, signal),
  });

export const createProcess = (name: string): Promise<ProcessWithSettings> =>
  api.post("/api/v1/processes", { name });

export const duplicateProcess = (id: string): Promise<ProcessWithSettings> =>
  api.post(`${pathOf(id)}/duplicate`);

export const archiveProcess = (id: string): Promise<null> => api.delete(pathOf(id));

/**
 * Stores fields of a process, all or nothing.
 *
 * @param revision the one that was changed: Problem 409 where someone else saved meanwhile
 */
export const saveProcess = (
  id: string,
  revision: number,
  fields: Record<string, unknown>,
): Promise<ProcessWithSettings> =>
  api.patch(pathOf(id), fields, { headers: { "if-match": `"${revision}"` } });

export type SamplePayloads = Answer<typeof samplePayloads>;

/** What each payload format sends, with the process's own states and dispositions. */
export const samplesQuery = (processId: string) =>
  queryOptions({
    queryKey: ["samples", processId],
    queryFn: ({ signal }) => api.get<SamplePayloads>(`${pathOf(processId)}/sample-payloads`, {}, signal),
    staleTime: 60_000,
  });
