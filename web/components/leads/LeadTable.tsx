import { Link } from "@tanstack/react-router";
import type { Lead } from "../../api/leads.ts";
import { useStrings } from "../../strings/strings.ts";
import layout from "../list.module.css";
import { Badge } from "../StatusBadge.tsx";
import { When } from "../When.tsx";
import classes from "./leads.module.css";

/** Leads, one row each; the name leads to the page. */
export function LeadTable({ leads }: { leads: readonly Lead[] }) {
  const { nav, leads: words } = useStrings();
  return (
    <table className={layout.table} aria-label={nav.leads}>
      <thead>
        <tr>
          <th scope="col">{words.columns.lead}</th>
          <th scope="col" className={classes.wide}>
            {words.columns.reference}
          </th>
          <th scope="col">{words.columns.state}</th>
          <th scope="col" className={classes.wide}>
            {words.columns.disposition}
          </th>
          <th scope="col" className={classes.updated}>
            {words.columns.updated}
          </th>
        </tr>
      </thead>
      <tbody>
        {leads.map((lead) => (
          <LeadRow key={lead._id} lead={lead} />
        ))}
      </tbody>
    </table>
  );
}

function LeadRow({ lead }: { lead: Lead }) {
  const { leads: words } = useStrings();
  const name = lead.name ?? words.unnamed;
  return (
    <tr>
      <td>
        <div className={classes.name}>
          <Link className="cut" to="/leads/$leadId" params={{ leadId: lead._id }} title={name}>
            {name}
          </Link>
          {lead.onCall && <Badge tone="wait">{words.onCall}</Badge>}
        </div>
        <div className="dim cut num">{lead.phone ?? lead.email}</div>
      </td>
      <td className={`${classes.wide} mono`} title={lead.referenceId ?? undefined}>
        {lead.referenceId ?? <span className="dim">–</span>}
      </td>
      <td title={lead.currentState ?? undefined}>{lead.currentState ?? <span className="dim">–</span>}</td>
      <td className={classes.wide}>{lead.lastDisposition ?? <span className="dim">–</span>}</td>
      <td className="soft">
        <When at={lead.updatedAt} />
      </td>
    </tr>
  );
}
