import { IconPointFilled, IconRefresh } from "@tabler/icons-react";
import { useIsLive } from "../api/live.ts";
import { useStrings } from "../strings/strings.ts";
import { Badge } from "./StatusBadge.tsx";

/** Whether what is on screen follows what happens. */
export function LiveBadge() {
  const { deliveries } = useStrings();
  const live = useIsLive();
  return (
    <span role="status">
      {live ? (
        <Badge tone="ok" icon={<IconPointFilled size={13} aria-hidden />}>
          {deliveries.live}
        </Badge>
      ) : (
        <Badge tone="rest" icon={<IconRefresh size={13} stroke={2} aria-hidden />}>
          {deliveries.notLive}
        </Badge>
      )}
    </span>
  );
}
