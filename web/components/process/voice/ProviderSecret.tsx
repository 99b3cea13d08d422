import { Button, Group, PasswordInput } from "@mantine/core";
import type { VoiceProvider } from "../../../../src/contract/words.ts";
import type { VoiceSettings } from "../../../api/voice-providers.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Field, Hint } from "../../Section.tsx";

/** What webhooks are signed with: masked where it is stored, and then replaced or removed. */
export function ProviderSecret({
  provider,
  secret,
  onChange,
}: {
  provider: VoiceProvider;
  secret: VoiceSettings["secret"];
  onChange: (secret: VoiceSettings["secret"]) => void;
}) {
  const { voice, callback } = useStrings();
  const id = `voice-${provider}-secret`;
  const stored = typeof secret === "object" && secret !== null;
  return (
    <Field label={voice.secrets[provider]} htmlFor={id}>
      {stored ? (
        <Group gap={8}>
          <output id={id} className="mono" aria-label={callback.storedLabel(voice.secrets[provider])}>
            {`••••••••${secret.last4 ?? ""}`}
          </output>
          <Button onClick={() => onChange(null)}>{callback.replace}</Button>
        </Group>
      ) : (
        <PasswordInput
          id={id}
          autoComplete="new-password"
          spellCheck={false}
          value={secret ?? ""}
          visibilityToggleButtonProps={{ "aria-label": callback.reveal }}
          onChange={(event) => onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)}
        />
      )}
      <Hint>{voice.secretHelp}</Hint>
    </Field>
  );
}
