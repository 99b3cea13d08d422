import { Combobox, UnstyledButton, useCombobox } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useStrings } from "../../strings/strings.ts";
import classes from "./Toolbar.module.css";

export interface Option {
  value: string;
  label: string;
}

interface PickProps {
  label: string;
  /** What is chosen now, in the order of the options; empty for nothing. */
  chosen: readonly string[];
  /** What is chosen, in words, where no option says it. */
  chosenLabel?: string | undefined;
  options: readonly Option[];
  /** Several at once. */
  multiple?: boolean;
  /** Shows a field that narrows the options. */
  searchable?: boolean;
  /** Makes an option of what was typed, where it can be one. */
  typed?: (text: string) => Option | null;
  placeholder?: string;
  onChange: (chosen: string[]) => void;
}

/** A filter: a button that says what it narrows and to what, and opens what can be chosen. */
export function Pick({
  label,
  chosen,
  chosenLabel,
  options,
  multiple = false,
  searchable = false,
  typed,
  placeholder,
  onChange,
}: PickProps) {
  const { deliveries } = useStrings();
  const [search, setSearch] = useState("");
  const combobox = useCombobox({
    onDropdownOpen: () => (searchable ? combobox.focusSearchInput() : combobox.focusTarget()),
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setSearch("");
    },
  });
  const sought = search.trim().toLowerCase();
  const found = options.filter((option) => option.label.toLowerCase().includes(sought));
  const made = sought === "" ? null : (typed?.(search.trim()) ?? null);
  const shown = made === null ? found : [made, ...found];
  const isSet = chosen.length > 0;
  const words =
    chosenLabel ??
    chosen.map((value) => options.find((option) => option.value === value)?.label ?? value).join(", ");
  const submit = (value: string) => {
    if (multiple) {
      onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
      return;
    }
    onChange(chosen.includes(value) ? [] : [value]);
    combobox.closeDropdown();
  };
  return (
    <div className={classes.filter} data-set={isSet || undefined}>
      <Combobox
        store={combobox}
        width={260}
        position="bottom-start"
        // Inside the landmark of the filters.
        withinPortal={false}
        onOptionSubmit={submit}
        transitionProps={{ duration: 80 }}
      >
        <Combobox.Target targetType="button">
          <UnstyledButton className={classes.pick} onClick={() => combobox.toggleDropdown()}>
            {label}
            {isSet && <b title={words}>{words}</b>}
          </UnstyledButton>
        </Combobox.Target>
        <Combobox.Dropdown>
          {searchable && (
            <Combobox.Search
              value={search}
              onChange={(event) => {
                setSearch(event.currentTarget.value);
                combobox.updateSelectedOptionIndex();
              }}
              placeholder={placeholder ?? deliveries.find}
              aria-label={placeholder ?? deliveries.find}
            />
          )}
          <Combobox.Options aria-label={label} tabIndex={0} mah={320} style={{ overflowY: "auto" }}>
            {shown.length === 0 && <Combobox.Empty>{deliveries.nothingFound}</Combobox.Empty>}
            {shown.map((option) => (
              <Combobox.Option
                key={option.value}
                value={option.value}
                active={chosen.includes(option.value)}
                className={classes.option}
              >
                <span className="cut">{option.label}</span>
                {chosen.includes(option.value) && <IconCheck size={14} aria-hidden />}
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {isSet && (
        <Clear
          label={label}
          onClear={() => {
            onChange([]);
            combobox.focusTarget();
          }}
        />
      )}
    </div>
  );
}

/** Takes a filter away. */
export function Clear({ label, onClear }: { label: string; onClear: () => void }) {
  const { deliveries } = useStrings();
  return (
    <UnstyledButton className={classes.clear} aria-label={deliveries.clear(label)} onClick={onClear}>
      <IconX size={13} aria-hidden />
    </UnstyledButton>
  );
}
