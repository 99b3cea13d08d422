import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useStrings } from "../strings/strings.ts";
import { shortId } from "./format.ts";

/** Copies a text; says so for a moment. `label` names what is copied, for those who cannot see it. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { common } = useStrings();
  const { copied, copy } = useClipboard({ timeout: 1_500 });
  const words = copied ? common.copied : label === undefined ? common.copy : `${common.copy}: ${label}`;
  return (
    <Tooltip label={copied ? common.copied : common.copy}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={words}
        onClick={(event) => {
          event.stopPropagation();
          copy(text);
        }}
      >
        {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** An id shortened to its ends, whole on hover, with a copy button. */
export function ShortId({ id }: { id: string }) {
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 2 }}>
      <span className="mono" title={id}>
        {shortId(id)}
      </span>
      <CopyButton text={id} label={id} />
    </span>
  );
}
