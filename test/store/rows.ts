import { triggers } from "../../src/contract/words.ts";
import type { Change, NewLead, ReportedActivity } from "../../src/outreach/model.ts";
import { newId } from "../../src/platform/ids.ts";
import type { CallbackTable } from "../../src/store/schema.ts";
import { reportedCall } from "../fakes/records.ts";

/** When the tests of the store take place, ms since the epoch. */
export const start = Date.UTC(2026, 0, 12, 4, 54);

export function callbackRow(
  projectId: string,
  processId: string,
  position: number,
  fields: Partial<CallbackTable>,
): CallbackTable {
  return {
    id: newId(start),
    project_id: projectId,
    process_id: processId,
    position,
    name: `Callback ${position + 1}`,
    enabled: 1,
    url: `https://example.com/${position}`,
    payload_format: "activity_update",
    requires_whitelisted_source: 0,
    auth_type: "none",
    auth_key: null,
    auth_secret: null,
    auth_last4: null,
    triggers: JSON.stringify(triggers),
    dispositions: null,
    states: null,
    delivery_order: "per_lead",
    rate_limit: null,
    timeout_ms: 15_000,
    signing: "v1",
    secret: "sealed",
    previous_secret: null,
    previous_until: null,
    paused_reason: null,
    paused_at: null,
    failing_since: null,
    removed_at: null,
    created_at: start,
    ...fields,
  };
}

export function initiate(projectId: string, processId: string, fields: Partial<NewLead> = {}): Change {
  const lead: NewLead = {
    processId,
    groupId: null,
    name: "Asha Verma",
    firstName: null,
    lastName: null,
    phone: null,
    email: null,
    referenceId: null,
    metadata: "{}",
    init: true,
    ...fields,
  };
  return { kind: "initiate", projectId, lead };
}

/** A completed call, unless told otherwise. */
export function report(projectId: string, leadId: string, fields: Partial<ReportedActivity> = {}): Change {
  const activity = reportedCall(fields);
  return { kind: "report", projectId, onlyProcessId: null, target: { leadId }, activity };
}
