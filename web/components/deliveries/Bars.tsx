import { UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Timeline, TimelineBucket } from "../../api/deliveries.ts";
import { useStrings } from "../../strings/strings.ts";
import { formatMoment, formatNumber, formatTimeOfDay } from "../format.ts";
import { TextButton } from "../TextButton.tsx";
import classes from "./Bars.module.css";

const total = ({ delivered, failed, open }: TimelineBucket): number => delivered + failed + open;
/** Marks below the bars. */
const marks = 5;
/** An end that is this near is now, ms. */
const nowMs = 60_000;

/**
 * What was owed over time, by how it stands now: a bar a span, and the same as a table. Pressing either narrows the time
 * to that span.
 */
export function Bars({
  timeline,
  isPart,
  onNarrow,
}: {
  timeline: Timeline;
  /** The list is narrowed by more than the bars are. */
  isPart: boolean;
  onNarrow: (since: string, until: string) => void;
}) {
  const { deliveries } = useStrings();
  const [shown, { toggle }] = useDisclosure(false);
  const { buckets, truncated } = timeline;
  const highest = Math.max(1, ...buckets.map(total));
  const timeOf = ({ at }: TimelineBucket) => formatMoment(Date.parse(at));
  const share = (count: number) => `${(count / highest) * 100}%`;
  return (
    <section className={classes.chart} aria-label={deliveries.chart}>
      {/* The table below tells the same to those who do not see or point. */}
      <div className={classes.bars} aria-hidden>
        {buckets.map((bucket) => (
          <UnstyledButton
            key={bucket.at}
            tabIndex={-1}
            title={deliveries.bar(
              timeOf(bucket),
              formatNumber(bucket.delivered),
              formatNumber(bucket.failed),
              formatNumber(bucket.open),
            )}
            onClick={() => onNarrow(bucket.at, bucket.until)}
          >
            <i data-part="failed" style={{ height: share(bucket.failed) }} />
            <i data-part="open" style={{ height: share(bucket.open) }} />
            <i data-part="delivered" style={{ height: share(bucket.delivered) }} />
          </UnstyledButton>
        ))}
      </div>
      <Axis timeline={timeline} />
      <div className={classes.note}>
        {(["delivered", "open", "failed"] as const).map((part) => (
          <span key={part} className={classes.legend}>
            <i data-part={part} aria-hidden />
            {deliveries[part]}
          </span>
        ))}
        <TextButton aria-expanded={shown} onClick={toggle}>
          {shown ? deliveries.hideFigures : deliveries.figures}
        </TextButton>
        {isPart && <span>{deliveries.chartNote}</span>}
        {truncated && <span>{deliveries.estimated}</span>}
      </div>
      {shown && (
        <table className={classes.table} aria-label={deliveries.chart}>
          <thead>
            <tr>
              <th scope="col">{deliveries.time}</th>
              <th scope="col">{deliveries.delivered}</th>
              <th scope="col">{deliveries.failed}</th>
              <th scope="col">{deliveries.open}</th>
            </tr>
          </thead>
          <tbody>
            {buckets
              .filter((bucket) => total(bucket) > 0)
              .map((bucket) => (
                <tr key={bucket.at}>
                  <th scope="row">
                    <TextButton onClick={() => onNarrow(bucket.at, bucket.until)}>
                      {timeOf(bucket)}
                    </TextButton>
                  </th>
                  <td>{formatNumber(bucket.delivered)}</td>
                  <td>{formatNumber(bucket.failed)}</td>
                  <td>{formatNumber(bucket.open)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Times below the bars: the day where it begins or changes, and "now" at an end that moves on. */
function Axis({ timeline: { buckets, until } }: { timeline: Timeline }) {
  const { deliveries } = useStrings();
  const step = Math.max(1, Math.ceil(buckets.length / marks));
  const times = buckets.filter((_, index) => index % step === 0).map(({ at }) => Date.parse(at));
  const end = Date.parse(until);
  return (
    <div className={classes.axis} aria-hidden>
      {times.map((at, index) => (
        <span key={at}>{isSameDay(at, times[index - 1]) ? formatTimeOfDay(at) : formatMoment(at)}</span>
      ))}
      <span>{Date.now() - end < nowMs ? deliveries.now : formatMoment(end)}</span>
    </div>
  );
}

const isSameDay = (at: number, before: number | undefined): boolean =>
  before !== undefined && new Date(at).toDateString() === new Date(before).toDateString();
