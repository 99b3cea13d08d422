import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bolnaExecution,
  retellCall,
  twilioCall,
  vapiReport,
  vapiStatus,
} from "../../test/fakes/provider-webhooks.ts";
import { knownOutcomes } from "../contract/voice-providers.ts";
import { type VoiceProvider, voiceProviders } from "../contract/words.ts";
import { activityOf, decideDisposition } from "./activity.ts";
import type { ProviderCall } from "./event.ts";
import { providers, readEvent } from "./providers.ts";

const event = (provider: VoiceProvider, body: unknown, query: Record<string, unknown> = {}) =>
  readEvent(provider, body as Record<string, unknown>, query);

function callOf(provider: VoiceProvider, body: unknown, query = {}): ProviderCall {
  const read = event(provider, body, query);
  if (!("call" in read)) throw new Error(JSON.stringify(read));
  return read.call;
}

const started = Date.parse("2026-01-12T04:54:00Z");
const ended = Date.parse("2026-01-12T04:55:19Z");

const retellReason = (reason: string, fields = {}) =>
  retellCall("call_ended", { disconnection_reason: reason, ...fields });
const notConnected = {
  call_status: "not_connected",
  start_timestamp: undefined,
  transcript_object: [],
  transcript: "",
};
const vapiReason = (endedReason: string, fields = {}) => vapiReport({ endedReason, ...fields });
const vapiSilent = { artifact: { messages: [] }, analysis: {} };
const noTalk = (hangup: string | null) =>
  bolnaExecution("completed", {
    conversation_duration: 0,
    telephony_data: { call_type: "outbound", to_number: "+919876543210", hangup_reason: hangup },
  });

describe("what an event is", () => {
  it.each<[VoiceProvider, string, unknown, string, string, boolean]>([
    ["twilio", "in-progress", twilioCall({ CallStatus: "in-progress" }), "began", "in-progress", false],
    ["twilio", "completed", twilioCall(), "ended", "completed", true],
    ["twilio", "busy", twilioCall({ CallStatus: "busy" }), "ended", "busy", false],
    ["twilio", "no-answer", twilioCall({ CallStatus: "no-answer" }), "ended", "no-answer", false],
    ["twilio", "failed", twilioCall({ CallStatus: "failed" }), "ended", "failed", false],
    ["twilio", "canceled", twilioCall({ CallStatus: "canceled" }), "ended", "canceled", false],
    ["twilio", "a machine", twilioCall({ AnsweredBy: "machine_end_beep" }), "ended", "voicemail", true],
    ["twilio", "a person", twilioCall({ AnsweredBy: "human" }), "ended", "completed", true],
    ["vapi", "in progress", vapiStatus("in-progress"), "began", "in-progress", false],
    ["vapi", "status ended", vapiStatus("ended", { endedReason: "customer-busy" }), "held", "busy", false],
    ["vapi", "report", vapiReport(), "ended", "completed", true],
    ["vapi", "silence", vapiReason("silence-timed-out"), "ended", "completed", true],
    ["vapi", "voicemail", vapiReason("voicemail"), "ended", "voicemail", true],
    ["vapi", "busy", vapiReason("customer-busy", vapiSilent), "ended", "busy", false],
    ["vapi", "unanswered", vapiReason("customer-did-not-answer", vapiSilent), "ended", "no-answer", false],
    ["vapi", "canceled", vapiReason("manually-canceled", vapiSilent), "ended", "canceled", false],
    ["vapi", "no connect", vapiReason("twilio-failed-to-connect-call", vapiSilent), "ended", "failed", false],
    [
      "vapi",
      "a fault in the middle",
      vapiReason("call.in-progress.error-vapifault-worker-died"),
      "ended",
      "failed",
      true,
    ],
    ["retell", "started", retellCall("call_started"), "began", "in-progress", false],
    ["retell", "ended", retellCall("call_ended"), "held", "completed", true],
    ["retell", "analyzed", retellCall("call_analyzed"), "ended", "completed", true],
    ["retell", "busy", retellReason("dial_busy", notConnected), "ended", "busy", false],
    ["retell", "unanswered", retellReason("dial_no_answer", notConnected), "ended", "no-answer", false],
    ["retell", "no dial", retellReason("dial_failed", notConnected), "ended", "failed", false],
    ["retell", "voicemail", retellReason("voicemail_reached"), "held", "voicemail", true],
    ["retell", "an error in the middle", retellReason("error_asr"), "held", "failed", true],
    ["bolna", "in progress", bolnaExecution("in-progress"), "began", "in-progress", false],
    ["bolna", "disconnected", bolnaExecution("call-disconnected"), "held", "completed", true],
    ["bolna", "completed", bolnaExecution("completed"), "ended", "completed", true],
    ["bolna", "busy", bolnaExecution("busy"), "ended", "busy", false],
    ["bolna", "no-answer", bolnaExecution("no-answer"), "ended", "no-answer", false],
    ["bolna", "no_answer", bolnaExecution("no_answer"), "ended", "no-answer", false],
    ["bolna", "failed", bolnaExecution("failed"), "ended", "failed", false],
    ["bolna", "error", bolnaExecution("error"), "ended", "failed", false],
    ["bolna", "balance-low", bolnaExecution("balance-low"), "ended", "failed", false],
    ["bolna", "stopped", bolnaExecution("stopped"), "ended", "canceled", false],
    [
      "bolna",
      "voicemail",
      bolnaExecution("completed", { answered_by_voice_mail: true }),
      "ended",
      "voicemail",
      true,
    ],
    ["bolna", "declined, yet completed", noTalk("Call recipient rejected"), "ended", "busy", false],
    ["bolna", "unanswered, yet completed", noTalk("No answer"), "ended", "no-answer", false],
    ["bolna", "completed without a word", noTalk(null), "ended", "completed", false],
  ])("%s: %s", (provider, _, body, kind, callStatus, connected) => {
    expect(event(provider, body)).toMatchObject({ kind, call: { callStatus, connected } });
  });

  it.each<[VoiceProvider, unknown]>([
    ["twilio", twilioCall({ CallStatus: "ringing" })],
    ["twilio", twilioCall({ CallStatus: "queued" })],
    ["twilio", { CallSid: "CA1", RecordingStatus: "completed", RecordingUrl: "https://api.twilio.com/r" }],
    ["vapi", vapiStatus("ringing")],
    ["vapi", { message: { type: "transcript", transcript: "Haan" } }],
    ["retell", retellCall("transcript_updated")],
    ["bolna", bolnaExecution("queued")],
    ["bolna", bolnaExecution("ringing")],
    ["bolna", bolnaExecution("rescheduled")],
  ])("%s sends what says nothing: %j", (provider, body) => {
    expect(event(provider, body)).toEqual({ kind: "ignored", reason: expect.stringMatching(/\w{4}/) });
  });

  it.each<[VoiceProvider, unknown, string]>([
    ["twilio", {}, "CallSid"],
    ["vapi", {}, "message.type"],
    ["vapi", { message: { type: "end-of-call-report" } }, "message.call.id"],
    ["retell", {}, "event"],
    ["retell", { event: "call_ended", call: [] }, "call.call_id"],
    ["bolna", { status: "completed" }, "id"],
    ["bolna", { id: "x" }, "status"],
  ])("%s does not send %j", (provider, body, path) => {
    expect(event(provider, body)).toMatchObject({ kind: "malformed", path });
  });

  it("takes no id of any length", () => {
    expect(event("twilio", twilioCall({ CallSid: "C".repeat(257) })).kind).toBe("malformed");
  });

  it("can be anything, without an error", () => {
    const anything = fc.dictionary(
      fc.constantFrom("message", "call", "event", "id", "status", "CallSid", "CallStatus", "telephony_data"),
      fc.oneof(fc.jsonValue(), fc.constantFrom("completed", "call_analyzed", "call-disconnected")),
    );
    fc.assert(
      fc.property(fc.constantFrom(...voiceProviders), anything, (provider, body) => {
        const read = readEvent(provider, body, body);
        if ("call" in read) JSON.parse(activityOf(provider, read.call, null).result);
      }),
    );
  });
});

