import { Drawer } from "@mantine/core";
import { useStrings } from "../strings/strings.ts";
import { Rail } from "./Rail.tsx";

/** The rail where the window has no room for it. */
export default function RailDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { common } = useStrings();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      size={220}
      title={common.product}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <Rail inDrawer />
    </Drawer>
  );
}
