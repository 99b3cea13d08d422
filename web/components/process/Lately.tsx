import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { callbacksQuery, latestDeliveriesQuery } from "../../api/callbacks.ts";
import { type Delivery, deliveriesKey } from "../../api/deliveries.ts";
import { type LiveEvent, useLiveRefresh } from "../../api/live.ts";
import { type Strings, useStrings } from "../../strings/strings.ts";
import { formatDuration, formatNumber } from "../format.ts";
import { StatusBadge } from "../StatusBadge.tsx";
import { When } from "../When.tsx";
import classes from "./beside.module.css";
import { useForm } from "./context.ts";

const latest = [...deliveriesKey, "latest"];

/** "Asha Verma · call completed". */
function wordsFor({ lead, kind, triggers }: Delivery, { process, triggers: names, common }: Strings): string {
  if (kind === "test") return process.testDelivery;
  const [trigger] = triggers;
  const what = trigger === undefined ? kind.replace("_", " ") : names[trigger];
  return `${lead?.name ?? lead?.referenceId ?? common.unknown} · ${what}`;
}

/** The newest deliveries of a callback, live. */
export default function Lately({ id, name }: { id: string; name: string }) {
  const strings = useStrings();
  const { process } = strings;
  const { processId } = useForm();
  const rows = useQuery(latestDeliveriesQuery(id)).data;
  const health = useQuery(callbacksQuery(processId)).data?.find((one) => one.id === id)?.health;
  const keyOf = useCallback(
    (event: LiveEvent) =>
      event.type === "changed" ||
      event.type === "reset" ||
      (event.type === "delivery" && event.callbackId === id)
        ? latest
        : null,
    [id],
  );
  useLiveRefresh(keyOf);
  if (rows === undefined) return null;
  const ended = (health?.delivered24h ?? 0) + (health?.failed24h ?? 0);
  return (
    <>
      <h2>{process.lately(name)}</h2>
      {rows.length === 0 ? (
        <span className="dim">{process.latelyNone}</span>
      ) : (
        <ul className={classes.list}>
          {rows.map((row) => (
            <li key={row.id}>
              <Link
                className={`${classes.line} num`}
                to="/deliveries"
                search={{ callbackId: id, delivery: row.id }}
              >
                <StatusBadge status={row.shownStatus}>{row.lastStatusCode ?? undefined}</StatusBadge>
                <span className="cut">{wordsFor(row, strings)}</span>
                <span className="dim">
                  {row.status === "pending" && row.nextAttemptAt !== null ? (
                    <When at={row.nextAttemptAt} />
                  ) : row.durationMs === null ? null : (
                    formatDuration(row.durationMs)
                  )}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {rows.length > 0 && (
        <Link to="/deliveries" search={{ callbackId: id }}>
          {ended > 0 ? process.allOfDay(formatNumber(ended)) : process.allDeliveries}
        </Link>
      )}
    </>
  );
}
