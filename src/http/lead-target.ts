import type { LeadTarget } from "../outreach/model.ts";
import { texts } from "../outreach/texts.ts";
import { ProblemError } from "./problem.ts";

/**
 * How a request names its lead: `leadId`, or `referenceId` with `projectId` and `processId`.
 *
 * @throws ProblemError 400 in the words of the compatible API, 403 for another project
 */
export function readLeadTarget(fields: Record<string, unknown>, projectId: string): LeadTarget {
  const { leadId, referenceId, processId, projectId: named } = fields;
  if (typeof named === "string" && named !== projectId) throw new ProblemError(403, texts.projectMismatch);
  if (typeof leadId === "string" && leadId !== "") return { leadId };
  if (typeof referenceId !== "string" || referenceId === "")
    throw new ProblemError(400, texts.idOrReferenceRequired);
  if (typeof named !== "string" || typeof processId !== "string") {
    throw new ProblemError(400, texts.processRequiredWithReference);
  }
  return { referenceId, processId };
}
