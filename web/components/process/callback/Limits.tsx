import { NumberInput } from "@mantine/core";
import { useStrings } from "../../../strings/strings.ts";
import { Field } from "../../Section.tsx";
import { useForm } from "../context.ts";
import { controlId } from "../controls.ts";
import classes from "./callback.module.css";
import type { FieldProps } from "./field.ts";
import { describedBy, Findings } from "./TextControl.tsx";

/** How fast requests come, and how long one may take. */
export function Limits({ callback, findings, set }: FieldProps) {
  const { callback: words } = useStrings();
  const { leave } = useForm();
  const rate = controlId(callback.key, "rateLimit");
  const timeout = controlId(callback.key, "timeoutMs");
  return (
    <Field label={words.limits}>
      <div className={classes.inline}>
        <label htmlFor={rate}>{words.rateLimit}</label>
        <NumberInput
          id={rate}
          w={92}
          hideControls
          placeholder={words.rateLimitNone}
          value={callback.rateLimit ?? ""}
          error={findings.errors.rateLimit !== undefined}
          attributes={{ input: describedBy(rate, "rateLimit", findings) }}
          onBlur={() => leave(rate)}
          onChange={(value) => set({ rateLimit: value === "" ? null : value })}
        />
        <span className="dim">{words.rateLimitUnit}</span>
      </div>
      <Findings id={rate} field="rateLimit" findings={findings} />
      <div className={classes.inline} style={{ marginTop: 8 }}>
        <label htmlFor={timeout}>{words.timeout}</label>
        <NumberInput
          id={timeout}
          w={92}
          hideControls
          value={callback.timeoutMs}
          error={findings.errors.timeoutMs !== undefined}
          attributes={{ input: describedBy(timeout, "timeoutMs", findings) }}
          onBlur={() => leave(timeout)}
          onChange={(timeoutMs) => set({ timeoutMs })}
        />
        <span className="dim">{words.timeoutUnit}</span>
      </div>
      <Findings id={timeout} field="timeoutMs" findings={findings} />
    </Field>
  );
}
