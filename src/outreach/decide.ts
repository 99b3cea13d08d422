import type { Batch } from "./batch.ts";
import { closeInboundCall, inboundCall } from "./inbound-call.ts";
import { initiateExistingLead, initiateLead } from "./initiate-lead.ts";
import type { Change, ChangeResult } from "./model.ts";
import { endForgottenCall, reportActivity } from "./report-activity.ts";
import { updateLead } from "./update-lead.ts";

/**
 * Decides one change on the state of its batch: what the lead becomes, the activity, what is owed, or a refusal
 * that leaves nothing behind. Pure but for the batch, which collects what is to be written.
 */
export function decide(batch: Batch, change: Change): ChangeResult {
  switch (change.kind) {
    case "initiate":
      return initiateLead(batch, change.projectId, change.lead);
    case "initiate-existing":
      return initiateExistingLead(batch, change.projectId, change.leadId);
    case "update":
      return updateLead(batch, change.projectId, change.target, change.update);
    case "report":
      return reportActivity(batch, change.projectId, change.onlyProcessId, change.target, change.activity);
    case "end-forgotten-call":
      return endForgottenCall(batch, change.projectId, change.leadId, change.since);
    case "inbound-call":
      return inboundCall(batch, change);
    case "close-inbound-call":
      return closeInboundCall(batch, change.call, change.limits);
  }
}
