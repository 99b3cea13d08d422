import { Checkbox, MultiSelect } from "@mantine/core";
import { triggers } from "../../../../src/contract/words.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Field } from "../../Section.tsx";
import { useForm } from "../context.ts";
import { controlId } from "../controls.ts";
import classes from "./callback.module.css";
import type { FieldProps } from "./field.ts";
import { describedBy, Findings } from "./TextControl.tsx";

/** Which changes are sent: by what happened, and optionally only of chosen outcomes. */
export function SendWhen({ callback, findings, set }: FieldProps) {
  const { callback: words } = useStrings();
  const { leave } = useForm();
  const id = controlId(callback.key, "triggers");
  const toggle = (trigger: (typeof triggers)[number], on: boolean) => {
    set({ triggers: triggers.filter((one) => (one === trigger ? on : callback.triggers.includes(one))) });
    leave(id);
  };
  return (
    <Field label={words.sendWhen}>
      <fieldset className={classes.checks} aria-label={words.sendWhen} id={id} tabIndex={-1}>
        {triggers.map((trigger) => (
          <Checkbox
            key={trigger}
            label={words.triggers[trigger]}
            checked={callback.triggers.includes(trigger)}
            onChange={(event) => toggle(trigger, event.currentTarget.checked)}
          />
        ))}
      </fieldset>
      <Findings id={id} field="triggers" findings={findings} />
      <div className={classes.pair}>
        <Narrowed field="dispositions" callback={callback} findings={findings} set={set} />
        <Narrowed field="states" callback={callback} findings={findings} set={set} />
      </div>
    </Field>
  );
}

/** Any, or only the chosen dispositions or states. */
function Narrowed({ field, callback, findings, set }: FieldProps & { field: "dispositions" | "states" }) {
  const { callback: words } = useStrings();
  const form = useForm();
  const id = controlId(callback.key, field);
  const chosen = callback[field] ?? [];
  // What is chosen and gone stays in sight, to be taken out.
  const names = [...new Set([...form[field], ...chosen])];
  return (
    <div>
      <label className={classes.small} htmlFor={id}>
        {field === "dispositions" ? words.onlyDispositions : words.onlyStates}
      </label>
      <MultiSelect
        id={id}
        data={names}
        value={chosen}
        disabled={form.readOnly}
        searchable
        hidePickedOptions
        placeholder={
          chosen.length > 0 ? undefined : field === "dispositions" ? words.anyDisposition : words.anyState
        }
        error={findings.errors[field] !== undefined}
        attributes={{ input: describedBy(id, field, findings) }}
        onBlur={() => form.leave(id)}
        onChange={(values) => set({ [field]: values.length === 0 ? null : values })}
      />
      <Findings id={id} field={field} findings={findings} />
    </div>
  );
}
