import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useStrings } from "../../strings/strings.ts";
import { Dialog } from "../Dialog.tsx";

/** Characters that a process's name can have at most (`contract/process-fields.ts`). */
const longest = 120;

/** Asks for the name of a process. */
export default function NameDialog({
  title,
  help,
  confirm,
  name: before = "",
  busy,
  error = null,
  onDone,
  onClose,
}: {
  title: string;
  help?: string;
  /** The verb. */
  confirm: string;
  name?: string;
  busy: boolean;
  /** What the server had against it. */
  error?: string | null;
  onDone: (name: string) => void;
  onClose: () => void;
}) {
  const { processes: words, common } = useStrings();
  const [name, setName] = useState(before);
  const [tried, setTried] = useState(false);
  const text = name.trim();
  const wrong = text === "" ? words.nameNeeded : text.length > longest ? words.nameLong : null;
  return (
    <Dialog onClose={onClose} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (wrong === null) onDone(text);
        }}
      >
        <Stack gap="lg">
          <TextInput
            label={words.nameLabel}
            description={help}
            placeholder={words.namePlaceholder}
            data-autofocus
            value={name}
            error={(tried ? wrong : null) ?? error}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{common.cancel}</Button>
            <Button type="submit" variant="filled" loading={busy}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
