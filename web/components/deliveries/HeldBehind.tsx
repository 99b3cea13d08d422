import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type DeliveryInFull, deliveriesKey, readDeliveries } from "../../api/deliveries.ts";
import { useStrings } from "../../strings/strings.ts";
import { shortId } from "../format.ts";
import { Hint } from "../Section.tsx";
import type { DeliverySearch } from "./filters.ts";

/** Says which delivery a held one comes after: of its lead and callback the one whose turn it is. */
export function HeldBehind({
  delivery: { id, leadId, callbackId },
}: {
  delivery: Pick<DeliveryInFull, "id" | "leadId" | "callbackId">;
}) {
  const { deliveries } = useStrings();
  const ahead = useQuery({
    queryKey: [...deliveriesKey, "ahead", id],
    queryFn: ({ signal }) =>
      readDeliveries({ leadId: leadId ?? undefined, callbackId, status: "pending" }, null, signal),
  });
  const first = ahead.data?.data.at(-1);
  return (
    <Hint>
      {deliveries.heldBehind}{" "}
      {first !== undefined && (
        <Link to="/deliveries" search={(search: DeliverySearch) => ({ ...search, delivery: first.id })}>
          {shortId(first.id)}
        </Link>
      )}
      . {deliveries.heldHelp}
    </Hint>
  );
}
