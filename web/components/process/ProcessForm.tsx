import { useHotkeys } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import type { Deployment } from "../../api/deployment.ts";
import { leadCountsQuery } from "../../api/lead-counts.ts";
import type { ProcessWithSettings } from "../../api/processes.ts";
import { useStrings } from "../../strings/strings.ts";
import { wordsOf } from "../faces.tsx";
import { MayButton, useMay } from "../may.tsx";
import { Page } from "../Page.tsx";
import { StatusBadge } from "../StatusBadge.tsx";
import { useKeepFocus } from "../useKeepFocus.ts";
import { AdvancedSettings } from "./AdvancedSettings.tsx";
import { afterPress } from "./after-press.ts";
import { Beside } from "./Beside.tsx";
import { FormContext } from "./context.ts";
import { firstWrong, type Place } from "./controls.ts";
import { Details } from "./Details.tsx";
import { LeaveGuard } from "./LeaveGuard.tsx";
import { Dispositions, States } from "./Outcomes.tsx";
import classes from "./process.module.css";
import { useProcessForm } from "./useProcessForm.ts";
import { VoiceProviders } from "./voice/VoiceProviders.tsx";

const ConflictDialog = lazy(() => import("./ConflictDialog.tsx"));

/** The page of a process: everything that one Save stores. */
export function ProcessForm({ loaded, deployment }: { loaded: ProcessWithSettings; deployment: Deployment }) {
  const strings = useStrings();
  const { process, nav, common } = strings;
  const form = useProcessForm(loaded, deployment);
  const { stored, draft, findings, dispatch, changed } = form;
  const saveButton = useKeepFocus(form.saving);
  const [place, setPlace] = useState<Place | null>(null);
  const archived = stored.status === "archived";
  const { edit } = useMay();
  const readOnly = archived || !edit;
  const leads = useQuery(leadCountsQuery(stored.id)).data?.total ?? null;

  const context = useMemo(
    () => ({
      processId: stored.id,
      processName: stored.name,
      deployment,
      states: draft.states.map(({ name }) => name),
      dispositions: draft.dispositions.map(({ name }) => name),
      readOnly,
      dispatch,
      leave: (control: string) => afterPress(() => dispatch({ type: "left", control })),
    }),
    [stored.id, stored.name, deployment, draft.states, draft.dispositions, readOnly, dispatch],
  );

  const tellSaved = (done: boolean) => {
    if (done) notifications.show({ color: "green", message: process.saved });
  };
  const save = async () => {
    if (readOnly || form.saving) return;
    if (!changed) {
      notifications.show({ message: process.nothingToSave });
      return;
    }
    const wrong = firstWrong(draft, findings.errors);
    if (wrong !== null) {
      dispatch({ type: "show errors" });
      notifications.show({ color: "red", message: process.fixFirst(findings.errors.length) });
      setPlace(wrong);
      return;
    }
    tellSaved(await form.save());
  };
  useHotkeys([["mod+S", () => void save()]], []);

  // Fields outside Advanced Settings, which shows and focuses its own.
  useEffect(() => {
    if (place === null || place.key !== null) return;
    const frame = requestAnimationFrame(() => {
      document.getElementById(place.control)?.focus();
      setPlace(null);
    });
    return () => cancelAnimationFrame(frame);
  }, [place]);

  const messageOf = useCallback(
    (field: string): string | null => {
      const found = findings.errors.find(({ path }) => path === field)?.message;
      if (found === undefined) return null;
      const labels: Record<string, string> = {
        name: process.name,
        description: process.description,
        defaultCountry: process.defaultCountry,
      };
      return found.startsWith("must ") ? `${labels[field] ?? ""} ${found}` : found;
    },
    [findings.errors, process],
  );
  const outcomeErrors = useMemo(
    () => findings.errors.filter(({ path }) => /^(states|dispositions)(\.|$)/.test(path)),
    [findings.errors],
  );

  const voiceErrors = useMemo(
    () => findings.errors.filter(({ path }) => path.startsWith("voiceProviders.")),
    [findings.errors],
  );

  const active = stored.status === "active";
  return (
    <Page
      title={stored.name}
      parent={{ label: nav.processes, link: { to: "/" } }}
      status={!active && <StatusBadge status={stored.status} />}
      actions={
        !archived && (
          <>
            {changed && (
              <span className={`dim ${classes.wide}`} aria-live="polite">
                {process.unsaved}
              </span>
            )}
            <MayButton
              loading={form.settingStatus}
              onClick={() => form.setStatus(active ? "paused" : "active")}
            >
              {active ? process.pause : process.activate}
            </MayButton>
            <MayButton
              ref={saveButton}
              variant="filled"
              loading={form.saving}
              aria-keyshortcuts="Control+S"
              onClick={() => void save()}
            >
              {common.save}
            </MayButton>
          </>
        )
      }
    >
      <FormContext value={context}>
        <div className={classes.page}>
          <div className={classes.stack}>
            {archived && (
              <div className={classes.banner}>
                <p>
                  <b>{process.archivedTitle}.</b> {process.archivedHelp}
                </p>
                <MayButton loading={form.settingStatus} onClick={() => form.setStatus("active")}>
                  {process.unarchive}
                </MayButton>
              </div>
            )}
            {form.failure !== null && (
              <div className={classes.banner} data-tone="bad" role="alert">
                <p>
                  <b>{process.saveFailed}.</b> {wordsOf(form.failure, strings)}
                </p>
              </div>
            )}
            <Details draft={draft} error={messageOf} leads={leads} />
            <States draft={draft} errors={outcomeErrors} />
            <Dispositions draft={draft} errors={outcomeErrors} />
            <AdvancedSettings
              draft={draft}
              findings={findings}
              blocks={form.blocks}
              errorCount={form.errorCount}
              place={place}
              onPlace={setPlace}
            />
            <VoiceProviders draft={draft} stored={stored.voiceProviders} errors={voiceErrors} place={place} />
          </div>
          <Beside callbacks={draft.callbacks} />
        </div>
      </FormContext>
      <LeaveGuard changed={changed} />
      {form.conflict !== null && (
        <Suspense>
          <ConflictDialog
            stored={stored}
            theirs={form.conflict}
            draft={draft}
            onTheirs={form.takeTheirs}
            onMine={() => void form.keepMine().then(tellSaved)}
            onClose={form.closeConflict}
          />
        </Suspense>
      )}
    </Page>
  );
}
