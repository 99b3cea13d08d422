import { Autocomplete, Button, Group, Select } from "@mantine/core";
import { useState } from "react";
import { knownOutcomes } from "../../../../src/contract/voice-providers.ts";
import type { VoiceProvider } from "../../../../src/contract/words.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Field, Hint } from "../../Section.tsx";
import { useForm } from "../context.ts";
import { processControlId } from "../controls.ts";

/** Which disposition each outcome of a provider stands for. */
export function Outcomes({
  provider,
  outcomes,
  onChange,
}: {
  provider: VoiceProvider;
  outcomes: Readonly<Record<string, string>>;
  onChange: (outcomes: Record<string, string>) => void;
}) {
  const { voice, process } = useStrings();
  const { dispositions } = useForm();
  const [outcome, setOutcome] = useState("");
  const [disposition, setDisposition] = useState<string | null>(null);
  const addition = `voice-${provider}-outcome`;
  const change = (to: Record<string, string>) => {
    onChange(to);
    document.getElementById(addition)?.focus();
  };
  const add = () => {
    if (outcome.trim() === "" || disposition === null) return;
    change({ ...outcomes, [outcome.trim()]: disposition });
    setOutcome("");
    setDisposition(null);
  };
  const left = knownOutcomes[provider].filter((known) => !Object.hasOwn(outcomes, known));
  return (
    <Field label={voice.outcomes}>
      {Object.entries(outcomes).map(([name, mapped]) => (
        <Group gap={8} mb={6} key={name}>
          <span className="mono cut" style={{ flex: "1 1 140px" }}>
            {name}
          </span>
          <Select
            id={processControlId(`voiceProviders.${provider}.outcomes.${name}`)}
            aria-label={voice.dispositionOf(name)}
            data={[...new Set([...dispositions, mapped])]}
            value={mapped}
            allowDeselect={false}
            error={!dispositions.includes(mapped)}
            style={{ flex: "1 1 140px" }}
            onChange={(value) => value !== null && onChange({ ...outcomes, [name]: value })}
          />
          <Button
            aria-label={voice.removeOutcome(name)}
            onClick={() =>
              change(Object.fromEntries(Object.entries(outcomes).filter(([key]) => key !== name)))
            }
          >
            {process.remove}
          </Button>
        </Group>
      ))}
      <Group gap={8}>
        <Autocomplete
          id={addition}
          aria-label={voice.outcome}
          placeholder={voice.outcome}
          data={left}
          value={outcome}
          maxLength={256}
          style={{ flex: "1 1 140px" }}
          onChange={setOutcome}
        />
        <Select
          aria-label={voice.disposition}
          placeholder={voice.disposition}
          data={[...dispositions]}
          value={disposition}
          style={{ flex: "1 1 140px" }}
          onChange={setDisposition}
        />
        <Button onClick={add}>{process.add}</Button>
      </Group>
      <Hint>{voice.outcomesHelp}</Hint>
    </Field>
  );
}
