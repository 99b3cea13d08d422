import { UnstyledButton } from "@mantine/core";
import {
  IconArrowNarrowRight,
  IconHelp,
  IconInbox,
  IconMenu2,
  IconSearch,
  IconSettings,
  IconUser,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { chosenProjectId, openProject, sessionQuery } from "../api/session.ts";
import { useStrings } from "../strings/strings.ts";
import { FailedBadge } from "./FailedBadge.tsx";
import { Mark } from "./Mark.tsx";
import { openPalette } from "./open-palette.ts";
import classes from "./Rail.module.css";

const links = [
  { to: "/", key: "processes", icon: IconMenu2 },
  { to: "/leads", key: "leads", icon: IconUser },
  { to: "/deliveries", key: "deliveries", icon: IconArrowNarrowRight },
  { to: "/inspector", key: "inspector", icon: IconInbox },
  { to: "/help", key: "help", icon: IconHelp },
] as const;

/** Which project everything here is of; nothing where there is one. */
function ProjectPick() {
  const { accounts } = useStrings();
  const { data: session } = useQuery(sessionQuery);
  if (session == null || session.projects.length < 2) return null;
  return (
    <select
      className={classes.project}
      aria-label={accounts.project}
      value={chosenProjectId(session) ?? ""}
      onChange={(event) => openProject(event.currentTarget.value)}
    >
      {session.projects.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** Where one can go. */
export function Rail({ inDrawer = false }: { inDrawer?: boolean }) {
  const { nav, common, palette } = useStrings();
  // A process and its callbacks lie under the processes, which are what `/` shows.
  const inProcesses = useRouterState({
    select: ({ location }) => /^\/(?:processes|callbacks)\//.test(location.pathname),
  });
  return (
    <nav className={classes.rail} aria-label={common.navigation}>
      {!inDrawer && (
        <div className={classes.brand}>
          <Mark />
          {common.product}
        </div>
      )}
      <ProjectPick />
      {links.map(({ to, key, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className={classes.link}
          activeOptions={{ exact: false, includeSearch: false }}
          activeProps={{ "data-active": true }}
          {...(key === "processes" && inProcesses && { "data-active": true })}
        >
          <Icon size={16} stroke={1.6} aria-hidden />
          {nav[key]}
          {key === "deliveries" && (
            <span className={classes.end}>
              <FailedBadge />
            </span>
          )}
        </Link>
      ))}
      <UnstyledButton className={classes.link} onClick={() => void openPalette()}>
        <IconSearch size={16} stroke={1.6} aria-hidden />
        {common.search}
        <kbd className={classes.key}>Ctrl K</kbd>
        <span className={classes.hidden}>{palette.open}</span>
      </UnstyledButton>
      <div className={classes.grow} />
      <Link to="/settings" className={classes.link} activeProps={{ "data-active": true }}>
        <IconSettings size={16} stroke={1.6} aria-hidden />
        {nav.settings}
      </Link>
    </nav>
  );
}
