import { IconAlertTriangle, IconPlayerPause } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ListedCallback } from "../../api/callbacks.ts";
import { told, useStrings } from "../../strings/strings.ts";
import { formatNumber } from "../format.ts";
import { ResumeButton } from "../process/callback/ResumeButton.tsx";
import { Hint } from "../Section.tsx";
import { When } from "../When.tsx";
import classes from "./Health.module.css";

/** What is wrong with a callback, if anything is, and the way on: paused, turned off, or failing. */
export function Standing({ listed, mayManage }: { listed: ListedCallback; mayManage: boolean }) {
  const { health, callback } = useStrings();
  const { waiting } = listed.health;
  if (listed.state === "paused") {
    return (
      <div className={classes.banner} data-tone="wait">
        <IconPlayerPause size={16} stroke={1.6} aria-hidden />
        <p>
          <b>
            {callback.pausedTitle(listed.name)}, {callback.since} <When at={listed.pausedAt} />
            {listed.pausedReason !== null && callback.reason(told(listed.pausedReason))}.
          </b>{" "}
          {callback.pausedHelp}
          {waiting > 0 && ` ${callback.waiting(waiting, formatNumber(waiting))}.`}
        </p>
        {mayManage && <ResumeButton listed={listed} />}
      </div>
    );
  }
  if (!listed.enabled) return <Hint>{health.off}</Hint>;
  if (listed.health.status !== "failing") return null;
  return (
    <div className={classes.banner} data-tone="bad">
      <IconAlertTriangle size={16} stroke={1.6} aria-hidden />
      <p>
        {listed.failingSince === null ? (
          <b>{health.failingHelp}</b>
        ) : (
          <>
            <b>
              {health.failingSince} <When at={listed.failingSince} />.
            </b>{" "}
            {health.pausesItself}
          </>
        )}
      </p>
      <Link to="/deliveries" search={{ callbackId: listed.id, status: "retrying,failed" }}>
        {health.seeFailed}
      </Link>
    </div>
  );
}
