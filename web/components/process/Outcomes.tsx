import { IconCircleCheck, IconCircleDot, IconCircleX } from "@tabler/icons-react";
import { lazy, memo, Suspense, useState } from "react";
import type { DispositionType } from "../../../src/contract/words.ts";
import type { FieldError } from "../../api/http.ts";
import { useStrings } from "../../strings/strings.ts";
import { Chips } from "./Chips.tsx";
import { processControlId } from "./controls.ts";
import type { ProcessDraft } from "./draft.ts";

const StateDialog = lazy(() => import("./StateDialog.tsx"));
const DispositionDialog = lazy(() => import("./DispositionDialog.tsx"));

const icons: Record<DispositionType, typeof IconCircleCheck> = {
  success: IconCircleCheck,
  failure: IconCircleX,
  neutral: IconCircleDot,
};

/** What is open in a dialog: an index, null for a new one; undefined for none. */
type Open = number | null | undefined;

const isWrong = (errors: readonly FieldError[], field: string, index: number): boolean =>
  errors.some(({ path }) => path.startsWith(`${field}.${index}.`) || path === `${field}.${index}`);

const messages = (errors: readonly FieldError[], field: string): string[] => [
  ...new Set(errors.filter(({ path }) => path.split(".")[0] === field).map(({ message }) => message)),
];

/** Where leads can be. */
export const States = memo(function States({
  draft,
  errors,
}: {
  draft: ProcessDraft;
  errors: readonly FieldError[];
}) {
  const { process } = useStrings();
  const [open, setOpen] = useState<Open>();
  return (
    <>
      <Chips
        title={process.states}
        note={process.statesNote}
        addId={processControlId("states")}
        addLabel={process.addState}
        empty={process.noStates}
        errors={messages(errors, "states")}
        onEdit={setOpen}
        items={draft.states.map(({ name }, index) => ({
          name,
          wrong: isWrong(errors, "states", index),
          content: (
            <>
              <span className="cut">{name}</span>
              {index === 0 && <span className="dim">{process.first}</span>}
            </>
          ),
        }))}
      />
      {open !== undefined && (
        <Suspense>
          <StateDialog draft={draft} index={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </>
  );
});

/** How calls can end. */
export const Dispositions = memo(function Dispositions({
  draft,
  errors,
}: {
  draft: ProcessDraft;
  errors: readonly FieldError[];
}) {
  const { process, dispositionTypes } = useStrings();
  const [open, setOpen] = useState<Open>();
  return (
    <>
      <Chips
        title={process.dispositions}
        note={process.dispositionsNote}
        addId={processControlId("dispositions")}
        addLabel={process.addDisposition}
        empty={process.noDispositions}
        errors={messages(errors, "dispositions")}
        onEdit={setOpen}
        items={draft.dispositions.map(({ name, type, toState }, index) => {
          const Icon = icons[type];
          return {
            name,
            wrong: isWrong(errors, "dispositions", index),
            content: (
              <>
                <Icon size={13} stroke={2} data-tone={type} aria-hidden />
                <span className="cut">{name}</span>
                <span className="dim cut">
                  {dispositionTypes[type]}
                  {toState !== null && ` → ${toState}`}
                </span>
              </>
            ),
          };
        })}
      />
      {open !== undefined && (
        <Suspense>
          <DispositionDialog draft={draft} index={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </>
  );
});
