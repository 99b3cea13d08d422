import type { Json } from "../callbacks/activity-body.ts";
import type { ActivityRecord, ReportedActivity } from "./model.ts";

/** What the API shows of an activity that is no call, kept beside its payload. Empty fields are left out. */
export function extraOf(activity: ReportedActivity): string | null {
  const { disposition, summary, transcript, recordingUrl, providerCallId, input, result } = activity;
  const { startedAt, endedAt, direction, connected } = activity;
  const fields = {
    disposition,
    summary,
    transcript,
    recordingUrl,
    providerCallId,
    input,
    result,
    startedAt,
    endedAt,
    direction,
    connected,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  return given.length === 0 ? null : JSON.stringify(Object.fromEntries(given));
}

const iso = (ms: Json | undefined): string | null =>
  typeof ms === "number" ? new Date(ms).toISOString() : null;

/**
 * An activity as the management API shows it (API.md "Reporting calls"), read back from what is stored of it.
 * Times are ISO 8601 UTC.
 */
export function activityView(record: ActivityRecord) {
  const body = JSON.parse(record.body) as Record<string, Json>;
  const result = body.result as Record<string, Json>;
  const analysis = result.analysis as Record<string, Json> | null | undefined;
  const isCall = record.type === "call";
  const extra = record.extra === null ? {} : (JSON.parse(record.extra) as Record<string, Json>);
  const said = isCall ? result : extra;
  return {
    id: record.id,
    leadId: record.leadId,
    processId: record.processId,
    projectId: record.projectId,
    type: record.type,
    sequence: record.sequence,
    lastActivityId: record.lastActivityId,
    fromState: body.fromState ?? null,
    toState: body.toState ?? null,
    disposition: (isCall ? analysis?.disposition : extra.disposition) ?? null,
    callStatus: isCall ? (result.status ?? null) : null,
    connected: said.connected ?? null,
    direction: said.direction ?? null,
    startedAt: iso(said.startedAt),
    endedAt: iso(said.endedAt),
    scheduledAt: iso(body.scheduledAt),
    summary: (isCall ? analysis?.summary : extra.summary) ?? null,
    transcript: said.transcript ?? null,
    recordingUrl: said.recordingUrl ?? null,
    providerCallId: said.providerCallId ?? null,
    input: said.input ?? null,
    result: (isCall ? result.data : extra.result) ?? null,
    triggers: record.triggers,
    recordedAt: new Date(record.recordedAt).toISOString(),
  };
}

export type ActivityView = ReturnType<typeof activityView>;
