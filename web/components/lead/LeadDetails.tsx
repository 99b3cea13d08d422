import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Lead } from "../../api/leads.ts";
import { useStrings } from "../../strings/strings.ts";
import { CopyButton, ShortId } from "../Copy.tsx";
import { JsonTree } from "../exchange/JsonTree.tsx";
import { When } from "../When.tsx";
import classes from "./lead.module.css";

/** Who a lead is: its fields, and what else is known of it. */
export function LeadDetails({ lead, processName }: { lead: Lead; processName: string | null }) {
  const { lead: words, leads } = useStrings();
  const known = Object.keys(lead.metadata).length > 0;
  return (
    <aside className={classes.details} aria-label={words.details}>
      <h2>{words.details}</h2>
      <dl className={classes.pairs}>
        <Pair name={leads.process}>
          <Link to="/processes/$processId" params={{ processId: lead.processId }}>
            {processName ?? lead.processId}
          </Link>
        </Pair>
        <Pair name={leads.phone}>
          {lead.phone !== null && <Copied text={lead.phone} label={leads.phone} />}
        </Pair>
        <Pair name={leads.email}>
          {lead.email !== null && <Copied text={lead.email} label={leads.email} />}
        </Pair>
        <Pair name={leads.reference}>
          {lead.referenceId !== null && <Copied text={lead.referenceId} label={leads.reference} mono />}
        </Pair>
        <Pair name={leads.disposition}>{lead.lastDisposition}</Pair>
        {lead.groupId !== null && <Pair name={words.group}>{lead.groupId}</Pair>}
        <Pair name={words.created}>
          <When at={lead.createdAt} />
        </Pair>
        <Pair name={words.id}>
          <ShortId id={lead._id} />
        </Pair>
      </dl>
      <h2>{words.metadata}</h2>
      {known ? (
        <div className={classes.metadata}>
          <JsonTree value={lead.metadata} />
        </div>
      ) : (
        <span className="dim">{words.noMetadata}</span>
      )}
    </aside>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  const missing = children === null || children === false || children === undefined;
  return (
    <>
      <dt>{name}</dt>
      <dd>{missing ? <span className="dim">–</span> : children}</dd>
    </>
  );
}

function Copied({ text, label, mono = false }: { text: string; label: string; mono?: boolean }) {
  return (
    <>
      <span className={mono ? "mono" : "num"}>{text}</span> <CopyButton text={text} label={label} />
    </>
  );
}
