import type { ActivityType, CallStatus } from "../../../src/contract/words.ts";
import type { Report } from "../../api/leads.ts";

/** The form as it stands. */
export interface Fields {
  type: ActivityType;
  callStatus: CallStatus;
  disposition: string | null;
  toState: string | null;
  minutes: number | string;
  /** As the browser's field has it, in the viewer's zone. */
  scheduledAt: string;
  summary: string;
}

export const atFirst: Fields = {
  type: "call",
  callStatus: "completed",
  disposition: null,
  toState: null,
  minutes: "",
  scheduledAt: "",
  summary: "",
};

/** A note and a call in progress can neither set a disposition nor move the lead. */
export const isSilent = ({ type, callStatus }: Fields): boolean =>
  type === "note" || (type === "call" && callStatus === "in-progress");

/** What is sent of the form: only what its type can carry. */
export function reportOf(leadId: string, fields: Fields, now: number): Report {
  const { type, callStatus, disposition, toState, minutes, scheduledAt, summary } = fields;
  const silent = isSilent(fields);
  const lasted =
    type === "call" && !silent && typeof minutes === "number" && minutes > 0 ? minutes * 60_000 : null;
  return {
    leadId,
    type,
    ...(type === "call" && { callStatus }),
    ...(!silent && disposition !== null && { disposition }),
    ...(!silent && toState !== null && { toState }),
    ...(summary.trim() !== "" && { summary: summary.trim() }),
    ...(type === "schedule" && scheduledAt !== "" && { scheduledAt: new Date(scheduledAt).toISOString() }),
    ...(lasted !== null && {
      startedAt: new Date(now - lasted).toISOString(),
      endedAt: new Date(now).toISOString(),
    }),
  };
}
