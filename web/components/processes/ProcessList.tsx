import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { ListedProcess } from "../../api/processes.ts";
import { useStrings } from "../../strings/strings.ts";
import { formatNumber } from "../format.ts";
import layout from "../list.module.css";
import { StatusBadge } from "../StatusBadge.tsx";
import { useMedia } from "../useMedia.ts";
import { When } from "../When.tsx";
import classes from "./processes.module.css";

const RowMenu = lazy(() => import("./RowMenu.tsx"));

const Name = ({ process: { id, name } }: { process: ListedProcess }) => (
  <Link className={`${classes.name} cut`} to="/processes/$processId" params={{ processId: id }} title={name}>
    {name}
  </Link>
);

function Leads({ process: { id, leads } }: { process: ListedProcess }) {
  const { process } = useStrings();
  const shown = formatNumber(leads);
  return (
    <Link to="/leads" search={{ processId: id }} aria-label={process.leads(leads, shown)}>
      {shown}
    </Link>
  );
}

/** How many callbacks, and how they do. */
function Callbacks({ process: { callbacks, health } }: { process: ListedProcess }) {
  const { processes } = useStrings();
  if (callbacks === 0) return <span className="dim">{processes.noCallbacks}</span>;
  return (
    <span className={classes.pair}>
      {formatNumber(callbacks)}
      <StatusBadge status={health}>{processes.callbacksSay[health]}</StatusBadge>
    </span>
  );
}

/** The actions of a row, which come a moment after the rows. */
const Menu = ({ process }: { process: ListedProcess }) => (
  <Suspense fallback={<span className={classes.menu} />}>
    <RowMenu process={process} />
  </Suspense>
);

/** Processes, a row each; cards where the window is narrow. */
export function ProcessList({ processes }: { processes: readonly ListedProcess[] }) {
  const narrow = useMedia("(max-width: 720px)");
  return narrow ? <Cards processes={processes} /> : <Table processes={processes} />;
}

function Table({ processes }: { processes: readonly ListedProcess[] }) {
  const { nav, processes: words } = useStrings();
  return (
    <table className={layout.table} aria-label={nav.processes}>
      <thead>
        <tr>
          <th scope="col">{words.columns.name}</th>
          <th scope="col" className={classes.status}>
            {words.columns.status}
          </th>
          <th scope="col" className={classes.number}>
            {words.columns.leads}
          </th>
          <th scope="col" className={classes.callbacks}>
            {words.columns.callbacks}
          </th>
          <th scope="col" className={classes.activity}>
            {words.columns.activity}
          </th>
          <th scope="col" className={classes.actions}>
            <VisuallyHidden>{words.columns.actions}</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {processes.map((process) => (
          <tr key={process.id}>
            <td>
              <Name process={process} />
            </td>
            <td className={classes.status}>
              <span className={classes.pair}>
                <StatusBadge status={process.status} />
              </span>
            </td>
            <td className={classes.number}>
              <Leads process={process} />
            </td>
            <td className={classes.callbacks}>
              <Callbacks process={process} />
            </td>
            <td className={`${classes.activity} soft`}>
              <When at={process.lastActivityAt} />
            </td>
            <td>
              <Menu process={process} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ processes }: { processes: readonly ListedProcess[] }) {
  const { nav, process: words, processes: list } = useStrings();
  return (
    <ul className={classes.cards} aria-label={nav.processes}>
      {processes.map((process) => (
        <li key={process.id} className={classes.card}>
          <Name process={process} />
          <Menu process={process} />
          <span className={classes.pair}>
            <StatusBadge status={process.status} />
            {process.callbacks > 0 && (
              <>
                <span className="dim">{list.columns.callbacks}</span>
                <Callbacks process={process} />
              </>
            )}
          </span>
          <span className={`${classes.pair} dim num`}>
            <Link to="/leads" search={{ processId: process.id }} className="dim">
              {words.leads(process.leads, formatNumber(process.leads))}
            </Link>
            {process.lastActivityAt !== null && (
              <>
                <span aria-hidden>·</span>
                <When at={process.lastActivityAt} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
