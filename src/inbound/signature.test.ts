import { Retell } from "retell-sdk";
import twilio from "twilio";
import { describe, expect, it } from "vitest";
import { formOf, retellCall, twilioCall } from "../../test/fakes/provider-webhooks.ts";
import { signs } from "../contract/voice-providers.ts";
import { voiceProviders } from "../contract/words.ts";
import { providers } from "./providers.ts";
import { verifyRetell } from "./retell.ts";
import type { SignedRequest } from "./signature.ts";
import { verifyTwilio } from "./twilio.ts";
import { verifyVapi } from "./vapi.ts";

// What the providers' own packages sign is right here, and what is right here they take.

const requestOf = (headers: Record<string, string>, more: Partial<SignedRequest> = {}): SignedRequest => ({
  header: (name) => headers[name] ?? null,
  urls: [],
  bytes: Buffer.alloc(0),
  form: {},
  now: Date.now(),
  ...more,
});

describe("Twilio", () => {
  const token = "12345678901234567890123456789012";
  const url = "https://calls.example.com/api/v1/inbound/twilio/6964f2c80a7a6964f2c80a7a?token=rb_live_A%2B1";
  const given = (signature: string, urls = [url], form: Record<string, unknown> = twilioCall()) =>
    verifyTwilio(requestOf({ "x-twilio-signature": signature }, { urls, form }), token);

  it.each<[string, string, Record<string, unknown>]>([
    ["a status callback", url, twilioCall()],
    ["another alphabet and signs of every kind", url, twilioCall({ CallerName: "आशा & +=?/ %20" })],
    ["a field that is there twice", url, { ...twilioCall(), Tag: ["b", "a", "b"] }],
    ["a port of its own", "https://calls.example.com:8443/hook?x=1", twilioCall()],
    ["no fields", url, {}],
  ])("takes what its package signs: %s", (_, signed, form) => {
    const signature = twilio.getExpectedTwilioSignature(token, signed, form);
    expect(given(signature, [signed], form)).toBe(true);
    expect(twilio.validateRequest(token, signature, signed, form)).toBe(true);
    expect(given(signature, [signed], { ...form, CallStatus: "busy" })).toBe(false);
    expect(given(signature, [signed.replace("calls", "other")], form)).toBe(false);
    expect(given(signature, ["https://internal:8080/", signed], form)).toBe(true);
  });

  it("takes the URL with the port that its scheme implies, and without", () => {
    const with443 = url.replace("example.com/", "example.com:443/");
    expect(given(twilio.getExpectedTwilioSignature(token, with443, twilioCall()))).toBe(true);
    expect(given(twilio.getExpectedTwilioSignature(token, url, twilioCall()), [with443])).toBe(true);
  });

  it("takes no signature with another token, and none at all", () => {
    expect(given(twilio.getExpectedTwilioSignature("another", url, twilioCall()))).toBe(false);
    expect(given("")).toBe(false);
    expect(verifyTwilio(requestOf({}, { urls: [url] }), token)).toBe(false);
  });

  it("reads the form as it was signed", () => {
    const form = Object.fromEntries(new URLSearchParams(formOf(twilioCall({ CallerName: "a+b c" }))));
    const signature = twilio.getExpectedTwilioSignature(token, url, form);
    expect(given(signature, [url], form)).toBe(true);
  });
});

describe("Retell", () => {
  const key = "key_0123456789abcdef";
  const body = JSON.stringify(retellCall("call_ended", { transcript: "नमस्ते" }));
  const given = (signature: string, more: Partial<SignedRequest> = {}) =>
    verifyRetell(requestOf({ "x-retell-signature": signature }, { bytes: Buffer.from(body), ...more }), key);

  it("takes what its package signs, and nothing else", async () => {
    const signature = await Retell.sign(body, key);
    expect(await Retell.verify(body, key, signature)).toBe(true);
    expect(given(signature)).toBe(true);
    expect(given(signature, { bytes: Buffer.from(`${body} `) })).toBe(false);
    expect(given(await Retell.sign(body, "key_another"))).toBe(false);
    expect(given(signature.replace(/^v=\d+/, `v=${Date.now() + 1_000}`))).toBe(false);
    expect(given("")).toBe(false);
    expect(given("v=,d=")).toBe(false);
  });

  it.each([
    [299_000, true],
    [301_000, false],
    [-299_000, true],
    [-301_000, false],
  ])("looks at its age: %i ms", async (age, right) => {
    const signature = await Retell.sign(body, key);
    const at = Number(/^v=(\d+)/.exec(signature)?.[1]);
    expect(given(signature, { now: at + age })).toBe(right);
  });
});

describe("Vapi", () => {
  const secret = "a shared secret";
  it.each<[string, Record<string, string>, boolean]>([
    ["the header", { "x-vapi-secret": secret }, true],
    ["a bearer token", { authorization: "Bearer shared-secret-1" }, false],
    ["another secret", { "x-vapi-secret": "another" }, false],
    ["nothing", {}, false],
  ])("asks for its secret: %s", (_, headers, right) => {
    expect(verifyVapi(requestOf(headers), secret)).toBe(right);
  });

  it("takes it as a bearer token", () => {
    expect(verifyVapi(requestOf({ authorization: "Bearer s3cret-s3cret" }), "s3cret-s3cret")).toBe(true);
  });
});

it("is asked of just the providers whose settings have a secret", () => {
  const proving = voiceProviders.filter((provider) => providers[provider].verify !== null);
  expect(proving).toEqual(voiceProviders.filter(signs));
});
