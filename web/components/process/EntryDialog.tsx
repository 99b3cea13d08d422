import { Button, Group } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStrings } from "../../strings/strings.ts";
import { Dialog } from "../Dialog.tsx";
import classes from "./process.module.css";

/** The dialog in which one entry of a list is made, changed, moved or removed. */
export function EntryDialog({
  title,
  children,
  isNew,
  place,
  onDone,
  onMove,
  onRemove,
  onClose,
}: {
  title: string;
  children: ReactNode;
  isNew: boolean;
  /** Where it stands in its list, and how many there are. */
  place: { index: number; of: number };
  onDone: () => void;
  onMove: (to: number) => void;
  onRemove: () => void;
  onClose: () => void;
}) {
  const { process, common } = useStrings();
  const { index, of } = place;
  return (
    <Dialog size={520} onClose={onClose} title={title}>
      <form
        className={classes.inputs}
        onSubmit={(event) => {
          event.preventDefault();
          onDone();
        }}
      >
        {children}
        <Group justify="space-between" gap="sm" mt="sm">
          <Group gap="xs">
            {!isNew && (
              <>
                <Button
                  size="xs"
                  leftSection={<IconArrowLeft size={14} aria-hidden />}
                  disabled={index === 0}
                  onClick={() => onMove(index - 1)}
                >
                  {process.earlier}
                </Button>
                <Button
                  size="xs"
                  leftSection={<IconArrowRight size={14} aria-hidden />}
                  disabled={index === of - 1}
                  onClick={() => onMove(index + 1)}
                >
                  {process.later}
                </Button>
                <Button
                  size="xs"
                  variant="subtle"
                  color="var(--bad)"
                  leftSection={<IconTrash size={14} aria-hidden />}
                  onClick={onRemove}
                >
                  {process.remove}
                </Button>
              </>
            )}
          </Group>
          <Group gap="sm">
            <Button onClick={onClose}>{common.cancel}</Button>
            <Button type="submit" variant="filled">
              {isNew ? process.addOne : process.done}
            </Button>
          </Group>
        </Group>
      </form>
    </Dialog>
  );
}
