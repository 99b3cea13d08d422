import { Button, CopyButton, Group, Stack, TextInput } from "@mantine/core";
import { useStrings } from "../../strings/strings.ts";
import { Dialog } from "../Dialog.tsx";
import { Hint } from "../Section.tsx";

/** Shows a secret the one time that it is told, to be copied. */
export function OnceDialog({
  title,
  text,
  secret,
  onClose,
}: {
  title: string;
  text: string;
  secret: string;
  onClose: () => void;
}) {
  const { common, accounts: words } = useStrings();
  return (
    <Dialog onClose={onClose} title={title} closeOnClickOutside={false}>
      <Stack gap="md">
        <TextInput
          label={text}
          readOnly
          value={secret}
          classNames={{ input: "mono" }}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Hint tone="warn">{words.once}</Hint>
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose}>{common.close}</Button>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="filled" onClick={copy} data-autofocus>
                {copied ? common.copied : common.copy}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Dialog>
  );
}
