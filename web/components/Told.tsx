import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";

/** Says something of a control beside it, while it is pointed at or has the focus. */
export default function Told({ what, children }: { what: string; children: ReactElement }) {
  return (
    <Tooltip label={what} events={{ hover: true, focus: true, touch: true }}>
      {children}
    </Tooltip>
  );
}
