import { IconPlayerPause } from "@tabler/icons-react";
import type { ListedCallback } from "../../../api/callbacks.ts";
import { told, useStrings } from "../../../strings/strings.ts";
import { formatNumber } from "../../format.ts";
import { When } from "../../When.tsx";
import { useForm } from "../context.ts";
import processClasses from "../process.module.css";
import { ResumeButton } from "./ResumeButton.tsx";

/** That a callback is paused, since when and why, and the way on. */
export function PausedBanner({ listed }: { listed: ListedCallback }) {
  const { callback: words } = useStrings();
  const { readOnly } = useForm();
  const { waiting } = listed.health;
  return (
    <div className={processClasses.banner} data-tone="wait">
      <IconPlayerPause size={16} stroke={1.6} aria-hidden />
      <p>
        <b>
          {words.pausedTitle(listed.name)}, {words.since} <When at={listed.pausedAt} />
          {listed.pausedReason !== null && words.reason(told(listed.pausedReason))}.
        </b>{" "}
        {words.pausedHelp}
        {waiting > 0 && ` ${words.waiting(waiting, formatNumber(waiting))}.`}
      </p>
      {!readOnly && <ResumeButton listed={listed} />}
    </div>
  );
}
