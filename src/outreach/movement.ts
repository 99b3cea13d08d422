import type { Disposition } from "../contract/words.ts";
import type { LeadRecord, ProcessRecord, Refusal } from "./model.ts";

/** Where a change moves its lead: the disposition that it sets, and the state after it. */
export interface Movement {
  disposition: Disposition | null;
  toState: string | null;
  /** Whether state or last disposition differ from before. */
  moved: boolean;
}

/**
 * Resolves what a change asks for against its process: a disposition may name the state that it moves the lead
 * to, and an explicit state overrides it. Both must be known to the process.
 *
 * @param names how the two fields are called in the request, for the path of a refusal
 */
export function movementOf(
  process: ProcessRecord,
  lead: LeadRecord,
  asked: { disposition: string | null; state: string | null },
  names: { state: string },
): Movement | { refusal: Refusal } {
  const disposition = process.dispositions.find((known) => known.name === asked.disposition) ?? null;
  if (asked.disposition !== null && disposition === null) {
    return unknown("disposition", asked.disposition, process.dispositions);
  }
  if (asked.state !== null && !process.states.some((known) => known.name === asked.state)) {
    return unknown(names.state, asked.state, process.states);
  }
  const toState = asked.state ?? disposition?.toState ?? lead.currentState;
  const moved =
    toState !== lead.currentState || (disposition !== null && disposition.name !== lead.lastDisposition);
  return { disposition, toState, moved };
}

function unknown(path: string, value: string, known: readonly { name: string }[]): { refusal: Refusal } {
  const what = path === "disposition" ? "disposition" : "state";
  const list = known.map((item) => item.name).join(", ");
  return {
    refusal: {
      status: 400,
      path,
      error: `${what} "${value}" is not one of the process's: ${list || "it has none"}`,
    },
  };
}
