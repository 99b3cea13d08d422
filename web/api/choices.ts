import { queryOptions } from "@tanstack/react-query";
import { api, type Page } from "./http.ts";

/** A process or a callback that a list can be narrowed to. */
export interface Choice {
  id: string;
  name: string;
  processId: string;
  processName: string;
}

/** Pages that are read of what is offered; a project with more finds the rest by its pages. */
const mostPages = 5;

async function all<T>(path: string, query: Record<string, string>, signal: AbortSignal): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page: Page<T> = await api.get<Page<T>>(path, { ...query, limit: 200, cursor }, signal);
    found.push(...page.data);
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  return found;
}

/** The callbacks of the project, or of a process. */
export const callbackChoicesQuery = (processId?: string) =>
  queryOptions({
    queryKey: ["callbacks", "choices", processId ?? null],
    queryFn: ({ signal }) =>
      all<Choice>("/api/v1/callbacks", processId === undefined ? {} : { processId }, signal),
    staleTime: 60_000,
  });

/** The processes of the project. */
export const processChoicesQuery = queryOptions({
  queryKey: ["processes", "choices"],
  queryFn: ({ signal }) => all<{ id: string; name: string }>("/api/v1/processes", {}, signal),
  staleTime: 60_000,
});
