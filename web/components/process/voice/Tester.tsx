import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { VoiceProvider } from "../../../../src/contract/words.ts";
import { trySample, type VoiceSettings } from "../../../api/voice-providers.ts";
import { useStrings } from "../../../strings/strings.ts";
import exchange from "../../exchange/Exchange.module.css";
import { JsonTree } from "../../exchange/JsonTree.tsx";
import { wordsOf } from "../../faces.tsx";
import { Field, Hint } from "../../Section.tsx";
import { useForm } from "../context.ts";
import classes from "./voice.module.css";

/** Shows what a pasted webhook would be made to, with the settings as they stand in the form. */
export function Tester({ provider, settings }: { provider: VoiceProvider; settings: VoiceSettings }) {
  const strings = useStrings();
  const { voice } = strings;
  const { processId } = useForm();
  const [sample, setSample] = useState("");
  const trying = useMutation({ mutationFn: () => trySample(processId, provider, sample, settings) });
  const result = trying.data;
  const id = `voice-${provider}-sample`;
  return (
    <Field label={voice.sample} htmlFor={id}>
      <Textarea
        id={id}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        placeholder={voice.samplePlaceholder}
        value={sample}
        onChange={(event) => setSample(event.currentTarget.value)}
      />
      <Button
        mt={6}
        disabled={sample.trim() === ""}
        loading={trying.isPending}
        onClick={() => trying.mutate()}
      >
        {voice.trySample}
      </Button>
      <div aria-live="polite">
        {trying.error !== null && <Hint tone="error">{wordsOf(trying.error, strings)}</Hint>}
        {result !== undefined && (
          <>
            <Hint>{result.reason ?? voice.events[result.event]}</Hint>
            {result.lead !== null && (
              <Hint tone={result.lead.found === "unknown" ? "warn" : "quiet"}>
                {voice.lead(voice.found[result.lead.found], result.lead.name ?? result.lead.phone ?? "")}
              </Hint>
            )}
            {result.outcomes.length > 0 && (
              <Hint>{voice.named(result.outcomes.join(", "), result.outcome)}</Hint>
            )}
            {result.activity !== null && (
              <div className={`${exchange.message} ${classes.sample}`}>
                <JsonTree value={result.activity} />
              </div>
            )}
          </>
        )}
      </div>
    </Field>
  );
}
