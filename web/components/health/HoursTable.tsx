import { useDisclosure } from "@mantine/hooks";
import type { CallbackStats } from "../../api/callbacks.ts";
import { useStrings } from "../../strings/strings.ts";
import { formatDuration, formatMoment, formatNumber, formatUtc } from "../format.ts";
import { TextButton } from "../TextButton.tsx";
import classes from "./Health.module.css";

/** The hours of the charts as a table, newest first; hours in which nothing ended are left out. */
export function HoursTable({ stats: { buckets } }: { stats: CallbackStats }) {
  const { health, deliveries } = useStrings();
  const [shown, { toggle }] = useDisclosure(false);
  const busy = buckets.filter(
    ({ delivered, failed, latencyMs }) => delivered + failed > 0 || latencyMs.p50 !== null,
  );
  const ms = (value: number | null) => (value === null ? "–" : formatDuration(value));
  return (
    <div>
      <TextButton aria-expanded={shown} onClick={toggle}>
        {shown ? health.hideTable : health.showTable}
      </TextButton>
      {shown && busy.length === 0 && <p className="soft">{health.nothing}</p>}
      {shown && busy.length > 0 && (
        <table className={classes.table} aria-label={health.endedTitle}>
          <thead>
            <tr>
              <th scope="col">{health.hour}</th>
              <th scope="col">{deliveries.delivered}</th>
              <th scope="col">{deliveries.failed}</th>
              <th scope="col">{health.p50Series}</th>
              <th scope="col">{health.p95Series}</th>
            </tr>
          </thead>
          <tbody>
            {busy.toReversed().map(({ at, delivered, failed, latencyMs }) => (
              <tr key={at}>
                <th scope="row" title={formatUtc(Date.parse(at))}>
                  {formatMoment(Date.parse(at))}
                </th>
                <td>{formatNumber(delivered)}</td>
                <td>{formatNumber(failed)}</td>
                <td>{ms(latencyMs.p50)}</td>
                <td>{ms(latencyMs.p95)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
