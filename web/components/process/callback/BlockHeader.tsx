import { TextInput, UnstyledButton } from "@mantine/core";
import { IconAlertCircle, IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { ListedCallback } from "../../../api/callbacks.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Hint } from "../../Section.tsx";
import { Badge, StatusBadge } from "../../StatusBadge.tsx";
import { useForm } from "../context.ts";
import { controlId, focusMenu } from "../controls.ts";
import type { CallbackDraft } from "../draft.ts";
import type { BlockFindings } from "../findings.ts";
import { BlockMenu } from "./BlockMenu.tsx";
import classes from "./callback.module.css";
import { HealthLine } from "./HealthLine.tsx";
import { ResumeButton } from "./ResumeButton.tsx";

/** The one line of a block: its name, how it does, and what can be done with it. */
export function BlockHeader({
  callback,
  findings,
  listed,
  open,
  bodyId,
  set,
  onToggle,
  onDuplicate,
  onRemove,
}: {
  callback: CallbackDraft;
  findings: BlockFindings;
  listed: ListedCallback | undefined;
  open: boolean;
  bodyId: string;
  set: (fields: Partial<CallbackDraft>) => void;
  onToggle: () => void;
  onDuplicate: () => void;
  onRemove: () => void;
}) {
  const { callback: words } = useStrings();
  const { readOnly } = useForm();
  const [renaming, setRenaming] = useState(false);
  const { key, name } = callback;
  const nameWrong = findings.errors.name;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const menuId = `${controlId(key, "menu")}`;
  return (
    <header className={classes.header}>
      {renaming || nameWrong !== undefined ? (
        <Rename
          id={controlId(key, "name")}
          name={name}
          wrong={nameWrong}
          onChange={(to) => set({ name: to })}
          onDone={() => {
            setRenaming(false);
            focusMenu(key);
          }}
        />
      ) : (
        <h4>
          <UnstyledButton
            className={classes.fold}
            aria-expanded={open}
            aria-controls={open ? bodyId : undefined}
            onClick={onToggle}
          >
            <Chevron size={16} stroke={1.6} aria-hidden />
            <span className="cut">{name}</span>
          </UnstyledButton>
        </h4>
      )}
      {!callback.enabled && <StatusBadge status="disabled" />}
      {callback.enabled && listed !== undefined && <StatusBadge status={listed.health.status} />}
      {!open && findings.count > 0 && (
        <Badge tone="bad" icon={<IconAlertCircle size={13} stroke={2} aria-hidden />}>
          {words.errorsIn(findings.count)}
        </Badge>
      )}
      {listed === undefined ? (
        <span className={classes.line}>{words.unsaved}</span>
      ) : (
        <HealthLine listed={listed} enabled={callback.enabled} />
      )}
      {!readOnly && (
        <div className={classes.end}>
          {listed?.state === "paused" && !open && <ResumeButton listed={listed} />}
          <BlockMenu
            id={menuId}
            callback={callback}
            listed={listed}
            set={set}
            onRename={() => setRenaming(true)}
            onDuplicate={onDuplicate}
            onRemove={onRemove}
          />
        </div>
      )}
    </header>
  );
}

function Rename({
  id,
  name,
  wrong,
  onChange,
  onDone,
}: {
  id: string;
  name: string;
  wrong: string | undefined;
  onChange: (name: string) => void;
  onDone: () => void;
}) {
  const { callback: words } = useStrings();
  const [before] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Later than the menu that was closed looks where to put the focus.
    const timer = setTimeout(() => input.current?.focus());
    return () => clearTimeout(timer);
  }, []);
  const finish = (to: string) => {
    // A callback without a name keeps the one that it had.
    if (to.trim() === "") onChange(before);
    onDone();
  };
  return (
    <div>
      <TextInput
        id={id}
        aria-label={words.renameLabel}
        w={240}
        maw="100%"
        value={name}
        ref={input}
        error={wrong !== undefined}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={() => finish(name)}
        onKeyDown={(event) => {
          if (event.key === "Enter") finish(name);
          if (event.key === "Escape") {
            onChange(before);
            onDone();
          }
        }}
      />
      {wrong !== undefined && <Hint tone="error">{wrong}</Hint>}
    </div>
  );
}
