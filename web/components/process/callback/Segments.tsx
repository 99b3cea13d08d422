import { useId } from "react";
import classes from "./callback.module.css";

/** A choice of a few, side by side: radio buttons, so that arrow keys move within. */
export function Segments<Value extends string>({
  id,
  label,
  value,
  options,
  onChange,
}: {
  /** Of the chosen one, so that it can be focused. */
  id?: string;
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={classes.segments}>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            id={option.value === value ? id : undefined}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
