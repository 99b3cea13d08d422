import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconArchive,
  IconArchiveOff,
  IconCopyPlus,
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Problem } from "../../api/http.ts";
import {
  archiveProcess,
  duplicateProcess,
  type ListedProcess,
  type ProcessWithSettings,
  saveProcess,
} from "../../api/processes.ts";
import { useStrings } from "../../strings/strings.ts";
import { wordsOf } from "../faces.tsx";
import { useMay } from "../may.tsx";

const NameDialog = lazy(() => import("./NameDialog.tsx"));
const ArchiveDialog = lazy(() => import("./ArchiveDialog.tsx"));

const icon = { size: 15, stroke: 1.6, "aria-hidden": true } as const;

/** What can be done with a process from the list. */
export default function RowMenu({ process }: { process: ListedProcess }) {
  const strings = useStrings();
  const { processes: words } = strings;
  const client = useQueryClient();
  const { edit } = useMay();
  const [dialog, setDialog] = useState<"rename" | "archive" | null>(null);
  const { id, name, status, revision } = process;

  const reread = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["processes"] }),
      client.invalidateQueries({ queryKey: ["process", id] }),
    ]);
  /** Says what came of it; the list shows the rest. */
  const act = useMutation({
    mutationFn: (action: () => Promise<string | null>) => action(),
    onSuccess: async (said) => {
      setDialog(null);
      await reread();
      if (said !== null) notifications.show({ color: "green", message: said });
    },
    onError: async (error) => {
      const stale = error instanceof Problem && error.status === 409;
      const message = stale ? words.changedMeanwhile : wordsOf(error, strings);
      notifications.show({ color: "red", title: words.failed, message });
      await reread();
    },
  });
  const setStatus = (to: ProcessWithSettings["status"]) => () =>
    act.mutate(async () => {
      await saveProcess(id, revision, { status: to });
      return null;
    });
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            loading={act.isPending}
            disabled={!edit}
            aria-label={words.menu(name)}
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {status === "archived" ? (
            <Menu.Item leftSection={<IconArchiveOff {...icon} />} onClick={setStatus("active")}>
              {words.unarchive}
            </Menu.Item>
          ) : (
            <>
              <Menu.Item leftSection={<IconPencil {...icon} />} onClick={() => setDialog("rename")}>
                {words.rename}
              </Menu.Item>
              {status === "active" ? (
                <Menu.Item leftSection={<IconPlayerPause {...icon} />} onClick={setStatus("paused")}>
                  {words.pause}
                </Menu.Item>
              ) : (
                <Menu.Item leftSection={<IconPlayerPlay {...icon} />} onClick={setStatus("active")}>
                  {words.activate}
                </Menu.Item>
              )}
            </>
          )}
          <Menu.Item
            leftSection={<IconCopyPlus {...icon} />}
            onClick={() => act.mutate(async () => words.duplicated((await duplicateProcess(id)).name))}
          >
            {words.duplicate}
          </Menu.Item>
          {status !== "archived" && (
            <>
              <Menu.Divider />
              <Menu.Item
                color="var(--bad)"
                leftSection={<IconArchive {...icon} />}
                onClick={() => setDialog("archive")}
              >
                {words.archive}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === "rename" && (
        <Suspense>
          <NameDialog
            title={words.renameTitle}
            confirm={words.renameDo}
            name={name}
            busy={act.isPending}
            onDone={(to) =>
              act.mutate(async () => {
                await saveProcess(id, revision, { name: to });
                return null;
              })
            }
            onClose={() => setDialog(null)}
          />
        </Suspense>
      )}
      {dialog === "archive" && (
        <Suspense>
          <ArchiveDialog
            name={name}
            busy={act.isPending}
            onConfirm={() =>
              act.mutate(async () => {
                await archiveProcess(id);
                return words.archived(name);
              })
            }
            onClose={() => setDialog(null)}
          />
        </Suspense>
      )}
    </>
  );
}
