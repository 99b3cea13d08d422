import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import type { Deployment } from "../../api/deployment.ts";
import { Problem } from "../../api/http.ts";
import { inspectorsQuery } from "../../api/inspectors.ts";
import { type ProcessWithSettings, processQuery, saveProcess } from "../../api/processes.ts";
import { isShown } from "./controls.ts";
import { isChanged, type ProcessDraft, sentProcess } from "./draft.ts";
import {
  type BlockFindings,
  byBlock,
  contextOf,
  type Findings,
  findingsOf,
  settingsErrors,
  stillRefused,
  withRefused,
} from "./findings.ts";
import { type FormAction, nextState, startOf } from "./form-state.ts";

/** Keeps the object of before where the new one says the same, so that what shows it is not drawn anew. */
function useSame<T>(values: readonly T[]): T[] {
  const before = useRef<Map<string, T>>(new Map());
  return useMemo(() => {
    const now = new Map<string, T>();
    const kept = values.map((value, index) => {
      const text = `${index}${JSON.stringify(value)}`;
      const same = before.current.get(text) ?? value;
      now.set(text, same);
      return same;
    });
    before.current = now;
    return kept;
  }, [values]);
}

export interface ProcessForm {
  stored: ProcessWithSettings;
  draft: ProcessDraft;
  findings: Findings;
  blocks: BlockFindings[];
  /** How many errors Advanced Settings have. */
  errorCount: number;
  showAll: boolean;
  changed: boolean;
  saving: boolean;
  /** What failed of the last Save other than what the fields show. */
  failure: Error | null;
  /** A version that someone else saved meanwhile, to be decided on. */
  conflict: ProcessWithSettings | null;
  dispatch: (action: FormAction) => void;
  /** Stores the form; resolves to whether that was done. */
  save: () => Promise<boolean>;
  takeTheirs: () => void;
  /** Stores what was changed here on top of theirs; resolves to whether that was done. */
  keepMine: () => Promise<boolean>;
  closeConflict: () => void;
  /** Pauses, activates or archives at once; what is changed in the form stays. */
  setStatus: (status: ProcessWithSettings["status"]) => void;
  settingStatus: boolean;
}

/** The form of a process page: what is typed, what is wrong with it, and how it is stored. */
export function useProcessForm(loaded: ProcessWithSettings, deployment: Deployment): ProcessForm {
  const client = useQueryClient();
  const [state, dispatch] = useReducer(nextState, loaded, startOf);
  const [conflict, setConflict] = useState<ProcessWithSettings | null>(null);
  const { stored, draft, refusal, left, showAll } = state;
  const inspectors = useQuery(inspectorsQuery).data;

  const findings = useMemo(
    () => findingsOf(draft, contextOf(stored, draft, deployment, inspectors?.map(({ url }) => url) ?? [])),
    [draft, stored, deployment, inspectors],
  );
  const all = useMemo(() => withRefused(findings, stillRefused(refusal, draft)), [findings, refusal, draft]);
  const blocks = useSame(
    useMemo(
      () => byBlock(draft, all, (key, field) => showAll || isShown(draft, key, field, left)),
      [draft, all, left, showAll],
    ),
  );
  const changed = useMemo(() => isChanged(draft, stored), [draft, stored]);

  // Someone else saved, or this page did elsewhere: with nothing changed here, that is what is shown.
  const newest = useRef(stored.revision);
  newest.current = stored.revision;
  useEffect(() => {
    if (loaded.revision > newest.current && !changed) dispatch({ type: "newer", stored: loaded });
  }, [loaded, changed]);

  const keep = useCallback(
    (process: ProcessWithSettings) => {
      client.setQueryData(processQuery(process.id).queryKey, process);
      void client.invalidateQueries({ queryKey: ["callbacks"] });
      void client.invalidateQueries({ queryKey: ["processes"] });
      void client.invalidateQueries({ queryKey: ["samples", process.id] });
    },
    [client],
  );

  /** Reads what someone else saved, to show it. */
  const readConflict = () =>
    client.fetchQuery({ ...processQuery(stored.id), staleTime: 0 }).then(setConflict);

  const saving = useMutation({
    mutationFn: async ({ sent, revision }: { sent: ProcessDraft; revision: number }) => {
      const answer = await saveProcess(stored.id, revision, sentProcess(sent));
      dispatch({ type: "saved", sent, stored: answer });
      keep(answer);
    },
    onError: async (error, { sent }) => {
      if (!(error instanceof Problem)) return;
      if (error.status === 409) await readConflict();
      else if (error.errors.length > 0) dispatch({ type: "refused", draft: sent, errors: error.errors });
    },
  });

  const status = useMutation({
    mutationFn: async (next: ProcessWithSettings["status"]) => {
      // With nothing changed here there is nothing to decide: the newest version gets the status.
      const newest = changed ? stored : await client.fetchQuery({ ...processQuery(stored.id), staleTime: 0 });
      return saveProcess(stored.id, newest.revision, { status: next });
    },
    onSuccess: (answer) => {
      dispatch({ type: "newer", stored: answer });
      keep(answer);
    },
    onError: async (error) => {
      if (error instanceof Problem && error.status === 409) await readConflict();
    },
  });

  const store = async (sent: ProcessDraft, revision: number): Promise<boolean> => {
    status.reset();
    try {
      await saving.mutateAsync({ sent, revision });
      return true;
    } catch {
      return false;
    }
  };

  const shownFailure = saving.error ?? status.error;
  const isConflict = shownFailure instanceof Problem && shownFailure.status === 409;
  return {
    stored,
    draft,
    findings: all,
    blocks,
    errorCount: settingsErrors(all).length,
    showAll,
    changed,
    saving: saving.isPending,
    failure: isConflict ? null : shownFailure,
    conflict,
    dispatch,
    save: () => store(draft, stored.revision),
    takeTheirs: () => {
      if (conflict !== null) dispatch({ type: "take theirs", stored: conflict });
      setConflict(null);
    },
    keepMine: async () => {
      if (conflict === null) return false;
      const action = { type: "newer", stored: conflict } as const;
      dispatch(action);
      setConflict(null);
      return store(nextState(state, action).draft, conflict.revision);
    },
    closeConflict: () => setConflict(null),
    setStatus: (next) => status.mutate(next),
    settingStatus: status.isPending,
  };
}
