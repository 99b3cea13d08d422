import type { ActivityEnvelope } from "../callbacks/payload.ts";
import type { ActivityRecord } from "./model.ts";

/** What a payload says around an activity. */
export function envelopeOf(activity: ActivityRecord): ActivityEnvelope {
  return {
    activityId: activity.id,
    leadId: activity.leadId,
    lastActivityId: activity.lastActivityId,
    processId: activity.processId,
    referenceId: activity.referenceId,
    timestamp: activity.recordedAt,
    sequence: activity.sequence,
    triggers: activity.triggers,
    body: activity.body,
  };
}
