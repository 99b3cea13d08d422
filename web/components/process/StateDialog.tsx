import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useStrings } from "../../strings/strings.ts";
import { Hint } from "../Section.tsx";
import { useForm } from "./context.ts";
import type { ProcessDraft } from "./draft.ts";
import { EntryDialog } from "./EntryDialog.tsx";
import { newErrors } from "./outcome-errors.ts";

/** Makes, renames, moves or removes a state. */
export default function StateDialog({
  draft,
  index,
  onClose,
}: {
  draft: ProcessDraft;
  /** Null: a new one. */
  index: number | null;
  onClose: () => void;
}) {
  const { process } = useStrings();
  const { dispatch } = useForm();
  const before = index === null ? "" : (draft.states[index]?.name ?? "");
  const [name, setName] = useState(before);
  const [tried, setTried] = useState(false);
  // Moving it moves it at once, so that one sees where it comes to stand.
  const [at, setAt] = useState(index ?? draft.states.length);
  const put = { type: "state.put", index: index === null ? null : at, name: name.trim() } as const;
  const errors = newErrors(draft, put, "states", process.name);
  const users = draft.dispositions.filter(({ toState }) => toState === before).map((one) => one.name);
  return (
    <EntryDialog
      title={index === null ? process.addState : process.editState(before)}
      isNew={index === null}
      place={{ index: at, of: draft.states.length }}
      onClose={onClose}
      onDone={() => {
        setTried(true);
        if (errors.length > 0) return;
        dispatch(put);
        onClose();
      }}
      onMove={(to) => {
        dispatch({ type: "state.move", index: at, to });
        setAt(to);
      }}
      onRemove={() => {
        dispatch({ type: "state.remove", index: at });
        onClose();
      }}
    >
      <TextInput
        label={process.name}
        data-autofocus
        value={name}
        error={tried || name !== before ? (errors[0]?.message ?? null) : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {index !== null && users.length > 0 && <Hint>{process.stateUsedNow(users.join(", "))}</Hint>}
    </EntryDialog>
  );
}
