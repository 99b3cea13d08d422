import { Button, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { useStrings } from "../../strings/strings.ts";
import { Hint, Section } from "../Section.tsx";
import { useForm } from "./context.ts";
import classes from "./process.module.css";

/** A part of the page that holds a short list of named things, each edited in a dialog. */
export function Chips({
  title,
  note,
  addId,
  addLabel,
  items,
  empty,
  errors,
  onEdit,
}: {
  title: string;
  note: string;
  /** The id of the button that adds. */
  addId: string;
  addLabel: string;
  items: readonly { name: string; content: ReactNode; wrong: boolean }[];
  empty: string;
  errors: readonly string[];
  /** `index` null: a new one. */
  onEdit: (index: number | null) => void;
}) {
  const { process } = useStrings();
  const { readOnly } = useForm();
  const add = useRef<HTMLButtonElement>(null);
  return (
    <Section
      title={title}
      note={note}
      action={
        <Button
          ref={add}
          id={addId}
          size="xs"
          variant="subtle"
          color="gray"
          disabled={readOnly}
          aria-label={addLabel}
          onClick={() => onEdit(null)}
        >
          {process.add}
        </Button>
      }
    >
      {items.length === 0 ? (
        <span className="dim">{empty}</span>
      ) : (
        <ul className={classes.chips} aria-label={title}>
          {items.map(({ name, content, wrong }, index) => (
            // Names repeat while they are wrong.
            <li key={`${name} ${items.findIndex((one) => one.name === name) === index ? "" : index}`}>
              <UnstyledButton
                className={classes.chip}
                disabled={readOnly}
                data-wrong={wrong || undefined}
                onClick={() => onEdit(index)}
              >
                <VisuallyHidden>{process.edit} </VisuallyHidden>
                {content}
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      {errors.map((message) => (
        <Hint key={message} tone="error">
          {message}
        </Hint>
      ))}
    </Section>
  );
}
