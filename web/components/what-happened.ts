import type { CausingActivity, Delivery } from "../api/deliveries.ts";
import type { Strings } from "../strings/strings.ts";

/** What happened, and what it led to: "call completed" → "Interested". */
export interface Happened {
  what: string;
  to: string | null;
}

type Words = Strings["happened"];

const callWords = (status: string | null, words: Words): string =>
  (status !== null && words.calls[status as keyof Words["calls"]]) || words.call;

/**
 * An activity in words: a call by how it ended, an update by what it changed. It leads to the disposition where it set
 * one, else to the state where it moved the lead.
 *
 * @param triggers what it fired, where that is known: a final disposition is told as one
 */
export function activityWords(
  activity: CausingActivity,
  words: Words,
  triggers: readonly string[] = [],
): Happened {
  const { type, callStatus, disposition, fromState, toState } = activity;
  const moved = toState !== null && toState !== fromState ? toState : null;
  switch (type) {
    case "call":
      return { what: callWords(callStatus, words), to: disposition ?? moved };
    case "schedule":
      return { what: words.schedule, to: moved };
    case "update":
      if (disposition !== null) {
        const isFinal = triggers.includes("disposition.final");
        return { what: isFinal ? words.finalDisposition : words.disposition, to: disposition };
      }
      return moved === null ? { what: words.update, to: null } : { what: words.status, to: moved };
    case "note":
      return { what: words.note, to: null };
  }
}

/** What a delivery tells its receiver of. */
export function deliveryWords(
  { kind, activity, triggers }: Pick<Delivery, "kind" | "activity" | "triggers">,
  words: Words,
): Happened {
  switch (kind) {
    case "activity":
      return activity === null ? { what: words.update, to: null } : activityWords(activity, words, triggers);
    case "update_outcome":
      return { what: words.updateOutcome, to: null };
    case "test":
      return { what: words.test, to: null };
    case "operational":
      return { what: words.operational, to: null };
  }
}

/** In one line: "call completed → Interested". */
export const inOneLine = ({ what, to }: Happened): string => (to === null ? what : `${what} → ${to}`);
