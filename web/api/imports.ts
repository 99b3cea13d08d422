import { queryOptions } from "@tanstack/react-query";
import type { importedFile, importPage } from "../../src/contract/answers/import.ts";
import { type Answer, api, chosenProject, type EntryOf, type Page, Problem, withQuery } from "./http.ts";

/** A file of leads and what became of its rows. */
export type Import = Answer<typeof importedFile>;
export type ImportSummary = EntryOf<typeof importPage>;
export type RefusedRow = Import["errors"][number];

export interface ImportRequest {
  processId: string;
  fileName: string;
  /** What columns become, by their names; null leaves one out. */
  columns: Record<string, string | null>;
  init: boolean;
  dryRun: boolean;
}

export const beginImport = ({ processId, ...body }: ImportRequest): Promise<Import> =>
  api.post(`/api/v1/processes/${processId}/imports`, body);

/**
 * Sends the file of an import; fulfils with what became of it.
 *
 * @param onSent told how much of it is on its way, from 0 to 1
 * @throws Problem, of status 0 where the connection broke off
 */
export function sendFile(id: string, file: File, onSent: (share: number) => void): Promise<Import> {
  const project = chosenProject.get();
  return new Promise((resolve, reject) => {
    // What is sent can be followed with this alone.
    const request = new XMLHttpRequest();
    request.open("PUT", `/api/v1/imports/${id}/file`);
    request.setRequestHeader("content-type", "text/csv");
    if (project !== null) request.setRequestHeader("ringback-project", project);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onSent(loaded / Math.max(1, total));
    request.onerror = () => reject(new Problem(0, "The server does not answer"));
    request.onload = () => {
      const body = (request.response ?? {}) as Record<string, unknown>;
      if (request.status === 200) resolve(body as unknown as Import);
      else reject(new Problem(request.status, String(body.detail ?? request.statusText), body));
    };
    request.send(file);
  });
}

/** How often an import is read while it runs, ms. */
const pollMs = 700;

/** An import, read anew until it has ended. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["imports", "one", id],
    queryFn: ({ signal }) => api.get<Import>(`/api/v1/imports/${id}`, {}, signal),
    refetchInterval: ({ state }) => (state.data?.endedAt == null ? pollMs : false),
  });

/** The newest imports, of everyone. */
export const importsQuery = queryOptions({
  queryKey: ["imports", "list"],
  queryFn: async ({ signal }) =>
    (await api.get<Page<ImportSummary>>("/api/v1/imports", { limit: 20 }, signal)).data,
});

export const cancelImport = (id: string): Promise<Import> => api.post(`/api/v1/imports/${id}/cancel`);

/** Where all rows that were not taken can be downloaded. */
export const errorsUrl = (id: string): string =>
  withQuery(`/api/v1/imports/${id}/errors.csv`, { project: chosenProject.get() });
