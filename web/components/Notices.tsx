import "@mantine/notifications/styles.css";
import { Notifications } from "@mantine/notifications";

/** Where what was done, or could not be, is told for a moment. */
export default function Notices() {
  return <Notifications position="bottom-right" />;
}
