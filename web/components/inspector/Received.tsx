import { Button, UnstyledButton } from "@mantine/core";
import { IconQuestionMark, IconShieldCheck, IconShieldX } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type InspectedRequest, inspectedQuery } from "../../api/inspectors.ts";
import { told, useStrings } from "../../strings/strings.ts";
import { Message } from "../exchange/Message.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../faces.tsx";
import { Badge } from "../StatusBadge.tsx";
import { When } from "../When.tsx";
import classes from "./inspector.module.css";

/** What arrived at a receiver URL, newest first, and the chosen one as it came; new ones show at once. */
export function Received({ inspectorId }: { inspectorId: string }) {
  const { inspector: words, common } = useStrings();
  const list = useInfiniteQuery(inspectedQuery(inspectorId));
  /** Null follows the newest. */
  const [chosenId, choose] = useState<string | null>(null);
  const requests = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const chosen = requests.find(({ id }) => id === chosenId) ?? requests[0];
  if (list.isPending) return <RowsSkeleton rows={5} />;
  if (list.isError && requests.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (chosen === undefined) return <EmptyState title={words.waitingTitle}>{words.waiting}</EmptyState>;
  return (
    <div className={classes.received}>
      <section aria-label={words.arrived}>
        <ol className={classes.list} aria-live="polite">
          {requests.map((request) => (
            <li key={request.id}>
              <UnstyledButton
                className={classes.row}
                aria-current={request.id === chosen.id ? "true" : undefined}
                onClick={() => choose(request.id)}
              >
                <Signature request={request} />
                <span className="cut soft">
                  {request.callbackName === null ? request.method : words.from(request.callbackName)}
                </span>
                <span className="dim num">{words.answered(request.answered)}</span>
                <span className="dim">
                  <When at={request.at} />
                </span>
              </UnstyledButton>
            </li>
          ))}
        </ol>
        {list.hasNextPage && (
          <Button mt="sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {common.loadMore}
          </Button>
        )}
      </section>
      <Arrived request={chosen} />
    </div>
  );
}

function Signature({ request }: { request: InspectedRequest }) {
  const { inspector: words } = useStrings();
  const { verified } = request.signature;
  if (verified === null)
    return (
      <Badge tone="rest" icon={<IconQuestionMark size={13} stroke={2} aria-hidden />}>
        {words.unsigned}
      </Badge>
    );
  return verified ? (
    <Badge tone="ok" icon={<IconShieldCheck size={13} stroke={2} aria-hidden />}>
      {words.verified}
    </Badge>
  ) : (
    <Badge tone="bad" icon={<IconShieldX size={13} stroke={2} aria-hidden />}>
      {words.wrong}
    </Badge>
  );
}

function Arrived({ request }: { request: InspectedRequest }) {
  const { inspector: words } = useStrings();
  return (
    <div className={classes.arrived}>
      <div className={classes.verdict}>
        <Signature request={request} />
        <span className="soft">{told(request.signature.reason)}</span>
        {request.deliveryId !== null && (
          <Link to="/deliveries" search={{ delivery: request.deliveryId }}>
            {words.openDelivery}
          </Link>
        )}
      </div>
      <Message
        label={words.request}
        first={`${request.method} ${request.path}`}
        headers={request.headers}
        body={request.body}
        {...(request.truncated && { note: words.cut })}
      />
    </div>
  );
}
