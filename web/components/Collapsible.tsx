import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import classes from "./Section.module.css";

/** A bordered part of a page that folds to its heading. */
export function Collapsible({
  title,
  note,
  action,
  open,
  onToggle,
  children,
}: {
  title: string;
  /** Beside the heading. */
  note?: ReactNode;
  /** At the right of the heading. */
  action?: ReactNode;
  open: boolean;
  onToggle: () => void;
  children: ReactNode;
}) {
  const body = useId();
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <section className={classes.card} aria-label={title}>
      <header className={classes.header}>
        <h2>
          <UnstyledButton
            className={classes.fold}
            aria-expanded={open}
            aria-controls={open ? body : undefined}
            onClick={onToggle}
          >
            <Chevron size={16} stroke={1.6} aria-hidden />
            {title}
          </UnstyledButton>
        </h2>
        {note}
        {action !== undefined && <div className={classes.action}>{action}</div>}
      </header>
      {open && (
        <div className={classes.body} id={body}>
          {children}
        </div>
      )}
    </section>
  );
}
