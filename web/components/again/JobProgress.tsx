import { Progress } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { cancelJob, type Job, jobQuery } from "../../api/jobs.ts";
import { useStrings } from "../../strings/strings.ts";
import { ErrorState, RowsSkeleton } from "../faces.tsx";
import { formatMoment, formatNumber } from "../format.ts";
import { Hint } from "../Section.tsx";
import { TextButton } from "../TextButton.tsx";
import classes from "./Jobs.module.css";

/** How far a job is, by its id. */
export function JobProgress({ id }: { id: string }) {
  const job = useQuery(jobQuery(id));
  if (job.isPending) return <RowsSkeleton rows={1} />;
  if (job.isError) return <ErrorState error={job.error} onRetry={() => void job.refetch()} />;
  return <JobLine job={job.data} />;
}

/** How far a job is, and a way to end it. */
export function JobLine({ job, callbackName }: { job: Job; callbackName?: string | undefined }) {
  const { again, deliveries } = useStrings();
  const client = useQueryClient();
  const line = useRef<HTMLDivElement>(null);
  const cancel = useMutation({
    mutationFn: () => cancelJob(job.id),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ["jobs"] });
      // The button that had the focus is gone.
      line.current?.focus();
    },
  });
  const { kind, status, total, done, since, until } = job;
  const words = status === "running" ? again.running[kind] : again.ended[status][kind];
  const [from, to] = [
    formatMoment(Date.parse(since)),
    until === null ? null : formatMoment(Date.parse(until)),
  ];
  return (
    <div className={classes.job} ref={line} tabIndex={-1}>
      <div className={classes.words}>
        <b>{words}</b>
        {callbackName !== undefined && <span className="cut">{callbackName}</span>}
        <span className="dim">{to === null ? deliveries.from(from) : deliveries.between(from, to)}</span>
        <span className={classes.count} role="status">
          {total === null
            ? formatNumber(done)
            : again.progress(formatNumber(done), formatNumber(Math.max(total, done)))}
        </span>
        {status === "running" && (
          <TextButton disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            {again.stop}
          </TextButton>
        )}
      </div>
      <Progress
        size="sm"
        value={shareOf(job) * 100}
        animated={status === "running" && total === null}
        color={status === "failed" ? "var(--bad)" : status === "done" ? "var(--ok)" : "var(--accent)"}
        aria-label={words}
      />
      {job.error !== null && <Hint tone="error">{job.error}</Hint>}
    </div>
  );
}

/** From 0 to 1; of a job that is not counted yet the whole, moving. */
function shareOf({ status, total, done }: Job): number {
  if (status === "done" || total === null) return 1;
  return total === 0 ? 1 : Math.min(1, done / total);
}