const agreed = {
  direction: "outbound",
  startedAt: started,
  endedAt: ended,
  lead: { phone: "+919876543210" },
} as const;
const talked = {
  ...agreed,
  summary: "Asha asked for the brochure.",
  recordingUrl: expect.stringMatching(/^https:.*rec\./),
} as const;

describe("what a call is made of", () => {
  it("Twilio: times of its duration, the recording where it is told", () => {
    const call = callOf("twilio", twilioCall({ RecordingUrl: "https://api.twilio.com/rec.wav" }));
    expect(call).toMatchObject({ ...agreed, recordingUrl: "https://api.twilio.com/rec.wav", transcript: [] });
    expect(call.outcomes).toEqual(["completed"]);
  });

  it("Vapi: what was said, what was made of it", () => {
    const call = callOf("vapi", vapiReport());
    expect(call).toMatchObject({ ...talked, successful: true, reason: "customer-ended-call" });
    expect(call.transcript).toEqual([
      { role: "agent", text: "Namaste", at: 1.2 },
      { role: "user", text: "Haan ji", at: 3.4 },
    ]);
    expect(call.outcomes).toEqual(["interested", "successful", "customer-ended-call", "completed"]);
    expect(call).toMatchObject({ input: { plan: "Gold" }, analysis: { budget: 40_000 } });
  });

  it("Vapi: outcomes of structured outputs, by their names", () => {
    const artifact = { structuredOutputs: { "9f1c": { name: "Call Outcome", result: "callback" } } };
    const { outcomes } = callOf("vapi", vapiReport({ artifact, analysis: { successEvaluation: "false" } }));
    expect(outcomes).toEqual(["callback", "unsuccessful", "customer-ended-call", "completed"]);
  });

  it("Retell", () => {
    const call = callOf("retell", retellCall("call_analyzed"));
    expect(call).toMatchObject({ ...talked, successful: true, lead: { name: "Asha Verma" } });
    expect(call.transcript).toEqual([
      { role: "agent", text: "Namaste", at: 1.2 },
      { role: "user", text: "Haan ji", at: 3.4 },
    ]);
    expect(call.outcomes).toEqual(["interested", "successful", "user_hangup", "completed"]);
  });

  it("Bolna: a transcript of lines, times without a zone", () => {
    const call = callOf("bolna", bolnaExecution("completed"));
    expect(call).toMatchObject(talked);
    expect(call.transcript).toEqual([
      { role: "agent", text: "Namaste,\nmain Naina bol rahi hoon" },
      { role: "user", text: "Haan ji" },
    ]);
    expect(call.outcomes).toEqual(["interested", "Normal Hangup", "completed"]);
  });

  it.each<[VoiceProvider, unknown]>([
    ["twilio", twilioCall({ Direction: "inbound", From: "+919812345678", To: "+911140000000" })],
    ["vapi", vapiReport({ customer: { number: "+919812345678" } }, { type: "inboundPhoneCall" })],
    ["retell", retellCall("call_ended", { direction: "inbound", from_number: "+919812345678" })],
    [
      "bolna",
      bolnaExecution("completed", { telephony_data: { call_type: "inbound", from_number: "+919812345678" } }),
    ],
  ])("%s: the caller, where they called in", (provider, body) => {
    expect(callOf(provider, body)).toMatchObject({ direction: "inbound", lead: { phone: "+919812345678" } });
  });

  it.each<[VoiceProvider, unknown]>([
    ["vapi", vapiReport({}, { metadata: { leadId: "L1", referenceId: "R1" } })],
    ["vapi", vapiReport({}, { assistantOverrides: { variableValues: { leadId: "L1", referenceId: "R1" } } })],
    ["retell", retellCall("call_ended", { metadata: { lead_id: "L1", reference_id: "R1" } })],
    [
      "retell",
      retellCall("call_ended", { retell_llm_dynamic_variables: { leadId: "L1", referenceId: "R1" } }),
    ],
    [
      "bolna",
      bolnaExecution("completed", {
        context_details: { recipient_data: { leadId: "L1", referenceId: "R1" } },
      }),
    ],
    ["twilio", twilioCall({ leadId: "L1", referenceId: "R1" })],
  ])("%s: the lead that its metadata names", (provider, body) => {
    expect(callOf(provider, body).lead).toMatchObject({ leadId: "L1", referenceId: "R1" });
  });

  it("names the lead of the URL before the one of the body", () => {
    const body = retellCall("call_ended", { metadata: { leadId: "L1" } });
    expect(callOf("retell", body, { referenceId: "R2" }).lead).toMatchObject({
      leadId: null,
      referenceId: "R2",
    });
  });
});

