import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Problem } from "../../api/http.ts";
import { useStrings } from "../../strings/strings.ts";
import { Dialog } from "../Dialog.tsx";
import { wordsOf } from "../faces.tsx";
import { Hint } from "../Section.tsx";

/** What the server had against one field. */
export const errorAt = (error: Error | null, path: string): string | undefined =>
  error instanceof Problem ? error.errors.find((one) => one.path === path)?.message : undefined;

/** A small form in a dialog; what the server has against no field of its own stands below. */
export function FormDialog({
  title,
  confirm,
  busy,
  error,
  onDone,
  onClose,
  children,
}: {
  title: string;
  /** The verb. */
  confirm: string;
  busy: boolean;
  error: Error | null;
  onDone: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const strings = useStrings();
  const atFields = error instanceof Problem && error.errors.length > 0;
  return (
    <Dialog onClose={onClose} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onDone();
        }}
      >
        <Stack gap="md">
          {children}
          {error !== null && !atFields && <Hint tone="error">{wordsOf(error, strings)}</Hint>}
          <Group justify="flex-end" gap="sm">
            <Button onClick={onClose}>{strings.common.cancel}</Button>
            <Button type="submit" variant="filled" loading={busy}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
