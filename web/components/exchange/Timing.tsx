import type { AttemptTimings } from "../../../src/contract/delivery.ts";
import { useStrings } from "../../strings/strings.ts";
import { formatDuration } from "../format.ts";
import classes from "./Exchange.module.css";
import { phasesOf } from "./phases.ts";

/** Where the time of an attempt went: a bar, and the same in words below it. */
export function Timing({ timings }: { timings: AttemptTimings }) {
  const { exchange } = useStrings();
  const phases = phasesOf(timings);
  if (phases.length === 0) return null;
  return (
    <section className={classes.timing} aria-label={exchange.timing}>
      <div className={classes.bar} aria-hidden>
        {phases.map(({ name, ms }) => (
          <i key={name} data-phase={name} style={{ flexGrow: ms }} />
        ))}
      </div>
      <ul className={classes.legend}>
        {phases.map(({ name, ms }) => (
          <li key={name} data-phase={name}>
            <i data-phase={name} aria-hidden />
            {exchange.phases[name]} {formatDuration(ms)}
          </li>
        ))}
        <li className={classes.total}>
          {exchange.total} {formatDuration(timings.total)}
        </li>
      </ul>
    </section>
  );
}
