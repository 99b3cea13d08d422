import { IconAlertCircle, IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Section.module.css";

/** A bordered part of a page with a heading. */
export function Section({
  title,
  note,
  action,
  children,
}: {
  title: string;
  note?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.card} aria-label={title}>
      <header className={classes.header}>
        <h2>{title}</h2>
        {note !== undefined && <span className="dim">{note}</span>}
        {action !== undefined && <div className={classes.action}>{action}</div>}
      </header>
      <div className={classes.body}>{children}</div>
    </section>
  );
}

/** A labelled row of a form: the label at the left, where there is room, and the control at the right. */
export function Field({
  label,
  htmlFor,
  children,
}: {
  label: string;
  htmlFor?: string;
  children: ReactNode;
}) {
  return (
    <div className={classes.field}>
      {htmlFor === undefined ? (
        <span className={classes.label}>{label}</span>
      ) : (
        <label className={classes.label} htmlFor={htmlFor}>
          {label}
        </label>
      )}
      <div className={classes.control}>{children}</div>
    </div>
  );
}

/** A line below a control: advice, a warning or an error, the last two with an icon. */
export function Hint({
  tone = "quiet",
  id,
  children,
}: {
  tone?: "quiet" | "warn" | "error";
  id?: string;
  children: ReactNode;
}) {
  return (
    <div className={classes.hint} data-tone={tone} id={id} role={tone === "error" ? "alert" : undefined}>
      {tone === "warn" && <IconAlertTriangle size={14} aria-hidden />}
      {tone === "error" && <IconAlertCircle size={14} aria-hidden />}
      <span>{children}</span>
    </div>
  );
}
