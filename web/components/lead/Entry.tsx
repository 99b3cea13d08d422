import { Anchor, Collapse } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconCalendar,
  IconNote,
  IconPencil,
  IconPhone,
  IconPhoneIncoming,
  IconPhoneOff,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { DispositionType } from "../../../src/contract/words.ts";
import type { Activity, CausedDelivery } from "../../api/leads.ts";
import { useStrings } from "../../strings/strings.ts";
import { formatDuration } from "../format.ts";
import { Badge, StatusBadge, type Tone } from "../StatusBadge.tsx";
import { When } from "../When.tsx";
import classes from "./lead.module.css";

const tones: Record<DispositionType, Tone> = { success: "ok", failure: "bad", neutral: "rest" };

function iconOf({ type, callStatus, direction }: Activity) {
  if (type === "schedule") return IconCalendar;
  if (type === "note") return IconNote;
  if (type === "update") return IconPencil;
  if (direction === "inbound") return IconPhoneIncoming;
  return callStatus === "completed" || callStatus === "in-progress" ? IconPhone : IconPhoneOff;
}

/** One activity: what happened in words, what came of it, and the deliveries that it caused. */
export function Entry({ activity, type }: { activity: Activity; type: DispositionType | null }) {
  const { activityWords, lead: words } = useStrings();
  const Icon = iconOf(activity);
  const { callStatus, disposition, fromState, toState, summary, scheduledAt } = activity;
  const title =
    callStatus === null ? activityWords.types[activity.type] : activityWords.callStatuses[callStatus];
  const moved = toState !== null && toState !== fromState;
  return (
    <li className={classes.entry}>
      <span className={classes.icon}>
        <Icon size={15} stroke={1.6} aria-hidden />
      </span>
      <div>
        <div className={classes.what}>
          <strong>{title}</strong>
          {scheduledAt !== null && (
            <span className="soft">
              {words.scheduledFor} <When at={scheduledAt} />
            </span>
          )}
          {disposition !== null && <Badge tone={type === null ? "rest" : tones[type]}>{disposition}</Badge>}
          {moved && (
            <span className="soft">
              {fromState ?? "–"} → {toState}
            </span>
          )}
          <When at={activity.recordedAt} />
        </div>
        {summary !== null && <p className={classes.summary}>{summary}</p>}
        <Facts activity={activity} />
        <Deliveries deliveries={activity.deliveries} />
      </div>
    </li>
  );
}

function Facts({ activity }: { activity: Activity }) {
  const { lead: words } = useStrings();
  const { startedAt, endedAt, direction, recordingUrl, transcript, sequence } = activity;
  const [opened, { toggle }] = useDisclosure(false);
  const lasted = startedAt === null || endedAt === null ? 0 : Date.parse(endedAt) - Date.parse(startedAt);
  const lines = transcript ?? [];
  return (
    <>
      <div className={classes.facts}>
        <span className="num">#{sequence}</span>
        {lasted > 0 && <span className="num">{words.lasted(formatDuration(lasted))}</span>}
        {direction === "inbound" && <span>{words.inbound}</span>}
        {recordingUrl !== null && /^https?:\/\//.test(recordingUrl) && (
          <a href={recordingUrl} target="_blank" rel="noreferrer noopener">
            {words.recording}
          </a>
        )}
        {lines.length > 0 && (
          <Anchor component="button" type="button" fz="inherit" aria-expanded={opened} onClick={toggle}>
            {words.transcript(lines.length)}
          </Anchor>
        )}
      </div>
      {lines.length > 0 && (
        <Collapse expanded={opened}>
          <Transcript lines={lines} />
        </Collapse>
      )}
    </>
  );
}

/** What was said, as far as its lines have the usual form; other lines as they are. */
function Transcript({ lines }: { lines: readonly unknown[] }) {
  const { lead: words } = useStrings();
  const said = lines.map((line, index) => {
    const { role, text } = (typeof line === "object" && line !== null ? line : {}) as Record<string, unknown>;
    return typeof text === "string"
      ? { key: `${index}`, role: typeof role === "string" ? role : null, text }
      : { key: `${index}`, role: null, text: typeof line === "string" ? line : JSON.stringify(line) };
  });
  return (
    <ul className={classes.transcript} aria-label={words.transcript(lines.length)}>
      {said.map(({ key, role, text }) => (
        <li key={key}>
          {role !== null && <b>{role}</b>}
          {text}
        </li>
      ))}
    </ul>
  );
}

function Deliveries({ deliveries }: { deliveries: readonly CausedDelivery[] }) {
  if (deliveries.length === 0) return null;
  return (
    <div className={classes.chips}>
      {deliveries.map(({ id, callbackName, shownStatus }) => (
        <Link key={id} className={classes.chip} to="/deliveries" search={{ delivery: id }}>
          <span className="cut">{callbackName}</span>
          <StatusBadge status={shownStatus} />
        </Link>
      ))}
    </div>
  );
}
