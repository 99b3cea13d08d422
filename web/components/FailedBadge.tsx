import { useQuery } from "@tanstack/react-query";
import { deliveriesKey, timelineQuery } from "../api/deliveries.ts";
import { type LiveEvent, useLiveRefresh } from "../api/live.ts";
import { useStrings } from "../strings/strings.ts";
import { formatNumber } from "./format.ts";
import classes from "./Rail.module.css";
import { Badge } from "./StatusBadge.tsx";

const key = [...deliveriesKey, "timeline", {}];
const changed = (event: LiveEvent) =>
  (event.type === "delivery" && event.status !== "failed") || event.type === "activity" ? null : key;

/** How many deliveries of the last 24 hours have failed for good; nothing where none has. */
export function FailedBadge() {
  const { nav } = useStrings();
  const timeline = useQuery({ ...timelineQuery({}), refetchInterval: 60_000 });
  useLiveRefresh(changed, 10_000);
  const failed = timeline.data?.buckets.reduce((sum, bucket) => sum + bucket.failed, 0) ?? 0;
  if (failed === 0) return null;
  const count = formatNumber(failed);
  return (
    <Badge tone="bad">
      <span aria-hidden title={nav.failedOfLastDay(count)}>
        {count}
      </span>
      <span className={classes.hidden}>{nav.failedOfLastDay(count)}</span>
    </Badge>
  );
}
