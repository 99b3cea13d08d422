import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { CallbackStats } from "../../api/callbacks.ts";
import { useStrings } from "../../strings/strings.ts";
import { formatDuration, formatNumber, formatShare } from "../format.ts";
import { When } from "../When.tsx";
import classes from "./Health.module.css";

/** A figure with what it is and what it is of. */
function Figure({ label, value, of }: { label: string; value: ReactNode; of?: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <b>{value}</b>
        {of !== undefined && <span>{of}</span>}
      </dd>
    </div>
  );
}

/** How a callback does in figures; those that can be looked behind lead there. */
export function Figures({ id, stats }: { id: string; stats: CallbackStats }) {
  const { health, errorClasses } = useStrings();
  const { latencyMs, lastAttempt, oldestWaitingAt, waiting, retrying, held } = stats;
  const all = stats.delivered + stats.failed;
  const share = (value: number | null) => (value === null ? "–" : formatShare(value));
  const counts =
    all === 0 ? health.nothingEnded : health.ofCount(formatNumber(stats.delivered), formatNumber(all));
  const ms = (value: number | null) => (value === null ? "–" : formatDuration(value));
  const open = waiting + retrying + held;
  return (
    <dl className={classes.figures} aria-label={health.figures}>
      <Figure
        label={health.success24h}
        value={share(stats.successRate24h)}
        {...(stats.range === "24h" && { of: counts })}
      />
      <Figure
        label={health.success7d}
        value={share(stats.successRate7d)}
        {...(stats.range === "7d" && { of: counts })}
      />
      <Figure label={health.latency} value={ms(latencyMs.p50)} of={health.p95(ms(latencyMs.p95))} />
      <Figure
        label={health.waiting}
        value={
          <Link to="/deliveries" search={{ callbackId: id, status: "waiting,retrying,held", range: "all" }}>
            {formatNumber(open)}
          </Link>
        }
        {...(open > 0 && {
          of: health.waitingParts(formatNumber(waiting), formatNumber(retrying), formatNumber(held)),
        })}
      />
      <Figure
        label={health.oldest}
        value={oldestWaitingAt === null ? "–" : <When at={oldestWaitingAt} />}
        {...(oldestWaitingAt === null && { of: health.nothingWaits })}
      />
      <Figure
        label={health.last}
        value={lastAttempt === null ? "–" : <When at={lastAttempt.at} />}
        of={
          lastAttempt === null
            ? health.noAttempt
            : health.lastTook(
                lastAttempt.statusCode === null
                  ? errorClasses[lastAttempt.errorClass ?? "protocol"]
                  : String(lastAttempt.statusCode),
                ms(lastAttempt.durationMs),
              )
        }
      />
    </dl>
  );
}
