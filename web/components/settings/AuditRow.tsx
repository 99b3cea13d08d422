import { Link, type LinkProps } from "@tanstack/react-router";
import type { AuditEntry } from "../../api/accounts.ts";
import { useStrings } from "../../strings/strings.ts";
import { shortId } from "../format.ts";
import { When } from "../When.tsx";
import classes from "./settings.module.css";

/** Who did what to what, and what that changed. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { audit: words } = useStrings().accounts;
  const link = placeOf(entry);
  const name = entry.targetName ?? shortId(entry.target);
  return (
    <tr>
      <td>
        <div className="soft">
          <When at={entry.at} />
        </div>
        <div className="dim">{entry.actor}</div>
      </td>
      <td>
        <div className="mono">{entry.action}</div>
        <div>{link === null ? <span className="dim">{name}</span> : <Link {...link}>{name}</Link>}</div>
      </td>
      <td>
        <ul className={classes.changes}>
          {entry.changes.map(({ field, before, after }) => (
            <li key={field}>
              <span className="dim">{field}: </span>
              {after === "changed" && before === null ? (
                words.secret
              ) : (
                <>
                  {before !== null && <del>{textOf(before)}</del>}
                  {before !== null && " → "}
                  <span>{after === null ? words.nothing : textOf(after)}</span>
                </>
              )}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The page of what was changed, or null for what has none. */
function placeOf({ action, target }: AuditEntry): LinkProps | null {
  switch (action.split(".")[0]) {
    case "process":
      return { to: "/processes/$processId", params: { processId: target } };
    case "callback":
      return { to: "/callbacks/$callbackId", params: { callbackId: target } };
    case "delivery":
      return { to: "/deliveries", search: { delivery: target } };
    case "inspector":
      return { to: "/inspector", search: { id: target } };
    case "user":
    case "invitation":
      return { to: "/settings/people" };
    case "token":
      return { to: "/settings/tokens" };
    case "project":
      return { to: "/settings/projects" };
    case "operational_callback":
      return { to: "/settings" };
    default:
      return null;
  }
}
