import type { FieldError } from "../../api/http.ts";
import type { ProcessDraft } from "./draft.ts";
import { type Edit, edited } from "./edits.ts";
import { processErrors } from "./findings.ts";

/**
 * What a change of a list would make wrong that is right before it, as `{path: field, message}`.
 *
 * @param nameLabel begins what says only what a name must be
 */
export function newErrors(
  draft: ProcessDraft,
  edit: Edit,
  list: "states" | "dispositions",
  nameLabel: string,
): FieldError[] {
  const before = new Set(processErrors(draft).map(({ message }) => message));
  return processErrors(edited(draft, edit))
    .filter(({ path, message }) => path.split(".")[0] === list && !before.has(message))
    .map(({ path, message }) => ({
      // Of what is wrong with the list as a whole, or with its other entry, the name is what can be changed.
      path: path.split(".")[2] ?? "name",
      message: message.startsWith("must ") ? `${nameLabel} ${message}` : message,
    }));
}
