import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Delivery, deliveryQuery, resendDelivery } from "../../api/deliveries.ts";
import { useStrings } from "../../strings/strings.ts";
import { wordsOf } from "../faces.tsx";
import { useMay } from "../may.tsx";

type Sendable = Pick<Delivery, "id" | "status" | "callbackRemoved">;

/** Whether it can be sent once more, or now: not one that waits for another, nor where there is no callback any more. */
export const isResendable = ({ status, callbackRemoved }: Sendable): boolean =>
  status !== "held" && !callbackRemoved;

export interface Resend {
  /** Whether the person may; else `send` does nothing. */
  allowed: boolean;
  /** The one that is on its way to the server. */
  busy: string | null;
  send: (delivery: Sendable) => void;
}

/** Sends a delivery again, and says what came of that. */
export function useResend(): Resend {
  const strings = useStrings();
  const client = useQueryClient();
  const { edit: allowed } = useMay();
  const { deliveries } = strings;
  const sending = useMutation({
    mutationFn: ({ id }: Sendable) => resendDelivery(id),
    onSuccess: (_, { status }) => {
      notifications.show({ message: status === "pending" ? deliveries.sentNow : deliveries.sent });
    },
    onError: (error) => {
      notifications.show({ color: "red", title: deliveries.notSent, message: wordsOf(error, strings) });
    },
    onSettled: (_, __, { id }) => client.invalidateQueries({ queryKey: deliveryQuery(id).queryKey }),
  });
  return {
    allowed,
    busy: sending.isPending ? sending.variables.id : null,
    send: (delivery) => {
      if (!allowed || sending.isPending) return;
      if (isResendable(delivery)) sending.mutate(delivery);
      else
        notifications.show({ title: deliveries.notSent, message: deliveries.notSendable(delivery.status) });
    },
  };
}
