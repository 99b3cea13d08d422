import { Drawer } from "@mantine/core";
import { useStrings } from "../strings/strings.ts";
import { Rail } from "./Rail.tsx";
import { giveFocusBack, useFrom } from "./return-focus.ts";

/** The rail where the window has no room for it. */
export default function RailDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { common } = useStrings();
  // It may be asked for before its code is there, as the palette.
  const from = useFrom(opened);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={() => giveFocusBack(from)}
      size={220}
      title={common.product}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <Rail inDrawer />
    </Drawer>
  );
}
