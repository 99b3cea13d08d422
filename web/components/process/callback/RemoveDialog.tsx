import type { ListedCallback } from "../../../api/callbacks.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Confirm } from "../../Confirm.tsx";
import { formatNumber } from "../../format.ts";

/** Asks before a block is removed, and says what is still undelivered. */
export default function RemoveDialog({
  name,
  listed,
  onRemove,
  onClose,
}: {
  name: string;
  listed: ListedCallback | undefined;
  onRemove: () => void;
  onClose: () => void;
}) {
  const { callback: words } = useStrings();
  const waiting = listed?.health.waiting ?? 0;
  return (
    <Confirm
      opened
      danger
      title={words.removeTitle(name)}
      confirm={words.remove}
      onConfirm={onRemove}
      onClose={onClose}
    >
      {listed === undefined
        ? words.removeNew
        : `${waiting > 0 ? words.removeUndelivered(waiting, formatNumber(waiting)) : words.removeNothingOwed} ${words.removeStored}`}
    </Confirm>
  );
}
