import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useStrings } from "../../strings/strings.ts";
import classes from "./Exchange.module.css";
import { entriesOf, opensAtFirst } from "./json-tree.ts";

/** Parts that are shown at once; more are asked for. */
const step = 100;

function Plain({ value }: { value: unknown }) {
  const kind = value === null ? "null" : typeof value;
  return <span data-kind={kind}>{JSON.stringify(value)}</span>;
}

/** One line of JSON, or a part that folds: keys apart from values by colour and by their quotes. */
export function JsonTree({
  name = null,
  value,
  depth = 0,
  last = true,
}: {
  name?: string | null;
  value: unknown;
  depth?: number;
  last?: boolean;
}) {
  const { exchange } = useStrings();
  const parts = entriesOf(value);
  const [open, setOpen] = useState(() => opensAtFirst(value, depth));
  const [shown, setShown] = useState(step);
  const key = name === null ? null : <span data-kind="key">{JSON.stringify(name)}</span>;
  const label = (
    <>
      {key}
      {key !== null && ": "}
    </>
  );
  if (parts === null || parts.entries.length === 0) {
    return (
      <div className={classes.line}>
        {label}
        {parts === null ? <Plain value={value} /> : `${parts.open}${parts.close}`}
        {!last && ","}
      </div>
    );
  }
  const { length } = parts.entries;
  return (
    <div className={classes.line}>
      <UnstyledButton className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        {label}
        {parts.open}
        {!open && (
          <span className={classes.folded}>
            {" "}
            … {parts.open === "{" ? exchange.parts(length) : exchange.items(length)}{" "}
          </span>
        )}
        {!open && parts.close}
        {!open && !last && ","}
      </UnstyledButton>
      {open && (
        <>
          <div className={classes.inner}>
            {parts.entries.slice(0, shown).map(([partName, part], index) => (
              <JsonTree
                // Parts have no name of their own in an array, and never move.
                key={partName ?? index}
                name={partName}
                value={part}
                depth={depth + 1}
                last={index === length - 1}
              />
            ))}
            {length > shown && (
              <UnstyledButton className={classes.more} onClick={() => setShown(shown + step * 10)}>
                {exchange.moreParts(length - shown)}
              </UnstyledButton>
            )}
          </div>
          {/* A block of its own, so that it hangs as the opening line does. */}
          <div>
            {parts.close}
            {!last && ","}
          </div>
        </>
      )}
    </div>
  );
}
