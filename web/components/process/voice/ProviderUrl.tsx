import { Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { VoiceProvider } from "../../../../src/contract/words.ts";
import { makeReportToken } from "../../../api/voice-providers.ts";
import { useStrings } from "../../../strings/strings.ts";
import { CopyButton } from "../../Copy.tsx";
import { wordsOf } from "../../faces.tsx";
import { Field, Hint } from "../../Section.tsx";
import { useForm } from "../context.ts";
import { providerNames } from "./names.ts";

/** The address to give to the provider, with a token once one was made; it is shown this once. */
export function ProviderUrl({ provider }: { provider: VoiceProvider }) {
  const strings = useStrings();
  const { voice } = strings;
  const { processId, processName, deployment } = useForm();
  const making = useMutation({
    mutationFn: () => makeReportToken(processId, voice.tokenName(providerNames[provider], processName)),
  });
  const token = making.data?.token ?? null;
  const address = `${deployment.publicUrl}/api/v1/inbound/${provider}/${processId}?token=${token ?? "…"}`;
  return (
    <Field label={voice.url}>
      <Group gap={6} wrap="nowrap">
        <code className="mono" style={{ overflowWrap: "anywhere", minWidth: 0 }}>
          {address}
        </code>
        <CopyButton text={address} label={voice.url} />
      </Group>
      <Hint tone={token === null ? "quiet" : "warn"}>
        {token === null ? voice.where[provider] : voice.tokenOnce}
      </Hint>
      <Button mt={6} loading={making.isPending} onClick={() => making.mutate()}>
        {voice.makeToken}
      </Button>
      {making.error !== null && <Hint tone="error">{wordsOf(making.error, strings)}</Hint>}
    </Field>
  );
}
