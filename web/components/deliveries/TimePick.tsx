import { Button, Divider, Popover, Stack, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useStrings } from "../../strings/strings.ts";
import { DateTimeInput } from "../DateTimeInput.tsx";
import { formatMoment } from "../format.ts";
import { type Preset, presets, type Range } from "./filters.ts";
import classes from "./Toolbar.module.css";

/** Which time is shown: one of a few, or from and until any moment. */
export function TimePick({ range, onChange }: { range: Range; onChange: (range: Range) => void }) {
  const { deliveries } = useStrings();
  const [opened, setOpened] = useState(false);
  const between = range.kind === "between" ? range : { since: null, until: null };
  const [since, setSince] = useState(between.since);
  const [until, setUntil] = useState(between.until);
  const choose = (next: Range) => {
    setOpened(false);
    onChange(next);
  };
  const isBackwards = since !== null && until !== null && since >= until;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      trapFocus
      returnFocus
      width={260}
      withinPortal={false}
    >
      <Popover.Target>
        <UnstyledButton
          className={`${classes.filter} ${classes.pick}`}
          data-set={range.kind === "between" || undefined}
          onClick={() => {
            setSince(between.since);
            setUntil(between.until);
            setOpened(!opened);
          }}
        >
          <b>{useRangeWords(range)}</b>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={deliveries.time}>
        <Stack gap={0}>
          {(Object.keys(presets) as Preset[]).map((preset) => (
            <UnstyledButton
              key={preset}
              className={classes.item}
              aria-pressed={range.kind === "preset" && range.preset === preset}
              onClick={() => choose({ kind: "preset", preset })}
            >
              {deliveries.ranges[preset]}
            </UnstyledButton>
          ))}
          <UnstyledButton
            className={classes.item}
            aria-pressed={range.kind === "all"}
            onClick={() => choose({ kind: "all" })}
          >
            {deliveries.anyTime}
          </UnstyledButton>
        </Stack>
        <Divider my={6} color="var(--line)" />
        <Stack gap="sm" p={6}>
          <DateTimeInput label={deliveries.since} value={since} onChange={setSince} />
          <DateTimeInput label={deliveries.until} value={until} onChange={setUntil} />
          <Button
            disabled={(since === null && until === null) || isBackwards}
            onClick={() => choose({ kind: "between", since, until })}
          >
            {deliveries.apply}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function useRangeWords(range: Range): string {
  const { deliveries } = useStrings();
  if (range.kind === "all") return deliveries.anyTime;
  if (range.kind === "preset") return deliveries.ranges[range.preset];
  const [since, until] = [range.since, range.until].map((at) =>
    at === null ? null : formatMoment(Date.parse(at)),
  );
  if (since == null) return deliveries.upTo(until ?? "");
  return until == null ? deliveries.from(since) : deliveries.between(since, until);
}
