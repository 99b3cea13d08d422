import type { CallbackDraft } from "../draft.ts";
import type { BlockFindings } from "../findings.ts";

/** What a part of a block gets: the block as it stands, what is wrong with it, and a way to change it. */
export interface FieldProps {
  callback: CallbackDraft;
  findings: BlockFindings;
  set: (fields: Partial<CallbackDraft>) => void;
}
