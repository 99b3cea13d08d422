import { Input } from "@mantine/core";
import type { ComponentPropsWithoutRef, ReactNode } from "react";
import { Hint } from "../../Section.tsx";
import { useForm } from "../context.ts";
import { controlId } from "../controls.ts";
import type { BlockFindings } from "../findings.ts";

interface TextControlProps
  extends Pick<
    ComponentPropsWithoutRef<"input">,
    "placeholder" | "type" | "inputMode" | "autoComplete" | "spellCheck" | "maxLength"
  > {
  /** The block. */
  blockKey: string;
  field: string;
  value: string;
  findings: BlockFindings;
  onChange: (value: string) => void;
  mono?: boolean;
  rightSection?: ReactNode;
  /** A quiet line below. */
  hint?: ReactNode;
}

/** A line of text of a block, with what is wrong with it or worth a look below it. Being left, it shows its errors. */
export function TextControl({
  blockKey,
  field,
  value,
  findings,
  onChange,
  mono = false,
  hint,
  ...rest
}: TextControlProps) {
  const { leave } = useForm();
  const id = controlId(blockKey, field);
  return (
    <div>
      <Input
        withAria={false}
        // What Mantine would set of these knows nothing of the lines below.
        attributes={{ input: { id, ...describedBy(id, field, findings) } }}
        value={value}
        error={findings.errors[field] !== undefined}
        {...(mono && { styles: { input: { fontFamily: "var(--mono)", fontSize: "12.5px" } } })}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={() => leave(id)}
        {...rest}
      />
      <Findings id={id} field={field} findings={findings} />
      {hint !== undefined && <Hint>{hint}</Hint>}
    </div>
  );
}

/** What names a control's error or warning to those who cannot see it. */
export function describedBy(id: string, field: string, findings: BlockFindings) {
  const wrong = findings.errors[field] !== undefined;
  return {
    "aria-invalid": wrong,
    "aria-describedby": wrong || findings.warnings[field] !== undefined ? `${id}-finding` : undefined,
  };
}

/** The error of a field, else its warning, else its hint. */
export function Findings({ id, field, findings }: { id: string; field: string; findings: BlockFindings }) {
  const error = findings.errors[field];
  const warning = findings.warnings[field];
  const hint = findings.hints[field];
  if (error !== undefined) {
    return (
      <Hint tone="error" id={`${id}-finding`}>
        {error}
      </Hint>
    );
  }
  if (warning !== undefined) {
    return (
      <Hint tone="warn" id={`${id}-finding`}>
        {warning}
      </Hint>
    );
  }
  return hint === undefined ? null : <Hint>{hint}</Hint>;
}
