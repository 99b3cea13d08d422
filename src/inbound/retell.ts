import { createHmac } from "node:crypto";
import type { CallStatus } from "../contract/words.ts";
import type { ProviderEvent, TranscriptEntry } from "./event.ts";
import {
  distinct,
  fields,
  first,
  flag,
  json,
  list,
  namedLead,
  namedOutcomes,
  number,
  speakerOf,
  spokenLines,
  text,
  time,
} from "./fields.ts";
import { type SignedRequest, sameText } from "./signature.ts";

/**
 * A webhook of Retell (https://docs.retellai.com/features/webhook-overview): `call_started`, `call_ended`, and
 * `call_analyzed`, which is the final one. A call that never connected has nothing to analyse: its end is final.
 */
export function readRetell(body: Record<string, unknown>): ProviderEvent {
  const event = text(body.event);
  if (event === null) return { kind: "malformed", path: "event", message: "is required" };
  if (event !== "call_started" && event !== "call_ended" && event !== "call_analyzed") {
    return { kind: "ignored", reason: `An event of type ${event} says nothing that is recorded` };
  }
  const call = fields(body.call);
  const callId = text(call.call_id);
  if (callId === null) return { kind: "malformed", path: "call.call_id", message: "is required" };
  const analysis = fields(call.call_analysis);
  const inbound = text(call.direction) === "inbound";
  const reason = text(call.disconnection_reason);
  const began = event === "call_started";
  const startedAt = time(call.start_timestamp);
  const callStatus = began ? "in-progress" : statusOf(reason, startedAt, flag(analysis.in_voicemail));
  const connected = !began && startedAt !== null && text(call.call_status) !== "not_connected";
  const successful = flag(analysis.call_successful);
  return {
    kind: began ? "began" : event === "call_ended" && connected ? "held" : "ended",
    call: {
      callId,
      lead: {
        ...namedLead(call.metadata, call.retell_llm_dynamic_variables),
        phone: text(inbound ? call.from_number : call.to_number),
        name: first(
          ...["customer_name", "name"].map((name) => text(fields(call.retell_llm_dynamic_variables)[name])),
        ),
      },
      direction: inbound ? "inbound" : "outbound",
      callStatus,
      connected,
      startedAt,
      endedAt: began ? null : time(call.end_timestamp),
      outcomes: distinct([
        ...namedOutcomes(analysis.custom_analysis_data),
        successful === null ? null : successful ? "successful" : "unsuccessful",
        reason,
        callStatus,
      ]),
      reason,
      successful,
      summary: text(analysis.call_summary),
      transcript: transcriptOf(call),
      recordingUrl: text(call.recording_url),
      input: json(call.retell_llm_dynamic_variables),
      analysis: json(analysis.custom_analysis_data),
    },
  };
}

const failures =
  /^(dial_failed|invalid_destination|telephony_|sip_|marked_as_spam|concurrency_|no_concurrency|no_valid_payment|scam_|registered_call_timeout|error_)/;

function statusOf(reason: string | null, startedAt: number | null, voicemail: boolean | null): CallStatus {
  if (reason === "voicemail_reached" || voicemail === true) return "voicemail";
  if (reason === "dial_busy" || reason === "user_declined") return "busy";
  if (reason === "dial_no_answer") return "no-answer";
  if (reason === "manual_stopped" && startedAt === null) return "canceled";
  return failures.test(reason ?? "") ? "failed" : "completed";
}

function transcriptOf(call: Record<string, unknown>): TranscriptEntry[] {
  const spoken = list(call.transcript_object).flatMap((entry): TranscriptEntry[] => {
    const { role, content, words } = fields(entry);
    const said = text(content);
    if (said === null) return [];
    const at = number(fields(list(words)[0]).start);
    return [{ role: speakerOf(text(role) ?? "unknown"), text: said, ...(at !== null && { at }) }];
  });
  return spoken.length > 0 ? spoken : spokenLines(call.transcript);
}

/** How old a signature may be, or how far ahead, ms. */
const toleranceMs = 5 * 60_000;

/**
 * Whether `X-Retell-Signature` (`v=<ms>,d=<hex>`) is right and not older than five minutes: HMAC-SHA256 of the body as
 * it came and the time, with the API key that has the webhook badge (https://docs.retellai.com/features/secure-webhook).
 */
export function verifyRetell(request: SignedRequest, apiKey: string): boolean {
  const [, at, digest] =
    /^v=(\d{1,15}),d=([0-9a-f]{64})$/i.exec(request.header("x-retell-signature") ?? "") ?? [];
  if (at === undefined || digest === undefined) return false;
  if (Math.abs(request.now - Number(at)) > toleranceMs) return false;
  const right = createHmac("sha256", apiKey)
    .update(request.bytes)
    .update(String(Number(at)))
    .digest("hex");
  return sameText(digest.toLowerCase(), right);
}
