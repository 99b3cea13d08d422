import { useState } from "react";
import { useStrings } from "../../../strings/strings.ts";
import { Field, Hint } from "../../Section.tsx";
import { TextButton } from "../../TextButton.tsx";
import { controlId, furtherFields } from "../controls.ts";
import classes from "./callback.module.css";
import type { FieldProps } from "./field.ts";
import { Limits } from "./Limits.tsx";
import { Segments } from "./Segments.tsx";
import { SendWhen } from "./SendWhen.tsx";
import { Signing } from "./Signing.tsx";

/** What seldom needs a change, in one line until it is opened: signing, send when, order, limits. */
export function Further(props: FieldProps) {
  const { callback, findings, set } = props;
  const { callback: words } = useStrings();
  const [opened, setOpened] = useState(false);
  // A field that shows an error cannot be folded away.
  const wrong = Object.keys(findings.errors).some((field) => furtherFields.has(field));
  const open = opened || wrong;
  const summary = [
    words.furtherSigned(callback.signing),
    words.furtherOrder[callback.order],
    words.furtherTriggers(callback.triggers.length),
    ...(callback.dispositions === null && callback.states === null ? [] : [words.furtherNarrowed]),
  ].join(" · ");
  return (
    <>
      <Field label={words.further}>
        <div className={classes.inline} style={{ paddingTop: 6 }}>
          <span className="dim">{summary}</span>
          <TextButton
            aria-expanded={open}
            aria-label={`${open ? words.fold : words.change}: ${words.further}`}
            onClick={() => setOpened(!open)}
          >
            {open ? words.fold : words.change}
          </TextButton>
        </div>
      </Field>
      {open && (
        <>
          <Signing callback={callback} set={set} />
          <SendWhen {...props} />
          <Field label={words.order}>
            <Segments
              id={controlId(callback.key, "order")}
              label={words.order}
              value={callback.order}
              options={[
                { value: "per_lead", label: words.orders.per_lead },
                { value: "none", label: words.orders.none },
              ]}
              onChange={(order) => set({ order })}
            />
            <Hint>{words.orderHelp[callback.order]}</Hint>
          </Field>
          <Limits {...props} />
        </>
      )}
    </>
  );
}
