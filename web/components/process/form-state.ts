import type { FieldError } from "../../api/http.ts";
import type { ProcessWithSettings } from "../../api/processes.ts";
import { alike, draftOf, type ProcessDraft } from "./draft.ts";
import { type Edit, edited } from "./edits.ts";
import type { Refusal } from "./findings.ts";
import { merged } from "./merge.ts";

/** The page's form: what the server has, what the person made of it, and which errors they shall see. */
export interface FormState {
  stored: ProcessWithSettings;
  draft: ProcessDraft;
  /** What the last Save was refused for. */
  refusal: Refusal | null;
  /** The fields that were left once, by the id of their control. */
  left: ReadonlySet<string>;
  /** After a try to save: all errors are shown. */
  showAll: boolean;
}

export type FormAction =
  | Edit
  | { type: "left"; control: string }
  | { type: "show errors" }
  | { type: "refused"; draft: ProcessDraft; errors: readonly FieldError[] }
  /** The server stored `sent` and answered. What was changed meanwhile stays. */
  | { type: "saved"; sent: ProcessDraft; stored: ProcessWithSettings }
  /** There is a newer version: what was changed here stays on top of it. */
  | { type: "newer"; stored: ProcessWithSettings }
  /** Gives up what was changed. */
  | { type: "take theirs"; stored: ProcessWithSettings };

export const startOf = (stored: ProcessWithSettings): FormState => ({
  stored,
  draft: draftOf(stored),
  refusal: null,
  left: new Set(),
  showAll: false,
});

export function nextState(state: FormState, action: FormAction): FormState {
  switch (action.type) {
    case "left":
      return state.left.has(action.control)
        ? state
        : { ...state, left: new Set([...state.left, action.control]) };
    case "show errors":
      return { ...state, showAll: true };
    case "refused":
      return { ...state, showAll: true, refusal: { draft: action.draft, errors: action.errors } };
    case "saved": {
      const { sent, stored } = action;
      // Callbacks are answered in the order in which they were sent, the new ones with their ids.
      const now = draftOf(stored, (id, index) => sent.callbacks[index]?.key ?? id);
      return { ...startOf(stored), draft: merged(sent, now, state.draft) };
    }
    case "newer": {
      const base = alike(state.stored, state.draft);
      const draft = merged(base, alike(action.stored, state.draft), state.draft);
      return { ...state, stored: action.stored, draft };
    }
    case "take theirs":
      return { ...startOf(action.stored), draft: alike(action.stored, state.draft) };
    default:
      return { ...state, draft: edited(state.draft, action) };
  }
}
