import { SegmentedControl, Switch } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { memo, useEffect, useState } from "react";
import { signs } from "../../../../src/contract/voice-providers.ts";
import { type VoiceProvider, voiceProviders } from "../../../../src/contract/words.ts";
import type { FieldError } from "../../../api/http.ts";
import type { VoiceProviders as AllSettings, VoiceSettings } from "../../../api/voice-providers.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Collapsible } from "../../Collapsible.tsx";
import { Field, Hint } from "../../Section.tsx";
import { useForm } from "../context.ts";
import { type Place, processControlId } from "../controls.ts";
import type { ProcessDraft } from "../draft.ts";
import { providerNames } from "./names.ts";
import { Outcomes } from "./Outcomes.tsx";
import { ProviderSecret } from "./ProviderSecret.tsx";
import { ProviderUrl } from "./ProviderUrl.tsx";
import { Tester } from "./Tester.tsx";
import classes from "./voice.module.css";

/** Webhooks of voice platforms: where they go, what proves them, what their outcomes mean. */
export const VoiceProviders = memo(function VoiceProviders({
  draft,
  stored,
  errors,
  place,
}: {
  draft: Pick<ProcessDraft, "voiceProviders">;
  stored: AllSettings;
  errors: readonly FieldError[];
  /** A field of the page to be shown. */
  place: Place | null;
}) {
  const { voice } = useStrings();
  const { readOnly, dispatch } = useForm();
  const [open, setOpen] = useLocalStorage({
    key: "ringback-voice-providers",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [chosen, setChosen] = useState<VoiceProvider>("twilio");
  // The page focuses the field once it is there.
  useEffect(() => {
    const wanted = voiceProviders.find((one) =>
      place?.control.startsWith(processControlId(`voiceProviders.${one}.`)),
    );
    if (wanted !== undefined) setChosen(wanted);
  }, [place]);
  const shown = open || errors.length > 0;
  const settings = draft.voiceProviders[chosen];
  const set = (fields: Partial<VoiceSettings>) =>
    dispatch({
      type: "fields",
      fields: { voiceProviders: { ...draft.voiceProviders, [chosen]: { ...settings, ...fields } } },
    });
  return (
    <Collapsible
      title={voice.title}
      open={shown}
      onToggle={() => setOpen(!open)}
      note={<span className="dim">{voice.note}</span>}
    >
      <SegmentedControl
        aria-label={voice.title}
        data={voiceProviders.map((value) => ({ value, label: providerNames[value] }))}
        value={chosen}
        onChange={(value) => setChosen(value as VoiceProvider)}
      />
      {errors.map(({ path, message }) => (
        <Hint tone="error" key={path}>
          {`${providerNames[path.split(".")[1] as VoiceProvider] ?? ""}: ${message}`}
        </Hint>
      ))}
      <fieldset className={classes.provider} disabled={readOnly} key={chosen}>
        <ProviderUrl provider={chosen} />
        {signs(chosen) ? (
          <ProviderSecret
            provider={chosen}
            secret={settings.secret}
            stored={stored[chosen].secret}
            onChange={(secret) => set({ secret })}
          />
        ) : (
          <Field label={voice.secret}>
            <Hint>{voice.noSecret}</Hint>
          </Field>
        )}
        <Field label={voice.unknown}>
          <Switch
            mt={7}
            label={voice.createLeads}
            checked={settings.createLeads}
            onChange={(event) => set({ createLeads: event.currentTarget.checked })}
          />
        </Field>
        <Outcomes provider={chosen} outcomes={settings.outcomes} onChange={(outcomes) => set({ outcomes })} />
        <Tester provider={chosen} settings={settings} />
      </fieldset>
    </Collapsible>
  );
});
