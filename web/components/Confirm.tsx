import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useStrings } from "../strings/strings.ts";
import { Dialog } from "./Dialog.tsx";

interface ConfirmProps {
  opened: boolean;
  title: string;
  /** What will happen, and to what. */
  children: ReactNode;
  /** The verb. */
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({
  opened,
  title,
  children,
  confirm,
  danger,
  busy,
  onConfirm,
  onClose,
}: ConfirmProps) {
  const { common } = useStrings();
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <Stack gap="lg">
        <div>{children}</div>
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose} data-autofocus>
            {common.cancel}
          </Button>
          <Button
            variant="filled"
            loading={busy ?? false}
            onClick={onConfirm}
            {...(danger === true && { color: "var(--bad)" })}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
