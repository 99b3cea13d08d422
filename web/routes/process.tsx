import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useCallback } from "react";
import { deploymentQuery } from "../api/deployment.ts";
import { type LiveEvent, useLiveRefresh } from "../api/live.ts";
import { processQuery } from "../api/processes.ts";
import { ErrorState, RowsSkeleton } from "../components/faces.tsx";
import { Page } from "../components/Page.tsx";
import { ProcessForm } from "../components/process/ProcessForm.tsx";
import classes from "../components/process/process.module.css";
import { useStrings } from "../strings/strings.ts";

const callbacksKey = ["callbacks"];

/** One process: its details, how calls end, and its Advanced Settings. */
export function ProcessPage() {
  const { nav } = useStrings();
  const { processId } = useParams({ from: "/signed-in/processes/$processId" });
  const loaded = useQuery(processQuery(processId));
  const deployment = useQuery(deploymentQuery);
  const keyOf = useCallback(
    (event: LiveEvent) =>
      event.type === "changed" ||
      event.type === "reset" ||
      (event.type === "delivery" && event.processId === processId)
        ? callbacksKey
        : null,
    [processId],
  );
  useLiveRefresh(keyOf, 3_000);
  if (loaded.data !== undefined && deployment.data !== undefined) {
    return <ProcessForm key={processId} loaded={loaded.data} deployment={deployment.data} />;
  }
  const failed = [loaded, deployment].find(({ isError }) => isError);
  return (
    <Page title={nav.processes}>
      <div className={classes.page}>
        {failed?.error ? (
          <ErrorState
            error={failed.error}
            onRetry={() => {
              void loaded.refetch();
              void deployment.refetch();
            }}
          />
        ) : (
          <RowsSkeleton rows={6} height={56} />
        )}
      </div>
    </Page>
  );
}
