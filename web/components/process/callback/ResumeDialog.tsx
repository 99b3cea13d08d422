import { Button, Group, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { useStrings } from "../../../strings/strings.ts";
import { Dialog } from "../../Dialog.tsx";
import { formatNumber } from "../../format.ts";

/** Asks whether what waits for a paused callback is sent or skipped. */
export default function ResumeDialog({
  name,
  waiting,
  busy,
  onResume,
  onClose,
}: {
  name: string;
  waiting: number;
  busy: boolean;
  onResume: (pending: "send" | "skip") => void;
  onClose: () => void;
}) {
  const { callback: words, common } = useStrings();
  const [pending, setPending] = useState<"send" | "skip">("send");
  return (
    <Dialog onClose={onClose} title={words.resumeTitle(name)}>
      <Stack gap="md">
        <Radio.Group
          label={words.resumeText(waiting, formatNumber(waiting))}
          value={pending}
          onChange={(value) => setPending(value === "skip" ? "skip" : "send")}
        >
          <Stack gap="md" mt="sm">
            <Radio size="xs" value="send" label={words.resumeSend} description={words.resumeSendHelp} />
            <Radio size="xs" value="skip" label={words.resumeSkip} description={words.resumeSkipHelp} />
          </Stack>
        </Radio.Group>
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button variant="filled" loading={busy} onClick={() => onResume(pending)}>
            {words.resume}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
