import { Burger } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { Link, type LinkProps } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext } from "react";
import { useStrings } from "../strings/strings.ts";
import classes from "./Page.module.css";

/** How a page opens the navigation where the rail has no room. */
export const NavigationContext = createContext<{ opened: boolean; open: () => void }>({
  opened: false,
  open: () => {},
});

interface PageProps {
  title: string;
  /** The list that the page belongs to. */
  parent?: { label: string; link: LinkProps };
  /** Beside the title: a state, a badge. */
  status?: ReactNode;
  /** At the right; the page's one primary action last. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen: its bar with breadcrumb, title and actions, and what is below it. */
export function Page({ title, parent, status, actions, children }: PageProps) {
  const { common } = useStrings();
  const navigation = useContext(NavigationContext);
  useDocumentTitle(`${title} · ${common.product}`);
  return (
    <>
      <header className={classes.top}>
        <Burger
          size="sm"
          className={classes.burger}
          opened={navigation.opened}
          onClick={navigation.open}
          aria-label={common.openNavigation}
        />
        {parent !== undefined && (
          <nav className={classes.crumb} aria-label={common.breadcrumb}>
            <Link {...parent.link}>{parent.label}</Link>
            <span aria-hidden> /</span>
          </nav>
        )}
        <h1 title={title}>{title}</h1>
        {status}
        <div className={classes.end}>{actions}</div>
      </header>
      <main id="content" className={classes.content}>
        {children}
      </main>
    </>
  );
}
