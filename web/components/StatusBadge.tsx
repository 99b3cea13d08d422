import {
  IconAlertTriangle,
  IconArchive,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconLock,
  IconPlayerPause,
  IconPlayerTrackNext,
  IconRefresh,
  IconX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { type Strings, useStrings } from "../strings/strings.ts";
import classes from "./StatusBadge.module.css";

export type Tone = "ok" | "wait" | "bad" | "rest";
export type Status = keyof Strings["statuses"];

const looks: Record<Status, { tone: Tone; icon: typeof IconCheck }> = {
  waiting: { tone: "wait", icon: IconClock },
  retrying: { tone: "wait", icon: IconRefresh },
  held: { tone: "rest", icon: IconLock },
  delivered: { tone: "ok", icon: IconCheck },
  failed: { tone: "bad", icon: IconX },
  skipped: { tone: "rest", icon: IconPlayerTrackNext },
  healthy: { tone: "ok", icon: IconCheck },
  failing: { tone: "bad", icon: IconAlertTriangle },
  paused: { tone: "rest", icon: IconPlayerPause },
  none: { tone: "rest", icon: IconCircleDashed },
  active: { tone: "ok", icon: IconCheck },
  archived: { tone: "rest", icon: IconArchive },
  disabled: { tone: "rest", icon: IconCircleDashed },
};

/** A pill of an icon and a word; colour only repeats what they say. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}

/** How a delivery, a callback or a process stands. `children` replaces the word. */
export function StatusBadge({ status, children }: { status: Status; children?: ReactNode }) {
  const { statuses } = useStrings();
  const { tone, icon: Icon } = looks[status];
  return (
    <Badge tone={tone} icon={<Icon size={13} stroke={2} aria-hidden />}>
      {children ?? statuses[status]}
    </Badge>
  );
}
