import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Disposition } from "../../../src/contract/words.ts";
import { activitiesQuery } from "../../api/leads.ts";
import { useStrings } from "../../strings/strings.ts";
import { EmptyState, ErrorState, RowsSkeleton } from "../faces.tsx";
import { MayButton } from "../may.tsx";
import { Entry } from "./Entry.tsx";
import classes from "./lead.module.css";

interface TimelineProps {
  leadId: string;
  /** Of the lead's process: their types give outcomes their colour. */
  dispositions: readonly Disposition[];
  onReport: () => void;
}

/** What happened to a lead, newest first, each with the deliveries that it caused. */
export function Timeline({ leadId, dispositions, onReport }: TimelineProps) {
  const { lead: words, common } = useStrings();
  const list = useInfiniteQuery(activitiesQuery(leadId));
  const activities = list.data?.pages.flatMap(({ data }) => data) ?? [];
  if (list.isPending) return <RowsSkeleton rows={5} height={64} />;
  if (list.isError && activities.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (activities.length === 0)
    return (
      <EmptyState title={words.emptyTitle} action={<MayButton onClick={onReport}>{words.report}</MayButton>}>
        {words.empty}
      </EmptyState>
    );
  return (
    <>
      <ol className={classes.entries} reversed>
        {activities.map((activity) => (
          <Entry
            key={activity.id}
            activity={activity}
            type={dispositions.find(({ name }) => name === activity.disposition)?.type ?? null}
          />
        ))}
      </ol>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {common.loadMore}
        </Button>
      )}
    </>
  );
}
