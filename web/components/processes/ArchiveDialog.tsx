import { useStrings } from "../../strings/strings.ts";
import { Confirm } from "../Confirm.tsx";

/** Asks before a process is archived. */
export default function ArchiveDialog({
  name,
  busy,
  onConfirm,
  onClose,
}: {
  name: string;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { processes: words } = useStrings();
  return (
    <Confirm
      opened
      danger
      title={words.archiveTitle(name)}
      confirm={words.archive}
      busy={busy}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {words.archiveText}
    </Confirm>
  );
}