describe("the activity", () => {
  it("says which outcome decided, whatever its case, the most telling first", () => {
    const outcomes = ["interested", "successful", "completed"];
    expect(decideDisposition(outcomes, { Successful: "A", INTERESTED: "B" })).toEqual({
      disposition: "B",
      outcome: "interested",
    });
    expect(decideDisposition(outcomes, { busy: "A" })).toEqual({ disposition: null, outcome: null });
    expect(decideDisposition(["constructor"], {})).toEqual({ disposition: null, outcome: null });
  });

  it("is cut to what an activity may hold, and says so", () => {
    const messages = Array.from({ length: 20_000 }, (_, n) => ({
      role: "user",
      message: `word ${n} `.repeat(4),
    }));
    const structuredData = { notes: "x".repeat(100_000) };
    const call = callOf("vapi", vapiReport({ artifact: { messages }, analysis: { structuredData } }));
    const made = activityOf("vapi", call, "Interested");
    expect(Buffer.byteLength(JSON.stringify(made))).toBeLessThan(256 * 1024);
    const transcript = JSON.parse(made.transcript) as { role: string; text: string }[];
    expect(transcript.at(-1)).toMatchObject({ role: "system", text: expect.stringMatching(/^\d+ more/) });
    expect(JSON.parse(made.result)).toMatchObject({ analysis: null, analysisTruncated: true });
  });

  it.each(["javascript:alert(1)", "ftp://example.com/a", `https://e.com/${"a".repeat(2_100)}`, "rec.wav"])(
    "has no recording at %.30s",
    (url) => {
      const call = callOf("twilio", twilioCall({ RecordingUrl: url }));
      expect(activityOf("twilio", call, null).recordingUrl).toBeNull();
    },
  );

  it("offers only outcomes that can come", () => {
    for (const provider of voiceProviders) {
      expect(new Set(knownOutcomes[provider]).size).toBe(knownOutcomes[provider].length);
      expect(providers[provider]).toBeDefined();
    }
    const said = [
      ...["completed", "busy", "no-answer", "failed", "canceled"].map((status) => bolnaExecution(status)),
      bolnaExecution("completed", { answered_by_voice_mail: true }),
    ].flatMap((body) => callOf("bolna", body).outcomes);
    expect(knownOutcomes.bolna.filter((outcome) => !said.includes(outcome))).toEqual([]);
  });
});
