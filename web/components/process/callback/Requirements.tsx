import { Checkbox } from "@mantine/core";
import { useStrings } from "../../../strings/strings.ts";
import { CopyButton } from "../../Copy.tsx";
import { Field, Hint } from "../../Section.tsx";
import { useForm } from "../context.ts";
import { controlId } from "../controls.ts";
import classes from "./callback.module.css";
import type { FieldProps } from "./field.ts";
import { describedBy, Findings } from "./TextControl.tsx";

/** Whether requests must come from the deployment's fixed addresses, and which those are. */
export function Requirements({ callback, findings, set }: FieldProps) {
  const { callback: words } = useStrings();
  const { deployment, leave } = useForm();
  const { fixed, sources } = deployment.egress;
  const id = controlId(callback.key, "requiresWhitelistedSource");
  const on = callback.requiresWhitelistedSource;
  return (
    <Field label={words.requirements}>
      <Checkbox
        id={id}
        mt={7}
        label={words.whitelisted}
        checked={on}
        {...describedBy(id, "requiresWhitelistedSource", findings)}
        onChange={(event) => {
          set({ requiresWhitelistedSource: event.currentTarget.checked });
          // A tick is a whole entry: what is wrong with it shows at once.
          leave(id);
        }}
      />
      <Findings id={id} field="requiresWhitelistedSource" findings={findings} />
      {!on && <Hint>{words.whitelistedOff}</Hint>}
      {on && fixed && sources.length === 0 && <Hint>{words.whitelistedUnknown}</Hint>}
      {on && fixed && sources.length > 0 && (
        <Hint>
          <span className={classes.inline}>
            {words.whitelistedFrom}
            {sources.map((address) => (
              <span key={address} className="mono soft">
                {address}
              </span>
            ))}
            <CopyButton text={sources.join("\n")} label={words.addresses} />
          </span>
        </Hint>
      )}
    </Field>
  );
}
