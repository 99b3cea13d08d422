import { CloseButton, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { deliveryQuery } from "../../api/deliveries.ts";
import { type LiveEvent, useLiveRefresh } from "../../api/live.ts";
import { useStrings } from "../../strings/strings.ts";
import { ShortId } from "../Copy.tsx";
import { ErrorState, RowsSkeleton } from "../faces.tsx";
import { MayButton } from "../may.tsx";
import { StatusBadge } from "../StatusBadge.tsx";
import classes from "./Panel.module.css";
import { PanelBody } from "./PanelBody.tsx";
import { isResendable, type Resend } from "./use-resend.ts";

interface PanelProps {
  id: string;
  /** Takes the focus when it opens, and when it shows another. */
  takesFocus: boolean;
  resend: Resend;
  onClose: () => void;
}

/** One delivery beside the list; over the whole window where that is narrow. */
export function Panel(props: PanelProps) {
  const { deliveries } = useStrings();
  const isNarrow = useMediaQuery("(max-width: 900px)", undefined, { getInitialValueInEffect: false });
  if (!isNarrow) {
    return (
      <aside className={classes.panel} aria-label={deliveries.openDelivery} data-delivery-panel>
        <Content {...props} />
      </aside>
    );
  }
  return (
    <Modal.Root opened onClose={props.onClose} fullScreen transitionProps={{ duration: 0 }}>
      <Modal.Content aria-label={deliveries.openDelivery} data-delivery-panel>
        <Modal.Body className={classes.full}>
          <Content {...props} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Content({ id, takesFocus, resend, onClose }: PanelProps) {
  const { deliveries, common } = useStrings();
  const delivery = useQuery(deliveryQuery(id));
  useLiveRefresh(
    useCallback(
      (event: LiveEvent) =>
        (event.type === "delivery" && event.id === id) || event.type === "changed" || event.type === "reset"
          ? deliveryQuery(id).queryKey
          : null,
      [id],
    ),
  );
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) title.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  const { data } = delivery;
  return (
    <>
      <div className={classes.header}>
        <h2 ref={title} tabIndex={-1} data-autofocus>
          {deliveries.delivery}
        </h2>
        <ShortId id={id} />
        {data !== undefined && <StatusBadge status={data.shownStatus} />}
        <div className={classes.actions}>
          {data !== undefined && isResendable(data) && (
            <MayButton size="xs" loading={resend.busy === id} onClick={() => resend.send(data)}>
              {data.status === "pending" ? deliveries.sendNow : deliveries.resend}
            </MayButton>
          )}
          <CloseButton size="sm" aria-label={common.close} onClick={onClose} />
        </div>
      </div>
      {delivery.isPending && <RowsSkeleton rows={6} />}
      {delivery.isError && data === undefined && (
        <ErrorState error={delivery.error} onRetry={() => void delivery.refetch()} />
      )}
      {data !== undefined && <PanelBody key={id} delivery={data} />}
    </>
  );
}
