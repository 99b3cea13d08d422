import { UnstyledButton } from "@mantine/core";
import type { Attempt } from "../../api/deliveries.ts";
import { useStrings } from "../../strings/strings.ts";
import { outcomeOf } from "../exchange/Outcome.tsx";
import { formatClock, formatDuration, formatMoment, formatUtc } from "../format.ts";
import classes from "./Panel.module.css";

const dayMs = 86_400_000;

/** The attempts of a delivery, newest first; one of them is looked at. */
export function Attempts({
  attempts,
  chosen,
  onChoose,
}: {
  attempts: readonly Attempt[];
  chosen: number;
  onChoose: (number: number) => void;
}) {
  const strings = useStrings();
  const { deliveries } = strings;
  const timeOf = (at: number) => (Date.now() - at < dayMs ? formatClock(at) : formatMoment(at));
  return (
    <ol className={classes.attempts} aria-label={deliveries.timeline} reversed>
      {attempts.toReversed().map((attempt) => {
        const at = Date.parse(attempt.at);
        return (
          <li key={attempt.number}>
            <UnstyledButton
              className={classes.attempt}
              aria-current={attempt.number === chosen || undefined}
              onClick={() => onChoose(attempt.number)}
            >
              <span>{attempt.number}</span>
              <time dateTime={attempt.at} title={formatUtc(at)}>
                {timeOf(at)}
              </time>
              <span className="cut">{outcomeOf(attempt, strings)}</span>
              <span className="soft">{formatDuration(attempt.timings.total)}</span>
            </UnstyledButton>
          </li>
        );
      })}
    </ol>
  );
}
