import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "../../api/http.ts";
import { beginImport, type Import, type ImportRequest, importQuery, sendFile } from "../../api/imports.ts";

export interface ImportRun {
  /** What is under way; null before it has an id. */
  running: { id: string; dryRun: boolean } | null;
  /** How much of the file is on its way, from 0 to 1. */
  sent: number;
  isPending: boolean;
  error: Error | null;
  result: Import | null;
  start: (request: ImportRequest, file: File) => void;
  reset: () => void;
}

/** Runs imports one after the other: begins one, sends its file, and tells what became of it. */
export function useImport(): ImportRun {
  const client = useQueryClient();
  const [running, setRunning] = useState<ImportRun["running"]>(null);
  const [sent, setSent] = useState(0);
  const run = useMutation({
    mutationFn: async ({ request, file }: { request: ImportRequest; file: File }): Promise<Import> => {
      setRunning(null);
      setSent(0);
      const { id } = await beginImport(request);
      setRunning({ id, dryRun: request.dryRun });
      try {
        return await sendFile(id, file, setSent);
      } catch (error) {
        // Where the connection broke off, the server knows how far it came.
        if (!(error instanceof Problem) || error.status !== 0) throw error;
        return client.fetchQuery({ ...importQuery(id), staleTime: 0 });
      }
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ["imports"] });
      await client.invalidateQueries({ queryKey: ["leads"] });
    },
  });
  return {
    running,
    sent,
    isPending: run.isPending,
    error: run.error,
    result: run.data ?? null,
    start: (request, file) => run.mutate({ request, file }),
    reset: run.reset,
  };
}
