import { ActionIcon, Button } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useStrings } from "../../../strings/strings.ts";
import { TextButton } from "../../TextButton.tsx";
import { controlId } from "../controls.ts";
import { type SecretDraft, typed } from "../draft.ts";
import type { BlockFindings } from "../findings.ts";
import classes from "./callback.module.css";
import { TextControl } from "./TextControl.tsx";

/** A secret: one that is stored is masked and can be replaced; what is typed is hidden until asked for. */
export function SecretField({
  blockKey,
  field,
  label,
  placeholder,
  hint,
  secret,
  findings,
  onChange,
}: {
  blockKey: string;
  field: "auth.token" | "auth.value";
  label: string;
  placeholder: string;
  hint?: string;
  secret: SecretDraft;
  findings: BlockFindings;
  onChange: (secret: SecretDraft) => void;
}) {
  const { callback: words } = useStrings();
  const [seen, setSeen] = useState(false);
  const [stored, setStored] = useState<SecretDraft | null>(null);
  if (secret.kind === "stored" && secret !== stored) setStored(secret);
  const box = useRef<HTMLDivElement>(null);
  const id = controlId(blockKey, field);
  // A stored secret that may not stay is asked for again, in its place.
  const masked = secret.kind === "stored" && findings.errors[field] === undefined;
  const focusAfter = (selector: string) =>
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(selector)?.focus());
  return (
    <div ref={box}>
      <label className={classes.small} htmlFor={id} id={`${id}-label`}>
        {label}
      </label>
      {masked ? (
        <div className={classes.stored}>
          <output id={id} className="mono" aria-label={words.storedLabel(label)}>
            {`••••••••${secret.last4 ?? ""}`}
          </output>
          <Button
            aria-label={words.replaceLabel(label)}
            onClick={() => {
              onChange(typed(""));
              focusAfter("input");
            }}
          >
            {words.replace}
          </Button>
        </div>
      ) : (
        <TextControl
          blockKey={blockKey}
          field={field}
          type={seen ? "text" : "password"}
          autoComplete="new-password"
          spellCheck={false}
          mono
          placeholder={placeholder}
          value={secret.kind === "typed" ? secret.text : ""}
          findings={findings}
          onChange={(text) => onChange(typed(text))}
          hint={hint}
          rightSection={
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label={seen ? words.conceal : words.reveal}
              onClick={() => setSeen(!seen)}
            >
              {seen ? <IconEyeOff size={15} /> : <IconEye size={15} />}
            </ActionIcon>
          }
        />
      )}
      {stored !== null && secret.kind === "typed" && (
        <div className={classes.keep}>
          <TextButton
            onClick={() => {
              onChange(stored);
              focusAfter("button");
            }}
          >
            {words.keepStored}
          </TextButton>
        </div>
      )}
    </div>
  );
}
