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

const ends: Readonly<Record<string, CallStatus>> = {
  "call-disconnected": "completed",
  completed: "completed",
  busy: "busy",
  "no-answer": "no-answer",
  failed: "failed",
  error: "failed",
  "balance-low": "failed",
  canceled: "canceled",
  cancelled: "canceled",
  stopped: "canceled",
};

/**
 * An execution of Bolna (https://www.bolna.ai/docs/api-reference/executions/payload): `call-disconnected` comes when
 * the line drops, with nothing worked out yet, `completed` minutes later with everything; other ends are final.
 */
export function readBolna(body: Record<string, unknown>): ProviderEvent {
  const callId = first(text(body.id), text(body.execution_id));
  if (callId === null) return { kind: "malformed", path: "id", message: "is required" };
  const status = text(body.status)?.toLowerCase().replaceAll("_", "-");
  if (status === undefined) return { kind: "malformed", path: "status", message: "is required" };
  const end = ends[status];
  if (end === undefined && status !== "in-progress") {
    return { kind: "ignored", reason: `A call that is ${status} has neither begun nor ended` };
  }
  const telephony = fields(body.telephony_data);
  const context = fields(body.context_details);
  const given = context.recipient_data ?? body.user_data;
  const inbound = text(telephony.call_type) === "inbound";
  const seconds = first(
    number(body.conversation_duration),
    number(body.conversation_time),
    number(telephony.duration),
  );
  const reason = first(
    text(body.termination_reason),
    text(telephony.hangup_reason),
    text(body.error_message),
  );
  const callStatus = end === undefined ? "in-progress" : statusOf(end, status, seconds, body, reason);
  const updatedAt = time(body.updated_at);
  const endedAt = end === undefined ? null : updatedAt;
  const person = first(text(inbound ? telephony.from_number : telephony.to_number), text(body.user_number));
  return {
    kind: end === undefined ? "began" : status === "call-disconnected" ? "held" : "ended",
    call: {
      callId,
      lead: {
        ...namedLead(given, context, body.metadata),
        phone: first(person, text(context.recipient_phone_number)),
        name: first(...["name", "customer_name"].map((name) => text(fields(given)[name]))),
      },
      direction: inbound ? "inbound" : "outbound",
      callStatus,
      connected: connects(callStatus, status, seconds),
      startedAt: startOf(endedAt, updatedAt, seconds),
      endedAt,
      outcomes: distinct([...namedOutcomes(body.extracted_data), reason, callStatus, status]),
      reason: reason ?? status,
      successful: null,
      summary: text(body.summary),
      transcript: transcriptOf(body.transcript),
      recordingUrl: first(text(telephony.recording_url), text(body.recording_url)),
      input: json(given),
      analysis: json(body.extracted_data),
    },
  };
}

/** `completed` follows the line, not the conversation: a call that was declined may end as completed, with no second of talk. */
function statusOf(
  end: CallStatus,
  status: string,
  seconds: number | null,
  body: Record<string, unknown>,
  reason: string | null,
): CallStatus {
  if (end !== "completed") return end;
  if (flag(body.answered_by_voice_mail) === true || /voice.?mail/i.test(reason ?? "")) return "voicemail";
  if (status === "call-disconnected" || seconds === null || seconds > 0) return end;
  if (/busy|reject|declin/i.test(reason ?? "")) return "busy";
  return /no.?answer|unanswer|not.?answer|ring.?timeout/i.test(reason ?? "") ? "no-answer" : end;
}

function connects(callStatus: CallStatus, status: string, seconds: number | null): boolean {
  if (callStatus === "voicemail") return true;
  return callStatus === "completed" && (status === "call-disconnected" || seconds === null || seconds > 0);
}

function startOf(endedAt: number | null, updatedAt: number | null, seconds: number | null): number | null {
  if (endedAt === null) return updatedAt;
  return seconds === null ? null : Math.round(endedAt - seconds * 1_000);
}

/** A text of lines, or a list of who said what. */
function transcriptOf(transcript: unknown): TranscriptEntry[] {
  if (!Array.isArray(transcript)) return spokenLines(transcript);
  return list(transcript).flatMap((entry) => {
    const { role, content } = fields(entry);
    const said = text(content);
    return said === null ? [] : [{ role: speakerOf(text(role) ?? "unknown"), text: said }];
  });
}
