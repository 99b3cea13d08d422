import { Switch } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { ColumnTarget } from "../../src/contract/csv-columns.ts";
import { wordsOf } from "../components/faces.tsx";
import { ChooseFile } from "../components/import/ChooseFile.tsx";
import { Columns } from "../components/import/Columns.tsx";
import classes from "../components/import/import.module.css";
import { faultsOf, type Preview, previewOf } from "../components/import/preview.ts";
import { Recent } from "../components/import/Recent.tsx";
import { Result } from "../components/import/Result.tsx";
import { Running } from "../components/import/Running.tsx";
import { useImport } from "../components/import/use-import.ts";
import { MayButton } from "../components/may.tsx";
import { Page } from "../components/Page.tsx";
import { ProcessSelect } from "../components/ProcessSelect.tsx";
import { Hint, Section } from "../components/Section.tsx";
import pages from "../components/settings/settings.module.css";
import { useStrings } from "../strings/strings.ts";

/** Leads from a CSV file: choose it, say what its columns are, check, import, and see what became of each row. */
export function LeadsImport() {
  const strings = useStrings();
  const { nav, imports: words } = strings;
  const search = useSearch({ from: "/signed-in/leads/import" });
  const [processId, setProcessId] = useState<string | null>(search.processId ?? null);
  const [file, setFile] = useState<File | null>(null);
  const [preview, setPreview] = useState<Preview | "unreadable" | null>(null);
  const [targets, setTargets] = useState<ColumnTarget[]>([]);
  const [init, setInit] = useState(true);
  const run = useImport();
  const outcome = useRef<HTMLDivElement>(null);
  const { result, isPending } = run;
  useEffect(() => {
    // What was pressed is far above by now; it is told there that it has ended.
    if (result !== null) outcome.current?.focus();
  }, [result]);
  useEffect(() => {
    if (!isPending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isPending]);
  const take = async (chosen: File) => {
    run.reset();
    setFile(chosen);
    const found = await previewOf(chosen);
    setPreview(found ?? "unreadable");
    setTargets(found?.guesses ?? []);
  };
  const readable = preview === "unreadable" ? null : preview;
  const ready = readable !== null && processId !== null && faultsOf(targets).length === 0;
  const start = (dryRun: boolean) => {
    if (readable === null || processId === null || file === null) return;
    const columns = Object.fromEntries(readable.names.map((name, index) => [name, targets[index] ?? null]));
    run.start({ processId, fileName: file.name.slice(-200), columns, init, dryRun }, file);
  };
  const another = () => {
    run.reset();
    setFile(null);
    setPreview(null);
  };
  return (
    <Page title={words.title} parent={{ label: nav.leads, link: { to: "/leads" } }}>
      <div className={pages.page}>
        <Section title={words.file}>
          <ChooseFile
            file={file}
            unreadable={preview === "unreadable"}
            disabled={isPending}
            onFile={(chosen) => void take(chosen)}
          />
          {readable !== null && (
            <>
              <ProcessSelect
                label={words.process}
                disabled={isPending}
                value={processId}
                onChange={setProcessId}
                description={processId === null ? words.chooseProcess : undefined}
              />
              <Switch
                label={words.init}
                description={words.initHint}
                disabled={isPending}
                checked={init}
                onChange={(event) => setInit(event.currentTarget.checked)}
              />
            </>
          )}
        </Section>
        {readable !== null && (
          <Section title={words.columns}>
            <Columns preview={readable} targets={targets} disabled={isPending} onChange={setTargets} />
            <div className={classes.actions}>
              <MayButton disabled={!ready || isPending} onClick={() => start(true)}>
                {words.check}
              </MayButton>
              <MayButton variant="filled" disabled={!ready || isPending} onClick={() => start(false)}>
                {words.start}
              </MayButton>
              <span className="dim">{words.checkNote}</span>
            </div>
            {isPending && run.running !== null && <Running {...run.running} sent={run.sent} />}
            {run.error !== null && <Hint tone="error">{wordsOf(run.error, strings)}</Hint>}
          </Section>
        )}
        {result !== null && (
          <div ref={outcome} tabIndex={-1}>
            <Section title={result.dryRun ? words.checked : words.done}>
              <Result result={result} onAnother={another} />
            </Section>
          </div>
        )}
        <Section title={words.recent}>
          <Recent />
        </Section>
      </div>
    </Page>
  );
}
