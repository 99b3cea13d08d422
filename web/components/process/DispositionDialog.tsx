import { Input, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { dispositionTypes as types } from "../../../src/contract/words.ts";
import { useStrings } from "../../strings/strings.ts";
import { Hint } from "../Section.tsx";
import { useForm } from "./context.ts";
import type { ProcessDraft } from "./draft.ts";
import { EntryDialog } from "./EntryDialog.tsx";
import { newErrors } from "./outcome-errors.ts";

const fresh = { name: "", type: "neutral", description: "", toState: null } as const;

/** Makes, changes, moves or removes a disposition. */
export default function DispositionDialog({
  draft,
  index,
  onClose,
}: {
  draft: ProcessDraft;
  /** Null: a new one. */
  index: number | null;
  onClose: () => void;
}) {
  const { process, dispositionTypes } = useStrings();
  const { dispatch } = useForm();
  const typeLabel = useId();
  const before = (index === null ? undefined : draft.dispositions[index]) ?? fresh;
  const [entry, setEntry] = useState({ ...fresh, ...before } as ProcessDraft["dispositions"][number]);
  const [tried, setTried] = useState(false);
  const [at, setAt] = useState(index ?? draft.dispositions.length);
  const disposition = { ...entry, name: entry.name.trim() };
  const put = { type: "disposition.put", index: index === null ? null : at, disposition } as const;
  const errors = newErrors(draft, put, "dispositions", process.name);
  const messageOf = (field: string) => errors.find(({ path }) => path === field)?.message ?? null;
  const nameShown = tried || entry.name !== before.name;
  const set = (fields: Partial<typeof entry>) => setEntry({ ...entry, ...fields });
  return (
    <EntryDialog
      title={index === null ? process.addDisposition : process.editDisposition(before.name)}
      isNew={index === null}
      place={{ index: at, of: draft.dispositions.length }}
      onClose={onClose}
      onDone={() => {
        setTried(true);
        if (errors.length > 0) return;
        dispatch(put);
        onClose();
      }}
      onMove={(to) => {
        dispatch({ type: "disposition.move", index: at, to });
        setAt(to);
      }}
      onRemove={() => {
        dispatch({ type: "disposition.remove", index: at });
        onClose();
      }}
    >
      <TextInput
        label={process.name}
        data-autofocus
        value={entry.name}
        error={nameShown ? messageOf("name") : null}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <div>
        <Input.Label id={typeLabel} component="div">
          {process.type}
        </Input.Label>
        <SegmentedControl
          fullWidth
          aria-labelledby={typeLabel}
          data={types.map((type) => ({ value: type, label: dispositionTypes[type] }))}
          value={entry.type}
          onChange={(type) => set({ type: type as typeof entry.type })}
        />
        <Hint>{process.typeHelp[entry.type]}</Hint>
      </div>
      <Textarea
        label={process.description}
        autosize
        minRows={2}
        maxRows={6}
        value={entry.description}
        error={messageOf("description")}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Select
        label={process.toState}
        data={draft.states.map(({ name }) => name).filter((name, place, all) => all.indexOf(name) === place)}
        value={entry.toState}
        placeholder={process.toNone}
        clearable
        clearButtonProps={{ "aria-label": process.toNone }}
        error={messageOf("toState")}
        onChange={(toState) => set({ toState })}
      />
    </EntryDialog>
  );
}
