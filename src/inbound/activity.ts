import type { Json, JsonText } from "../callbacks/activity-body.ts";
import { limits } from "../contract/limits.ts";
import type { VoiceProvider } from "../contract/words.ts";
import type { ReportedActivity } from "../outreach/model.ts";
import type { ProviderCall, TranscriptEntry } from "./event.ts";

/** What of an activity's 256 KiB each part may take: a call is never refused for being talkative. */
const mostTranscript = 160 * 1024;
const mostAnalysis = 48 * 1024;
const mostInput = 16 * 1024;

/** What decided the disposition: the first outcome that is mapped, whatever its case. */
export interface Decided {
  disposition: string | null;
  /** The outcome that was mapped. */
  outcome: string | null;
}

/** The disposition that a process maps the outcomes of a call to; none where none of them is mapped. */
export function decideDisposition(
  outcomes: readonly string[],
  mapping: Readonly<Record<string, string>>,
): Decided {
  const known = new Map(Object.entries(mapping).map(([outcome, name]) => [outcome.toLowerCase(), name]));
  for (const outcome of outcomes) {
    const disposition = known.get(outcome.toLowerCase());
    if (disposition !== undefined) return { disposition, outcome };
  }
  return { disposition: null, outcome: null };
}

/** The activity that a call makes, as it would be reported. */
export function activityOf(
  provider: VoiceProvider,
  call: ProviderCall,
  disposition: string | null,
): ReportedActivity {
  const analysis = within(call.analysis, mostAnalysis);
  const result = {
    provider,
    reason: call.reason?.slice(0, limits.shortText) ?? null,
    successful: call.successful,
    outcomes: call.outcomes.map((outcome) => outcome.slice(0, limits.shortText)).slice(0, 20),
    analysis,
    ...(analysis === null && call.analysis !== null && { analysisTruncated: true }),
  };
  return {
    type: "call",
    callStatus: call.callStatus,
    connected: call.connected,
    direction: call.direction,
    startedAt: call.startedAt,
    endedAt: call.endedAt,
    scheduledAt: null,
    disposition,
    toState: null,
    summary: call.summary?.slice(0, limits.longText) ?? null,
    transcript: call.transcript.length === 0 ? "null" : cutTranscript(call.transcript),
    recordingUrl: webUrl(call.recordingUrl),
    providerCallId: call.callId,
    input: JSON.stringify(within(call.input, mostInput)),
    result: JSON.stringify(result),
  };
}

const within = (value: Json, most: number): Json =>
  Buffer.byteLength(JSON.stringify(value)) <= most ? value : null;

/** What leads nowhere, or elsewhere than to the web, is no recording. */
function webUrl(url: string | null): string | null {
  const web = url !== null && url.length <= limits.url && /^https?:\/\//i.test(url) && URL.canParse(url);
  return web ? url : null;
}

/** The transcript from its beginning, as much as fits; what is cut is said at its end. */
function cutTranscript(entries: readonly TranscriptEntry[]): JsonText {
  const kept: string[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const json = JSON.stringify(entry);
    bytes += Buffer.byteLength(json) + 1;
    if (bytes > mostTranscript) {
      const text = `${entries.length - kept.length} more entries were too long to keep`;
      kept.push(JSON.stringify({ role: "system", text }));
      break;
    }
    kept.push(json);
  }
  return `[${kept.join(",")}]`;
}
