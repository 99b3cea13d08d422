import { createHmac } from "node:crypto";
import type { CallStatus } from "../contract/words.ts";
import type { ProviderEvent } from "./event.ts";
import { distinct, namedLead, number, text, time } from "./fields.ts";
import { type SignedRequest, sameText } from "./signature.ts";

const ends: Readonly<Record<string, CallStatus>> = {
  completed: "completed",
  busy: "busy",
  "no-answer": "no-answer",
  failed: "failed",
  canceled: "canceled",
};

/**
 * A status callback of Twilio Voice (https://www.twilio.com/docs/voice/api/call-resource#statuscallback): the fields of
 * a form. Its events may come out of order; each carries the whole state of the call.
 */
export function readTwilio(form: Record<string, unknown>): ProviderEvent {
  const callId = text(form.CallSid);
  if (callId === null) return { kind: "malformed", path: "CallSid", message: "is required" };
  const status = text(form.CallStatus)?.toLowerCase();
  if (status === undefined) {
    return { kind: "ignored", reason: "Not a callback of a call's status: it has no CallStatus" };
  }
  const end = ends[status];
  if (end === undefined && status !== "in-progress" && status !== "answered") {
    return { kind: "ignored", reason: `A call that is ${status} has neither begun nor ended` };
  }
  const inbound = text(form.Direction) === "inbound";
  const answeredBy = text(form.AnsweredBy);
  const machine = /^(machine|fax)/.test(answeredBy ?? "");
  const callStatus = end === "completed" && machine ? "voicemail" : (end ?? "in-progress");
  const at = time(form.Timestamp);
  const seconds = number(form.CallDuration);
  const endedAt = end === undefined ? null : at;
  return {
    kind: end === undefined ? "began" : "ended",
    call: {
      callId,
      lead: {
        ...namedLead(form),
        phone: text(inbound ? (form.From ?? form.Caller) : (form.To ?? form.Called)),
        name: text(form.CallerName),
      },
      direction: inbound ? "inbound" : "outbound",
      callStatus,
      connected: callStatus === "completed" || callStatus === "voicemail",
      startedAt: endedAt === null ? at : seconds === null ? null : endedAt - seconds * 1_000,
      endedAt,
      outcomes: distinct([answeredBy === "unknown" ? null : answeredBy, callStatus, status]),
      reason: text(form.ErrorMessage) ?? status,
      successful: null,
      summary: null,
      transcript: [],
      recordingUrl: text(form.RecordingUrl),
      input: null,
      analysis: null,
    },
  };
}

/** Fields as Twilio writes them behind the URL: in the order of their names, a repeated one once for each value. */
function spelled(form: Record<string, unknown>): string {
  return Object.keys(form)
    .sort()
    .map((name) => {
      const value = form[name];
      const values = Array.isArray(value) ? [...new Set(value.map(String))].sort() : [String(value)];
      return values.map((one) => name + one).join("");
    })
    .join("");
}

/** The same URL with the port that its scheme implies, and without: Twilio signs either. */
function withAndWithoutPort(url: string): string[] {
  const [, scheme, host, port, rest] = /^(https?):\/\/([^/:?]+)(?::(\d+))?(.*)$/i.exec(url) ?? [];
  if (scheme === undefined) return [url];
  const implied = scheme.toLowerCase() === "https" ? "443" : "80";
  return [url, `${scheme}://${host}:${port ?? implied}${rest}`, `${scheme}://${host}${rest}`];
}

/**
 * Whether `X-Twilio-Signature` is right: HMAC-SHA1 of the whole public URL and the sorted fields, with the account's
 * auth token (https://www.twilio.com/docs/usage/webhooks/webhooks-security).
 */
export function verifyTwilio(request: SignedRequest, authToken: string): boolean {
  const given = request.header("x-twilio-signature");
  if (given === null) return false;
  const rest = spelled(request.form);
  return request.urls.flatMap(withAndWithoutPort).some((url) =>
    sameText(
      given,
      createHmac("sha1", authToken)
        .update(url + rest, "utf8")
        .digest("base64"),
    ),
  );
}
