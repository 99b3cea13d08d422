import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { DeliveryInFull } from "../../api/deliveries.ts";
import { useStrings } from "../../strings/strings.ts";
import { Exchange } from "../exchange/Exchange.tsx";
import { Message } from "../exchange/Message.tsx";
import { Outcome } from "../exchange/Outcome.tsx";
import { formatMoment } from "../format.ts";
import { Hint } from "../Section.tsx";
import { When } from "../When.tsx";
import { deliveryWords, inOneLine } from "../what-happened.ts";
import { Attempts } from "./Attempts.tsx";
import { HeldBehind } from "./HeldBehind.tsx";
import classes from "./Panel.module.css";

/** What a delivery tells of, how it stands, and its attempts, of which one is shown in full. */
export function PanelBody({ delivery }: { delivery: DeliveryInFull }) {
  const { deliveries, happened } = useStrings();
  // None chosen: the newest, also when a newer one comes.
  const [number, setNumber] = useState<number | null>(null);
  const { attempts } = delivery;
  const chosen = attempts.find((attempt) => attempt.number === number) ?? attempts.at(-1);
  const last = attempts.at(-1);
  return (
    <>
      <div className={classes.about}>
        <p>
          {delivery.leadId !== null && (
            <>
              <Link to="/leads/$leadId" params={{ leadId: delivery.leadId }}>
                {delivery.lead?.name ?? delivery.lead?.referenceId ?? deliveries.noName}
              </Link>
              {" · "}
            </>
          )}
          {inOneLine(deliveryWords(delivery, happened))}
        </p>
        <Facts delivery={delivery} />
      </div>
      {delivery.paused && <Hint tone="warn">{deliveries.paused}</Hint>}
      {delivery.status === "held" && <HeldBehind delivery={delivery} />}
      {chosen === undefined ? (
        <>
          {delivery.status === "pending" && <p className={classes.quiet}>{deliveries.notYet}</p>}
          <Message
            label={deliveries.willSend}
            first={deliveries.willSend}
            headers={{}}
            body={delivery.body}
          />
        </>
      ) : (
        <>
          <Outcome attempt={chosen} />
          <div>
            <Attempts attempts={attempts} chosen={chosen.number} onChoose={setNumber} />
            {last !== undefined && attempts.length < last.number && (
              <p className={classes.quiet}>{deliveries.pruned(attempts.length)}</p>
            )}
          </div>
          <Exchange key={chosen.number} attempt={chosen} />
        </>
      )}
    </>
  );
}

/** Attempts, the next one, and where it goes, in a line. */
function Facts({ delivery }: { delivery: DeliveryInFull }) {
  const { deliveries } = useStrings();
  const { attempts, nextAttemptAt, createdAt, callbackName } = delivery;
  return (
    <ul className={classes.facts}>
      <li>{deliveries.attempts(attempts.at(-1)?.number ?? 0)}</li>
      {nextAttemptAt !== null && !delivery.paused && (
        <li>
          {deliveries.nextAttempt} <When at={nextAttemptAt} /> ({formatMoment(Date.parse(nextAttemptAt))})
        </li>
      )}
      <li>
        {deliveries.owed} <When at={createdAt} />
      </li>
      <li>
        {delivery.callbackRemoved ? (
          `${callbackName} (${deliveries.removed})`
        ) : (
          <Link to="/callbacks/$callbackId" params={{ callbackId: delivery.callbackId }}>
            {callbackName}
          </Link>
        )}
      </li>
      <li>
        <Link to="/processes/$processId" params={{ processId: delivery.processId }}>
          {delivery.processName}
        </Link>
      </li>
    </ul>
  );
}
