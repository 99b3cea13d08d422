import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { deploymentQuery } from "../../api/deployment.ts";
import { useStrings } from "../../strings/strings.ts";
import { ErrorState, RowsSkeleton } from "../faces.tsx";
import { formatDuration } from "../format.ts";
import { Field, Section } from "../Section.tsx";
import classes from "./settings.module.css";

/** What the operator has set that people who use it should know. */
export function DeploymentFacts() {
  const { settings: words } = useStrings();
  const deployment = useQuery(deploymentQuery);
  const { data } = deployment;
  return (
    <Section title={words.deployment} note={words.deploymentNote}>
      {deployment.isPending && <RowsSkeleton rows={5} />}
      {deployment.isError && (
        <ErrorState error={deployment.error} onRetry={() => void deployment.refetch()} />
      )}
      {data !== undefined && (
        <>
          <Fact name={words.version}>{data.version}</Fact>
          <Fact name={words.address}>{data.publicUrl}</Fact>
          <Fact name={words.source}>
            {!data.egress.fixed && words.sourceNone}
            {data.egress.fixed &&
              (data.egress.sources.length > 0 ? data.egress.sources.join(", ") : words.sourceUnlisted)}
          </Fact>
          <Fact name={words.retries}>
            {[
              words.attempts(data.retryScheduleMs.length + 1),
              ...data.retryScheduleMs.map(formatDuration),
            ].join(" · ")}
          </Fact>
          <Fact name={words.timeout}>{formatDuration(data.callbackTimeoutMs)}</Fact>
          <Fact name={words.concurrency}>{data.callbackConcurrency}</Fact>
          <Fact name={words.retention}>{words.kept(data.retentionDays, data.failedRetentionDays)}</Fact>
        </>
      )}
    </Section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Field label={name}>
      <div className={`${classes.text} num`}>{children}</div>
    </Field>
  );
}
