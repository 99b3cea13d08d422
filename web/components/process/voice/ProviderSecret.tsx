import { Button, Group, PasswordInput } from "@mantine/core";
import { useRef } from "react";
import type { VoiceProvider } from "../../../../src/contract/words.ts";
import type { VoiceSettings } from "../../../api/voice-providers.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Field, Hint } from "../../Section.tsx";
import { TextButton } from "../../TextButton.tsx";
import { processControlId } from "../controls.ts";

type Secret = VoiceSettings["secret"];

const isStored = (secret: Secret) => typeof secret === "object" && secret !== null;

/** What webhooks are signed with: masked where it is stored, and then replaced, removed, or kept after all. */
export function ProviderSecret({
  provider,
  secret,
  stored,
  onChange,
}: {
  provider: VoiceProvider;
  secret: Secret;
  /** What the server has. */
  stored: Secret;
  onChange: (secret: Secret) => void;
}) {
  const { voice, callback } = useStrings();
  const box = useRef<HTMLDivElement>(null);
  const id = processControlId(`voiceProviders.${provider}.secret`);
  const change = (to: Secret, focus: string) => {
    onChange(to);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(focus)?.focus());
  };
  return (
    <Field label={voice.secrets[provider]} htmlFor={id}>
      <div ref={box}>
        {isStored(secret) ? (
          <Group gap={8}>
            <output id={id} className="mono" aria-label={callback.storedLabel(voice.secrets[provider])}>
              {`••••••••${secret.last4 ?? ""}`}
            </output>
            <Button onClick={() => change(null, "input")}>{callback.replace}</Button>
          </Group>
        ) : (
          <PasswordInput
            id={id}
            autoComplete="new-password"
            spellCheck={false}
            value={secret ?? ""}
            visibilityToggleButtonProps={{ "aria-label": callback.reveal }}
            onChange={(event) =>
              onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)
            }
          />
        )}
        <Hint>{voice.secretHelp}</Hint>
        {isStored(stored) && !isStored(secret) && (
          <TextButton onClick={() => change(stored, "button")}>{callback.keepStored}</TextButton>
        )}
      </div>
    </Field>
  );
}
