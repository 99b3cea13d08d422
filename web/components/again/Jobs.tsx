import { useQuery } from "@tanstack/react-query";
import { callbackChoicesQuery } from "../../api/choices.ts";
import { type Job, jobsQuery } from "../../api/jobs.ts";
import { useStrings } from "../../strings/strings.ts";
import { useNow } from "../When.tsx";
import { JobLine } from "./JobProgress.tsx";
import classes from "./Jobs.module.css";

/** A job that has ended stays in sight so long, ms. */
const lingerMs = 120_000;

const isShown = ({ status, endedAt }: Job, now: number): boolean =>
  status === "running" || (endedAt !== null && now - Date.parse(endedAt) < lingerMs);

/** The jobs that run, of a callback or of the project, and those that just ended. */
export function Jobs({ callbackId }: { callbackId?: string | undefined }) {
  const { again } = useStrings();
  const now = useNow();
  const jobs = useQuery(jobsQuery(callbackId));
  const shown = (jobs.data ?? []).filter((job) => isShown(job, now));
  const callbacks = useQuery({
    ...callbackChoicesQuery(),
    enabled: shown.length > 0 && callbackId === undefined,
  });
  if (shown.length === 0) return null;
  return (
    <section className={classes.jobs} aria-label={again.jobs}>
      {shown.map((job) => (
        <JobLine
          key={job.id}
          job={job}
          callbackName={callbacks.data?.find(({ id }) => id === job.callbackId)?.name}
        />
      ))}
    </section>
  );
}
