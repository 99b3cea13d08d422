import { useLocalStorage } from "@mantine/hooks";
import { IconAlertCircle, IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { maxCallbacks } from "../../../src/contract/callback-schema.ts";
import { callbacksQuery } from "../../api/callbacks.ts";
import { useStrings } from "../../strings/strings.ts";
import { Collapsible } from "../Collapsible.tsx";
import { MayButton } from "../may.tsx";
import { Hint } from "../Section.tsx";
import { Badge } from "../StatusBadge.tsx";
import classes from "./advanced.module.css";
import { CallbackBlock } from "./callback/CallbackBlock.tsx";
import { useForm } from "./context.ts";
import { controlId, firstWrong, type Place } from "./controls.ts";
import { duplicateOf, newCallback, type ProcessDraft } from "./draft.ts";
import type { BlockFindings, Findings } from "./findings.ts";

const RemoveDialog = lazy(() => import("./callback/RemoveDialog.tsx"));

/** Blocks that were added get names that no stored one has. */
let added = 0;

/** How often the callbacks' health is read while nothing is told live, ms. */
const healthEveryMs = 30_000;

/** The section with the callbacks, its badge in the header. */
export function AdvancedSettings({
  draft,
  findings,
  blocks,
  errorCount,
  place,
  onPlace,
}: {
  draft: ProcessDraft;
  findings: Findings;
  blocks: readonly BlockFindings[];
  errorCount: number;
  /** A field to be shown and focused. */
  place: Place | null;
  onPlace: (place: Place | null) => void;
}) {
  const { callback: words } = useStrings();
  const { processId, deployment, readOnly, dispatch } = useForm();
  const [open, setOpen] = useLocalStorage({
    key: "ringback-advanced-settings",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const { callbacks } = draft;
  const [folded, setFolded] = useState<ReadonlySet<string>>(
    () => new Set(callbacks.slice(1).map(({ key }) => key)),
  );
  const [removing, setRemoving] = useState<string | null>(null);
  const listed = useQuery({ ...callbacksQuery(processId), refetchInterval: healthEveryMs }).data;
  const addButton = useRef<HTMLButtonElement>(null);

  const toggle = useCallback((key: string, opened: boolean) => {
    setFolded((before) => {
      const now = new Set(before);
      if (opened) now.delete(key);
      else now.add(key);
      return now;
    });
  }, []);

  // Opens what hides the field, then focuses it once it is there.
  useEffect(() => {
    if (place === null || place.key === null) return;
    setOpen(true);
    toggle(place.key, true);
    const frame = requestAnimationFrame(() => {
      const control = document.getElementById(place.control);
      control?.scrollIntoView({ block: "center" });
      control?.focus({ preventScroll: true });
      onPlace(null);
    });
    return () => cancelAnimationFrame(frame);
  }, [place, onPlace, setOpen, toggle]);

  const latest = useRef({ callbacks, findings, draft });
  latest.current = { callbacks, findings, draft };
  const focusField = useCallback(
    (key: string, field: string) => onPlace({ key, field, control: controlId(key, field) }),
    [onPlace],
  );
  const add = () => {
    added += 1;
    const key = `new-${added}`;
    dispatch({ type: "callback.add", callback: newCallback(key, callbacks, deployment.callbackTimeoutMs) });
    focusField(key, "url");
  };
  const duplicate = useCallback(
    (key: string) => {
      const original = latest.current.callbacks.find((one) => one.key === key);
      if (original === undefined) return;
      added += 1;
      const copy = duplicateOf(`new-${added}`, original, latest.current.callbacks);
      dispatch({ type: "callback.add", callback: copy, after: key });
      focusField(copy.key, "url");
    },
    [dispatch, focusField],
  );
  const showErrors = useCallback(
    (key: string) => {
      dispatch({ type: "show errors" });
      const { findings: now, draft: form } = latest.current;
      const at = form.callbacks.findIndex((one) => one.key === key);
      const own = now.errors.filter(({ path }) => path.startsWith(`leadUpdateCallbacks.${at}.`));
      onPlace(firstWrong(form, own));
    },
    [dispatch, onPlace],
  );
  const showFirst = () => {
    dispatch({ type: "show errors" });
    setOpen(true);
    const own = findings.errors.filter(({ path }) => path.startsWith("leadUpdateCallbacks"));
    onPlace(firstWrong(draft, own));
  };
  const removed = callbacks.find(({ key }) => key === removing);
  const full = callbacks.length >= maxCallbacks;
  return (
    <Collapsible
      title={words.advanced}
      open={open}
      onToggle={() => setOpen(!open)}
      note={<SettingsBadge errorCount={errorCount} onShow={showFirst} />}
    >
      <div className={classes.head}>
        <div>
          <h3>{words.title}</h3>
          <div className="dim">{words.note}</div>
        </div>
        <MayButton ref={addButton} disabled={readOnly || full} onClick={add}>
          {words.add}
        </MayButton>
      </div>
      {full && <Hint>{words.addMost(maxCallbacks)}</Hint>}
      {callbacks.length === 0 && <p className={classes.none}>{words.none}</p>}
      {callbacks.map((callback, index) => (
        <CallbackBlock
          key={callback.key}
          callback={callback}
          findings={blocks[index] ?? { errors: {}, warnings: {}, hints: {}, count: 0 }}
          listed={listed?.find(({ id }) => id === callback.id)}
          open={!folded.has(callback.key)}
          onToggle={toggle}
          onDuplicate={duplicate}
          onRemove={setRemoving}
          onShowErrors={showErrors}
        />
      ))}
      {removed !== undefined && (
        <Suspense>
          <RemoveDialog
            name={removed.name}
            listed={listed?.find(({ id }) => id === removed.id)}
            onRemove={() => {
              dispatch({ type: "callback.remove", key: removed.key });
              setRemoving(null);
              requestAnimationFrame(() => addButton.current?.focus());
            }}
            onClose={() => setRemoving(null)}
          />
        </Suspense>
      )}
    </Collapsible>
  );
}

/** OK, or how many errors there are, which leads to the first. */
function SettingsBadge({ errorCount, onShow }: { errorCount: number; onShow: () => void }) {
  const { callback: words } = useStrings();
  return (
    <output aria-live="polite" className={classes.badge}>
      {errorCount === 0 ? (
        <Badge tone="ok" icon={<IconCheck size={13} stroke={2} aria-hidden />}>
          {words.ok}
        </Badge>
      ) : (
        <button
          type="button"
          className={classes.errors}
          aria-label={words.errorsLabel(errorCount)}
          onClick={onShow}
        >
          <Badge tone="bad" icon={<IconAlertCircle size={13} stroke={2} aria-hidden />}>
            {words.errors(errorCount)}
          </Badge>
        </button>
      )}
    </output>
  );
}
