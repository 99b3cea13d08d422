import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo, useCallback, useId } from "react";
import type { ListedCallback } from "../../../api/callbacks.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Hint } from "../../Section.tsx";
import { useForm } from "../context.ts";
import { controlId } from "../controls.ts";
import type { CallbackDraft } from "../draft.ts";
import type { BlockFindings } from "../findings.ts";
import processClasses from "../process.module.css";
import { Authentication } from "./Authentication.tsx";
import { BlockHeader } from "./BlockHeader.tsx";
import classes from "./callback.module.css";
import { Further } from "./Further.tsx";
import { PausedBanner } from "./PausedBanner.tsx";
import { PayloadFormatField } from "./PayloadFormatField.tsx";
import { Requirements } from "./Requirements.tsx";
import { TestBar } from "./TestBar.tsx";
import { UrlField } from "./UrlField.tsx";

interface CallbackBlockProps {
  callback: CallbackDraft;
  findings: BlockFindings;
  /** How it does; undefined while it is not stored. */
  listed: ListedCallback | undefined;
  open: boolean;
  onToggle: (key: string, open: boolean) => void;
  onDuplicate: (key: string) => void;
  onRemove: (key: string) => void;
  /** Shows and focuses the first wrong field of the block. */
  onShowErrors: (key: string) => void;
}

/** One Lead Update Callback: a line that opens to everything that can be set of it. */
export const CallbackBlock = memo(function CallbackBlock(props: CallbackBlockProps) {
  const { callback, findings, listed, open, onToggle, onShowErrors } = props;
  const { callback: words } = useStrings();
  const { readOnly, dispatch } = useForm();
  const body = useId();
  const { key, id } = callback;
  const set = useCallback(
    (fields: Partial<CallbackDraft>) => dispatch({ type: "callback.set", key, fields }),
    [dispatch, key],
  );
  const onWrong = () => {
    if (findings.count === 0) return false;
    onShowErrors(key);
    return true;
  };
  const part = { callback, findings, set };
  return (
    <section
      className={classes.block}
      aria-label={callback.name}
      data-wrong={(!open && findings.count > 0) || undefined}
    >
      <BlockHeader
        {...props}
        bodyId={body}
        set={set}
        onToggle={() => onToggle(key, !open)}
        onDuplicate={() => props.onDuplicate(key)}
        onRemove={() => props.onRemove(key)}
      />
      {open && (
        <div className={classes.body} id={body}>
          {listed?.state === "paused" && <PausedBanner listed={listed} />}
          {!callback.enabled && (
            <div className={processClasses.banner}>
              <p>
                <b>{words.offTitle(callback.name)}.</b> {words.offHelp}
              </p>
              {!readOnly && (
                <Button size="xs" onClick={() => set({ enabled: true })}>
                  {words.turnOn}
                </Button>
              )}
            </div>
          )}
          <fieldset disabled={readOnly} className={processClasses.plain}>
            {findings.errors.id !== undefined && (
              <div id={controlId(key, "id")} tabIndex={-1}>
                <Hint tone="error">{findings.errors.id}</Hint>
              </div>
            )}
            <UrlField {...part} />
            <PayloadFormatField callback={callback} set={set} />
            <Requirements {...part} />
            <Authentication {...part} />
            <Further {...part} />
            {!readOnly && <TestBar callback={callback} onWrong={onWrong} />}
          </fieldset>
          {id !== null && (
            <nav className={classes.links} aria-label={callback.name}>
              <Link to="/deliveries" search={{ callbackId: id }}>
                {words.deliveries}
              </Link>
              <Link to="/callbacks/$callbackId" params={{ callbackId: id }}>
                {words.health}
              </Link>
              <Link to="/callbacks/$callbackId/receive" params={{ callbackId: id }}>
                {words.receive}
              </Link>
            </nav>
          )}
        </div>
      )}
    </section>
  );
});
