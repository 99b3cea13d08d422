import { Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { createInspector, inspectorsQuery } from "../api/inspectors.ts";
import { type LiveEvent, useLiveRefresh } from "../api/live.ts";
import { EmptyState, ErrorState, RowsSkeleton, wordsOf } from "../components/faces.tsx";
import classes from "../components/inspector/inspector.module.css";
import { Received } from "../components/inspector/Received.tsx";
import { ReceiverUrl } from "../components/inspector/ReceiverUrl.tsx";
import { MayButton } from "../components/may.tsx";
import { Page } from "../components/Page.tsx";
import { Hint } from "../components/Section.tsx";
import { useStrings } from "../strings/strings.ts";

const inspectorsKey = ["inspectors"];
const ofInspectors = (event: LiveEvent) =>
  event.type === "inspector" || event.type === "reset" ? inspectorsKey : null;

/** The built-in receiver: private URLs, and what arrives at them, live. */
export function InspectorPage() {
  const strings = useStrings();
  const { nav, inspector: words } = strings;
  const { id } = useSearch({ from: "/signed-in/inspector" });
  const navigate = useNavigate({ from: "/inspector" });
  const client = useQueryClient();
  const list = useQuery(inspectorsQuery);
  useLiveRefresh(ofInspectors, 300);
  const choose = (chosen: string | undefined) => void navigate({ search: { id: chosen }, replace: true });
  const making = useMutation({
    mutationFn: createInspector,
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: inspectorsKey });
      choose(made.id);
    },
  });
  const make = (
    <MayButton variant="filled" loading={making.isPending} onClick={() => making.mutate()}>
      {words.make}
    </MayButton>
  );
  const inspectors = list.data ?? [];
  const chosen = inspectors.find((one) => one.id === id) ?? inspectors[0];
  return (
    <Page title={nav.inspector} actions={inspectors.length > 0 && make}>
      {making.error !== null && (
        <div className={classes.problem}>
          <Hint tone="error">{wordsOf(making.error, strings)}</Hint>
        </div>
      )}
      {list.isPending && <RowsSkeleton rows={4} height={56} />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && chosen === undefined && (
        <EmptyState title={words.emptyTitle} action={make}>
          {words.empty}
        </EmptyState>
      )}
      {chosen !== undefined && (
        <div className={classes.page}>
          {inspectors.length > 1 && (
            <Select
              label={words.choose}
              allowDeselect={false}
              className={classes.choice}
              data={inspectors.map((one) => ({
                value: one.id,
                label: `${one.name} · …${one.url.slice(-8)}`,
              }))}
              value={chosen.id}
              onChange={(value) => choose(value ?? undefined)}
            />
          )}
          <ReceiverUrl key={chosen.id} inspector={chosen} onRemoved={() => choose(undefined)} />
          <Received key={`${chosen.id} requests`} inspectorId={chosen.id} />
        </div>
      )}
    </Page>
  );
}
