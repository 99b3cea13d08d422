import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useCallback } from "react";
import { streamUrl } from "../api/http.ts";
import { leadQuery } from "../api/leads.ts";
import { type LiveEvent, useLiveRefresh } from "../api/live.ts";
import { processQuery } from "../api/processes.ts";
import { ErrorState, RowsSkeleton } from "../components/faces.tsx";
import { LeadDetails } from "../components/lead/LeadDetails.tsx";
import classes from "../components/lead/lead.module.css";
import { ReportActivity } from "../components/lead/ReportActivity.tsx";
import { Timeline } from "../components/lead/Timeline.tsx";
import { MayButton } from "../components/may.tsx";
import { Page } from "../components/Page.tsx";
import { Badge } from "../components/StatusBadge.tsx";
import { useStrings } from "../strings/strings.ts";

/** A lead: who it is, and everything that happened, with what was sent because of it. */
export function LeadPage() {
  const { nav, lead: words, leads, imports } = useStrings();
  const { leadId } = useParams({ from: "/signed-in/leads/$leadId" });
  const [reporting, dialog] = useDisclosure(false);
  const lead = useQuery(leadQuery(leadId));
  const process = useQuery({
    ...processQuery(lead.data?.processId ?? ""),
    enabled: lead.data !== undefined,
  });
  const ofThisLead = useCallback(
    (event: LiveEvent) => {
      const mine =
        event.type === "changed" || event.type === "reset" || ("leadId" in event && event.leadId === leadId);
      return mine ? ["lead", leadId] : null;
    },
    [leadId],
  );
  useLiveRefresh(ofThisLead);
  return (
    <Page
      title={lead.data === undefined ? nav.leads : (lead.data.name ?? leads.unnamed)}
      parent={{ label: nav.leads, link: { to: "/leads" } }}
      status={
        <>
          {lead.data?.currentState != null && <Badge tone="rest">{lead.data.currentState}</Badge>}
          {lead.data?.onCall === true && <Badge tone="wait">{leads.onCall}</Badge>}
        </>
      }
      actions={
        lead.data !== undefined && (
          <MayButton variant="filled" onClick={dialog.open}>
            {words.report}
          </MayButton>
        )
      }
    >
      {lead.isPending && <RowsSkeleton height={56} />}
      {lead.isError && <ErrorState error={lead.error} onRetry={() => void lead.refetch()} />}
      {lead.data !== undefined && (
        <div className={classes.columns}>
          <section aria-label={words.timeline} className={classes.timeline}>
            <header className={classes.heading}>
              <h2>{words.timeline}</h2>
              <span className={classes.links}>
                <a href={streamUrl("/api/v1/activities.csv", { leadId })} download>
                  {imports.export}
                </a>
                <Link to="/deliveries" search={{ leadId }}>
                  {words.allDeliveries}
                </Link>
              </span>
            </header>
            <Timeline
              leadId={leadId}
              dispositions={process.data?.dispositions ?? []}
              onReport={dialog.open}
            />
          </section>
          <LeadDetails lead={lead.data} processName={process.data?.name ?? null} />
        </div>
      )}
      {lead.data !== undefined && process.data !== undefined && (
        <ReportActivity opened={reporting} onClose={dialog.close} leadId={leadId} process={process.data} />
      )}
    </Page>
  );
}
