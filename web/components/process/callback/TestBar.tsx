import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { type TestResult, testSettings } from "../../../api/callbacks.ts";
import { useStrings } from "../../../strings/strings.ts";
import { wordsOf } from "../../faces.tsx";
import { MayButton } from "../../may.tsx";
import { Hint } from "../../Section.tsx";
import { TextButton } from "../../TextButton.tsx";
import { useKeepFocus } from "../../useKeepFocus.ts";
import { useForm } from "../context.ts";
import { type CallbackDraft, sentCallback } from "../draft.ts";
import classes from "./callback.module.css";

const TestOutcome = lazy(() => import("./TestOutcome.tsx"));
const SampleEditor = lazy(() => import("./SampleEditor.tsx"));

/** What a person wrote in place of the sample: an object, null for the sample itself, undefined for no JSON object. */
type Written = object | null | undefined;

/** A test is sent whatever the outcome; what is narrowed to may not be stored yet. */
const unnarrowed = { dispositions: null, states: null };

/** Sends a test of the block as it stands, and shows what came of it. */
export function TestBar({
  callback,
  onWrong,
}: {
  callback: CallbackDraft;
  /** Shows and focuses the first wrong field; false where no field is wrong. */
  onWrong: () => boolean;
}) {
  const strings = useStrings();
  const { callback: words } = strings;
  const { processId } = useForm();
  const [editing, setEditing] = useState(false);
  const [payload, setPayload] = useState<Written>(null);
  const test = useMutation<TestResult, Error, object | null>({
    mutationFn: (sample) => testSettings(processId, { ...sentCallback(callback), ...unnarrowed }, sample),
  });
  // What another URL answered says nothing of this one.
  const result = test.data?.url === callback.url ? test.data : undefined;
  const button = useKeepFocus(test.isPending);
  const send = () => {
    if (payload === undefined) return;
    if (onWrong()) return test.reset();
    test.mutate(payload);
  };
  return (
    <div className={classes.result}>
      <div className={classes.inline}>
        <MayButton
          ref={button}
          size="xs"
          loading={test.isPending}
          disabled={payload === undefined}
          onClick={send}
        >
          {words.test}
        </MayButton>
        {result === undefined && !test.isError && <span className="dim">{words.testNote}</span>}
        <span className={classes.push}>
          <TextButton aria-expanded={editing} onClick={() => setEditing(!editing)}>
            {words.testEdit}
          </TextButton>
        </span>
      </div>
      {editing && (
        <Suspense>
          <SampleEditor format={callback.payloadFormat} onChange={setPayload} />
        </Suspense>
      )}
      <div aria-live="polite" className={classes.outcome}>
        {test.isError && <Hint tone="error">{wordsOf(test.error, strings)}</Hint>}
        {result !== undefined && !test.isPending && (
          <Suspense>
            <TestOutcome key={result.deliveryId} result={result} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
