import { Button, Group, Stack } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useStrings } from "../../strings/strings.ts";
import { Dialog } from "../Dialog.tsx";

/** Asks before a page with unsaved changes is left, within the dashboard and by the browser's own dialog. */
export function LeaveGuard({ changed }: { changed: boolean }) {
  const { process } = useStrings();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => changed && current.pathname !== next.pathname,
    enableBeforeUnload: () => changed,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <Dialog onClose={blocker.reset} title={process.leaveTitle}>
      <Stack gap="lg">
        <div>{process.leaveText}</div>
        <Group justify="flex-end" gap="sm">
          <Button onClick={blocker.proceed}>{process.leave}</Button>
          <Button variant="filled" data-autofocus onClick={blocker.reset}>
            {process.stay}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
