import { ActionIcon, Popover, Switch } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconKeyboard } from "@tabler/icons-react";
import { useStrings } from "../../strings/strings.ts";
import classes from "./Deliveries.module.css";

/** Whether single keys do something; kept in this browser. */
export const useLetters = () =>
  useLocalStorage({ key: "ringback-single-keys", defaultValue: true, getInitialValueInEffect: false });

/** Which keys there are, and a way to turn the single ones off. */
export function Shortcuts() {
  const { deliveries } = useStrings();
  const [letters, setLetters] = useLetters();
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          className={classes.shortcuts}
          variant="default"
          size={32}
          aria-label={deliveries.shortcuts}
          title={deliveries.shortcuts}
        >
          <IconKeyboard size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={deliveries.shortcuts}>
        <dl className={classes.keys}>
          {deliveries.keys.map(([key, does]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <Switch
          size="xs"
          label={deliveries.shortcutsOn}
          checked={letters}
          onChange={(event) => setLetters(event.currentTarget.checked)}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
