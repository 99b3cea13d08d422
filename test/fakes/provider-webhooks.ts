/** Bodies of webhooks as the providers send them, with what a test says in place; shortened where nothing is read. */

type Fields = Record<string, unknown>;

export const twilioCall = (fields: Fields = {}): Record<string, string> => ({
  AccountSid: "AC00000000000000000000000000000000",
  ApiVersion: "2010-04-01",
  CallSid: "CA11111111111111111111111111111111",
  CallStatus: "completed",
  CallbackSource: "call-progress-events",
  Called: "+919876543210",
  Caller: "+911140000000",
  Direction: "outbound-api",
  Duration: "2",
  CallDuration: "79",
  From: "+911140000000",
  SequenceNumber: "3",
  Timestamp: "Mon, 12 Jan 2026 04:55:19 +0000",
  To: "+919876543210",
  ...(fields as Record<string, string>),
});

/** The same as the bytes of a form. */
export const formOf = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

const vapiCall = (fields: Fields) => ({
  id: "019a5193-90ae-7fff-b06b-d09a3312294a",
  orgId: "6a1b7d0e-0000-4000-8000-000000000000",
  type: "outboundPhoneCall",
  status: "in-progress",
  phoneCallProvider: "twilio",
  customer: { number: "+919876543210", name: "Asha Verma" },
  createdAt: "2026-01-12T04:53:50.000Z",
  updatedAt: "2026-01-12T04:55:19.000Z",
  assistantOverrides: { variableValues: { plan: "Gold" } },
  ...fields,
});

export const vapiStatus = (status: string, fields: Fields = {}, call: Fields = {}) => ({
  message: {
    timestamp: Date.parse("2026-01-12T04:54:00Z"),
    type: "status-update",
    status,
    artifact: { messages: [] },
    call: vapiCall(call),
    customer: { number: "+919876543210", name: "Asha Verma" },
    ...fields,
  },
});

export const vapiReport = (fields: Fields = {}, call: Fields = {}) => ({
  message: {
    timestamp: Date.parse("2026-01-12T04:55:30Z"),
    type: "end-of-call-report",
    endedReason: "customer-ended-call",
    startedAt: "2026-01-12T04:54:00.000Z",
    endedAt: "2026-01-12T04:55:19.000Z",
    cost: 0.0843,
    analysis: {
      summary: "Asha asked for the brochure.",
      structuredData: { callOutcome: "interested", budget: 40_000 },
      successEvaluation: "true",
    },
    artifact: {
      recordingUrl: "https://storage.vapi.ai/rec.wav",
      transcript: "AI: Namaste\nUser: Haan ji\n",
      messages: [
        { role: "system", message: "You are a caller.", time: 1_768_193_640_000, secondsFromStart: 0 },
        { role: "bot", message: "Namaste", time: 1_768_193_641_200, secondsFromStart: 1.2, duration: 900 },
        { role: "user", message: "Haan ji", time: 1_768_193_643_400, secondsFromStart: 3.4, duration: 700 },
        { role: "tool_calls", toolCalls: [], message: "", time: 1_768_193_644_000, secondsFromStart: 4 },
      ],
      variableValues: { plan: "Gold" },
    },
    call: vapiCall(call),
    customer: { number: "+919876543210", name: "Asha Verma" },
    ...fields,
  },
});

export const retellCall = (event: string, fields: Fields = {}) => ({
  event,
  call: {
    call_type: "phone_call",
    call_id: "Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6",
    agent_id: "oBeDLoLOeuAbiuaMFXRtDOLriTJ5tSxD",
    agent_version: 1,
    call_status: event === "call_started" ? "ongoing" : "ended",
    direction: "outbound",
    from_number: "+911140000000",
    to_number: "+919876543210",
    metadata: {},
    retell_llm_dynamic_variables: { customer_name: "Asha Verma" },
    start_timestamp: Date.parse("2026-01-12T04:54:00Z"),
    ...(event !== "call_started" && {
      end_timestamp: Date.parse("2026-01-12T04:55:19Z"),
      duration_ms: 79_000,
      disconnection_reason: "user_hangup",
      transcript: "Agent: Namaste\nUser: Haan ji\n",
      transcript_object: [
        { role: "agent", content: "Namaste", words: [{ word: "Namaste", start: 1.2, end: 1.9 }] },
        { role: "user", content: "Haan ji", words: [{ word: "Haan", start: 3.4, end: 3.7 }] },
      ],
      recording_url: "https://retellai.s3.us-west-2.amazonaws.com/rec.wav",
    }),
    ...(event === "call_analyzed" && {
      call_analysis: {
        call_summary: "Asha asked for the brochure.",
        in_voicemail: false,
        user_sentiment: "Positive",
        call_successful: true,
        custom_analysis_data: { call_outcome: "interested" },
      },
    }),
    ...fields,
  },
});

export const bolnaExecution = (status: string, fields: Fields = {}) => ({
  id: "4c06b4d1-4096-4561-919a-4f94539c8d4a",
  agent_id: "3c90c3cc-0d44-4b50-8888-8dd25736052a",
  batch_id: null,
  created_at: "2026-01-12T04:53:30.365265",
  updated_at: "2026-01-12T04:55:19.000000",
  status,
  error_message: null,
  answered_by_voice_mail: null,
  conversation_duration: status === "completed" ? 79 : null,
  total_cost: status === "completed" ? 2.52 : 0,
  transcript: status === "completed" ? "assistant: Namaste,\nmain Naina bol rahi hoon\nuser: Haan ji" : null,
  extracted_data:
    status === "completed"
      ? { lead: { call_outcome: { subjective: "wants the brochure", objective: "interested" } } }
      : null,
  summary: status === "completed" ? "Asha asked for the brochure." : null,
  context_details: {
    recipient_data: { timezone: "Asia/Kolkata" },
    recipient_phone_number: "+919876543210",
  },
  telephony_data: {
    duration: status === "completed" ? "79" : null,
    to_number: "+919876543210",
    from_number: "+911140000000",
    recording_url: status === "completed" ? "https://bolna-recordings.s3.amazonaws.com/rec.mp3" : null,
    call_type: "outbound",
    provider: "plivo",
    hangup_by: "Callee",
    hangup_reason: status === "completed" ? "Normal Hangup" : null,
  },
  ...fields,
});
