import { type Json, quote } from "../callbacks/activity-body.ts";
import type { ActivityType } from "../contract/words.ts";
import type { ActivityRecord, ReportedActivity } from "./model.ts";

/** What the API shows of an activity that is no call, kept beside its payload as JSON text; empty fields left out. */
export function extraOf(activity: ReportedActivity): string | null {
  const { transcript, input, result, disposition, summary, recordingUrl, providerCallId } = activity;
  const { startedAt, endedAt, direction, connected } = activity;
  const texts = {
    disposition,
    summary,
    recordingUrl,
    providerCallId,
    startedAt,
    endedAt,
    direction,
    connected,
  };
  const given = [
    ...Object.entries(texts).map(([name, value]) => [name, JSON.stringify(value)]),
    ...Object.entries({ transcript, input, result }),
  ].filter(([, json]) => json !== "null");
  return given.length === 0 ? null : `{${given.map(([name, json]) => `"${name}":${json}`).join(",")}}`;
}

const iso = (ms: Json | undefined): string | null =>
  typeof ms === "number" ? new Date(ms).toISOString() : null;

/** What a list says of an activity in one line. */
export interface ActivityBrief {
  type: ActivityType;
  callStatus: string | null;
  disposition: string | null;
  fromState: string | null;
  toState: string | null;
}

/** The line of an activity, read back from what is stored of it. */
export function activityBrief(record: Pick<ActivityRecord, "type" | "body" | "extra">): ActivityBrief {
  const { fromState, toState, result } = JSON.parse(record.body) as StoredBody;
  const extra = record.extra === null ? {} : (JSON.parse(record.extra) as { disposition?: string });
  const isCall = record.type === "call";
  return {
    type: record.type,
    callStatus: isCall ? (result.status ?? null) : null,
    disposition: (isCall ? result.analysis?.disposition : extra.disposition) ?? null,
    fromState,
    toState,
  };
}

interface StoredBody {
  fromState: string | null;
  toState: string | null;
  result: { status?: string; analysis?: { disposition: string | null } | null };
}

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

/**
 * The same view as JSON text, made while the activity is recorded, from what was reported: what is stored of it
 * need not be parsed to answer.
 *
 * @param deliveries how many it is owed in
 */
export function activityAnswer(
  record: ActivityRecord,
  reported: ReportedActivity,
  states: { from: string | null; to: string | null },
  deliveries: number,
): string {
  const time = (ms: number | null) => (ms === null ? "null" : `"${new Date(ms).toISOString()}"`);
  return (
    `{"id":"${record.id}","leadId":"${record.leadId}","processId":"${record.processId}",` +
    `"projectId":"${record.projectId}","type":"${record.type}","sequence":${record.sequence},` +
    `"lastActivityId":${quote(record.lastActivityId)},"fromState":${quote(states.from)},"toState":${quote(states.to)},` +
    `"disposition":${quote(reported.disposition)},"callStatus":${quote(reported.callStatus)},` +
    `"connected":${reported.connected},"direction":${quote(reported.direction)},` +
    `"startedAt":${time(reported.startedAt)},"endedAt":${time(reported.endedAt)},` +
    `"scheduledAt":${time(reported.scheduledAt)},"summary":${quote(reported.summary)},` +
    `"transcript":${reported.transcript},"recordingUrl":${quote(reported.recordingUrl)},` +
    `"providerCallId":${quote(reported.providerCallId)},"input":${reported.input},"result":${reported.result},` +
    `"triggers":${JSON.stringify(record.triggers)},"recordedAt":${time(record.recordedAt)},"deliveries":${deliveries}}`
  );
}
