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
 * A server message of Vapi (https://docs.vapi.ai/server-url/events): the `end-of-call-report` is final, a
 * `status-update` tells that the call is in progress, or has ended while the report is still made.
 */
export function readVapi(body: Record<string, unknown>): ProviderEvent {
  const message = fields(body.message);
  const type = text(message.type);
  if (type === null) return { kind: "malformed", path: "message.type", message: "is required" };
  const status = text(message.status);
  const kind = kindOf(type, status);
  if (kind === null) {
    const what = status === null ? type : `${type} ${status}`;
    return { kind: "ignored", reason: `A message of type ${what} says nothing that is recorded` };
  }
  const call = fields(message.call);
  const callId = text(call.id);
  if (callId === null) return { kind: "malformed", path: "message.call.id", message: "is required" };
  const artifact = { ...fields(call.artifact), ...fields(message.artifact) };
  const analysis = { ...fields(call.analysis), ...fields(message.analysis) };
  const customer = { ...fields(call.customer), ...fields(message.customer) };
  const overrides = fields(call.assistantOverrides);
  const reason = first(text(message.endedReason), text(call.endedReason));
  const transcript = transcriptOf(message, artifact);
  const callStatus = kind === "began" ? "in-progress" : statusOf(reason);
  const successful = flag(analysis.successEvaluation);
  const variables = first(bag(overrides.variableValues), bag(artifact.variableValues));
  const named = namedLead(
    call.metadata,
    overrides.metadata,
    overrides.variableValues,
    fields(message.assistant).metadata,
    fields(call.assistant).metadata,
    artifact.variableValues,
  );
  return {
    kind,
    call: {
      callId,
      lead: {
        leadId: named.leadId,
        referenceId: named.referenceId ?? text(customer.externalId),
        phone: text(customer.number),
        name: text(customer.name),
      },
      direction: text(call.type) === "inboundPhoneCall" ? "inbound" : "outbound",
      callStatus,
      connected: callStatus === "completed" || callStatus === "voicemail" || transcript.length > 0,
      startedAt: first(time(message.startedAt), time(call.startedAt), startOf(kind, message.timestamp)),
      endedAt: kind === "began" ? null : first(time(message.endedAt), time(call.endedAt)),
      outcomes: distinct([
        ...namedOutcomes(analysis.structuredData),
        ...structuredOutcomes(artifact.structuredOutputs),
        successful === null ? text(analysis.successEvaluation) : successful ? "successful" : "unsuccessful",
        reason,
        callStatus,
      ]),
      reason,
      successful,
      summary: first(text(analysis.summary), text(message.summary)),
      transcript,
      recordingUrl: first(
        text(artifact.recordingUrl),
        text(message.recordingUrl),
        text(fields(artifact.recording).stereoUrl),
      ),
      input: variables,
      analysis: json(analysis.structuredData ?? artifact.structuredOutputs),
    },
  };
}

function kindOf(type: string, status: string | null): "began" | "held" | "ended" | null {
  if (type === "end-of-call-report") return "ended";
  if (type !== "status-update") return null;
  return status === "in-progress" ? "began" : status === "ended" ? "held" : null;
}

const bag = (value: unknown) => (Object.keys(fields(value)).length > 0 ? json(value) : null);

const startOf = (kind: string, timestamp: unknown): number | null =>
  kind === "began" ? time(timestamp) : null;

const failures =
  /error|fault|failed|fail-|misdialed|invalid|not-(found|valid|provided)|worker-shutdown|did-not-give|timed-out-joining|join-timed-out|no-call-received/;

/** What a call came to by its `endedReason`, of which there are hundreds: by their words, the failures last. */
function statusOf(reason: string | null): CallStatus {
  if (reason === null) return "completed";
  if (reason.includes("voicemail")) return "voicemail";
  if (reason === "customer-busy" || reason === "vonage-rejected") return "busy";
  if (reason === "customer-did-not-answer") return "no-answer";
  if (/canceled|call-deleted|hungup-before-call-connect/.test(reason)) return "canceled";
  return failures.test(reason) ? "failed" : "completed";
}

/** Structured outputs stand under ids, each with its name and result. */
function structuredOutcomes(outputs: unknown): string[] {
  return Object.values(fields(outputs)).flatMap((output) => {
    const { name, result } = fields(output);
    const own = namedOutcomes(result);
    return own.length > 0 ? own : namedOutcomes({ [text(name)?.replaceAll(/\s+/g, "_") ?? ""]: result });
  });
}

function transcriptOf(
  message: Record<string, unknown>,
  artifact: Record<string, unknown>,
): TranscriptEntry[] {
  const spoken = list(artifact.messages ?? message.messages).flatMap((entry): TranscriptEntry[] => {
    const { role, message: said, secondsFromStart } = fields(entry);
    const speaker = speakerOf(text(role) ?? "");
    const words = text(said);
    if (words === null || (speaker !== "agent" && speaker !== "user")) return [];
    const at = number(secondsFromStart);
    return [{ role: speaker, text: words, ...(at !== null && { at }) }];
  });
  return spoken.length > 0 ? spoken : spokenLines(artifact.transcript ?? message.transcript);
}

/**
 * Whether the shared secret came with it, as `X-Vapi-Secret` or as a bearer token
 * (https://docs.vapi.ai/server-url/server-authentication). Vapi signs nothing by itself.
 */
export function verifyVapi(request: SignedRequest, secret: string): boolean {
  const bearer = /^Bearer +(\S+)$/i.exec(request.header("authorization") ?? "")?.[1] ?? null;
  return [request.header("x-vapi-secret"), bearer].some((given) => given !== null && sameText(given, secret));
}
