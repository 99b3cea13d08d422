import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconActivity,
  IconArrowNarrowRight,
  IconBook,
  IconCopyPlus,
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPower,
  IconTrash,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ListedCallback, pauseCallback } from "../../../api/callbacks.ts";
import { useStrings } from "../../../strings/strings.ts";
import { wordsOf } from "../../faces.tsx";
import type { CallbackDraft } from "../draft.ts";

const icon = { size: 15, stroke: 1.6, "aria-hidden": true } as const;

/** What can be done with a callback. Pausing acts at once; everything else is part of the next Save. */
export function BlockMenu({
  id,
  callback,
  listed,
  set,
  onRename,
  onDuplicate,
  onRemove,
}: {
  /** Of its button. */
  id: string;
  callback: CallbackDraft;
  listed: ListedCallback | undefined;
  set: (fields: Partial<CallbackDraft>) => void;
  onRename: () => void;
  onDuplicate: () => void;
  onRemove: () => void;
}) {
  const strings = useStrings();
  const { callback: words } = strings;
  const client = useQueryClient();
  const navigate = useNavigate();
  const pause = useMutation({
    mutationFn: pauseCallback,
    onSuccess: () => client.invalidateQueries({ queryKey: ["callbacks"] }),
    onError: (error) => notifications.show({ color: "red", message: wordsOf(error, strings) }),
  });
  const { id: stored } = callback;
  return (
    <Menu id={id} position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={words.menu(callback.name)}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil {...icon} />} onClick={onRename}>
          {words.rename}
        </Menu.Item>
        {stored !== null && listed?.state === "active" && (
          <Menu.Item leftSection={<IconPlayerPause {...icon} />} onClick={() => pause.mutate(stored)}>
            {words.pause}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPower {...icon} />} onClick={() => set({ enabled: !callback.enabled })}>
          {callback.enabled ? words.turnOff : words.turnOn}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopyPlus {...icon} />} onClick={onDuplicate}>
          {words.duplicate}
        </Menu.Item>
        {stored !== null && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconArrowNarrowRight {...icon} />}
              onClick={() => void navigate({ to: "/deliveries", search: { callbackId: stored } })}
            >
              {words.deliveries}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconActivity {...icon} />}
              onClick={() => void navigate({ to: "/callbacks/$callbackId", params: { callbackId: stored } })}
            >
              {words.health}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconBook {...icon} />}
              onClick={() =>
                void navigate({ to: "/callbacks/$callbackId/receive", params: { callbackId: stored } })
              }
            >
              {words.receive}
            </Menu.Item>
          </>
        )}
        <Menu.Divider />
        <Menu.Item color="var(--bad)" leftSection={<IconTrash {...icon} />} onClick={onRemove}>
          {words.remove}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
