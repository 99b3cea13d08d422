import type { ChangeResult, Refusal } from "../outreach/model.ts";
import type { RequestResult } from "../store/storing-changes.ts";
import { ProblemError } from "./problem.ts";

/** A refusal of the rules as the API answers it. */
export function refusalProblem(refusal: Refusal): ProblemError {
  const { status, error, path, existingLeadId } = refusal;
  return new ProblemError(status, error, {
    errors: path === undefined ? [] : [{ path, message: error }],
    extra: existingLeadId === undefined ? {} : { existingLeadId },
  });
}

/** Whether something unique was taken: what counts towards blocking a token. */
export const isDuplicate = (refusal: Refusal): boolean => refusal.existingLeadId !== undefined;

/**
 * The results of a committed request.
 *
 * @throws ProblemError 409 where its idempotency key was used for another request
 */
export function decided(result: RequestResult): ChangeResult[] {
  switch (result.kind) {
    case "decided":
      return result.results;
    case "conflict":
      throw new ProblemError(409, "This Idempotency-Key was used for another request: use a new one");
    case "failed":
      throw new Error(result.message);
  }
}
