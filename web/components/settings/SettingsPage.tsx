import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useStrings } from "../../strings/strings.ts";
import { useMay } from "../may.tsx";
import { Page } from "../Page.tsx";
import classes from "./settings.module.css";

/** A page of the settings, with the way to the others that the person may see. */
export function SettingsPage({
  title,
  actions,
  children,
}: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { nav, accounts: words } = useStrings();
  const may = useMay();
  const tabs = [
    { to: "/settings", label: words.general, shown: true },
    { to: "/settings/people", label: words.people.title, shown: may.edit },
    { to: "/settings/tokens", label: words.tokens.title, shown: may.edit },
    { to: "/settings/audit", label: words.audit.title, shown: may.edit },
    { to: "/settings/projects", label: words.projects.title, shown: true },
  ] as const;
  const parent = { label: nav.settings, link: { to: "/settings" } } as const;
  return (
    <Page title={title ?? nav.settings} {...(title !== undefined && { parent })} actions={actions}>
      <nav className={classes.tabs} aria-label={nav.settings}>
        {tabs
          .filter(({ shown }) => shown)
          .map(({ to, label }) => (
            <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
              {label}
            </Link>
          ))}
      </nav>
      {children}
    </Page>
  );
}
