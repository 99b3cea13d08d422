import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { AttemptErrorClass } from "../../../src/contract/delivery.ts";
import type { Attempt } from "../../api/deliveries.ts";
import { type Strings, told, useStrings } from "../../strings/strings.ts";
import { formatDuration } from "../format.ts";
import classes from "./Exchange.module.css";
import { statusLine } from "./status-line.ts";

type Ended = Pick<Attempt, "response" | "error">;

/** What came of an attempt in a few words: "405 Method Not Allowed", "Timed out". */
export const outcomeOf = ({ response, error }: Ended, { errorClasses }: Strings): string =>
  response !== null ? statusLine(response.statusCode) : errorClasses[error?.class ?? "protocol"];

/** Where the help tells more: by the status where there was an answer, else by the class of the error. */
const topicOf = (response: Attempt["response"], error: AttemptErrorClass): string =>
  response === null ? error : String(response.statusCode);

/** How an attempt went; where it failed, the error in words and what to do about it. */
export function Outcome({ attempt }: { attempt: Attempt }) {
  const strings = useStrings();
  const { exchange } = strings;
  const { response, error, hint, timings } = attempt;
  const brief = outcomeOf(attempt, strings);
  if (error === null) {
    return (
      <p className={classes.outcome} data-tone="ok">
        <IconCheck size={15} stroke={2} aria-hidden />
        <span>
          <b>{brief}</b> {exchange.inTime(formatDuration(timings.total))}
        </span>
      </p>
    );
  }
  const topic = topicOf(response, error.class);
  return (
    <div className={classes.outcome} data-tone="bad">
      <IconAlertTriangle size={15} stroke={2} aria-hidden />
      <div>
        <b>
          {response === null ? `${brief}: ${told(error.message)}.` : exchange.answered(told(error.message))}
        </b>{" "}
        {hint !== null && <span>{told(hint)} </span>}
        <Link to="/help/$page" params={{ page: "troubleshooting" }} hash={topic}>
          {exchange.moreOn(response === null ? brief.toLowerCase() : topic)}
        </Link>
      </div>
    </div>
  );
}
