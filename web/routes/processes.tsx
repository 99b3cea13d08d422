import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { processesQuery } from "../api/processes.ts";
import { ErrorState, RowsSkeleton } from "../components/faces.tsx";
import { Page } from "../components/Page.tsx";
import { StatusBadge } from "../components/StatusBadge.tsx";
import { When } from "../components/When.tsx";
import { useStrings } from "../strings/strings.ts";

export function Processes() {
  const { nav } = useStrings();
  const list = useInfiniteQuery(processesQuery({}));
  return (
    <Page title={nav.processes} actions={<Button variant="filled">New process</Button>}>
      {list.isPending && <RowsSkeleton />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.pages.flatMap(({ data }) =>
        data.map((process) => (
          <div key={process.id}>
            <Link to="/processes/$processId" params={{ processId: process.id }}>
              {process.name}
            </Link>
            <StatusBadge status={process.health} />
            <When at={process.lastActivityAt} />
          </div>
        )),
      )}
    </Page>
  );
}
