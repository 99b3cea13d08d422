import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkAuthKey,
  checkAuthValue,
  checkBearerToken,
  maxAuthKeyLength,
  maxSecretLength,
} from "./auth-header.ts";

describe("Auth Key", () => {
  it.each([
    "X-API-Key",
    "authorization",
    "Authorization",
    "Cookie",
    "x_key.2",
    "!#$%&'*+-.^_`|~",
    "TEAM",
    "Hosts",
  ])("%s is accepted", (key) => {
    expect(checkAuthKey(key)).toBeNull();
  });

  it.each([
    "Host",
    "HOST",
    "Content-Length",
    "content-type",
    "Content-Encoding",
    "Transfer-Encoding",
    "Connection",
    "Keep-Alive",
    "TE",
    "Trailer",
    "Upgrade",
    "Expect",
    "Proxy-Authorization",
    "Proxy-Connection",
    "User-Agent",
    "Accept-Encoding",
    "webhook-id",
    "Webhook-Signature",
    "webhook-anything",
    "ringback-attempt",
    "Ringback-X",
    "traceparent",
    "tracestate",
  ])("%s is one that Ringback or HTTP sets", (key) => {
    expect(checkAuthKey(key)).toBe(
      `${key} is a header that Ringback or HTTP itself sets. Choose another name, such as X-API-Key.`,
    );
  });

  it.each([
    ["", /^Enter the name/],
    ["   ", /^Enter the name/],
    [" X-Key", /begins or ends with a space/],
    ["X-Key\n", /begins or ends with a space/],
    ["X-API-Key:", /contains a colon/],
    ["X-API-Key: abc", /contains a colon/],
    [":authority", /contains a colon/],
    ["X API Key", /can only have letters/],
    ["X-Key\r\nEvil", /can only have letters/],
    ["X-Key\0", /can only have letters/],
    ["Schlüssel", /can only have letters/],
    ["X(Key)", /can only have letters/],
    ["a".repeat(maxAuthKeyLength + 1), /at most 128/],
  ])("%j is refused", (key, message) => {
    expect(checkAuthKey(key)).toMatch(message);
  });

  it("may be as long as the limit", () => {
    expect(checkAuthKey("a".repeat(maxAuthKeyLength))).toBeNull();
  });
});

describe.each([
  ["Auth Value", checkAuthValue],
  ["Bearer Token", checkBearerToken],
])("%s", (label, check) => {
  it.each(["abc", "eyJhbGciOi.eyJzdWIi-_~+/==", "p\u00e4ss", '"{}[]<>;,', "a".repeat(maxSecretLength)])(
    "%j is accepted",
    (value) => {
      expect(check(value)).toBeNull();
    },
  );

  it.each([
    ["", /^Enter the /],
    ["  ", /^Enter the /],
    [" abc", /begins or ends with a space/],
    ["abc\u00a0", /begins or ends with a space/],
    ["abc\n", /control character/],
    ["abc\r\nX-Evil: 1", /control character/],
    ["a\tb", /control character/],
    ["a\0b", /control character/],
    ["a\x7fb", /control character/],
    ["a\x85b", /control character/],
    ["key\u2019s", /no header can carry/],
    ["\u0915", /no header can carry/],
    ["a\u00adb", /no header can carry/],
    ["a\u200bb", /no header can carry/],
    ["a".repeat(maxSecretLength + 1), /at most 4,096/],
  ])("%j is refused", (value, message) => {
    expect(check(value)).toMatch(message);
    expect(check(value)).toContain(label);
  });

  it("accepts only what a header carries as it is", () => {
    const latin = fc.integer({ min: 0, max: 0x110 }).map((code) => String.fromCodePoint(code));
    let accepted = 0;
    fc.assert(
      fc.property(fc.string({ unit: latin, minLength: 1, maxLength: 4 }), (value) => {
        if (check(value) !== null) return;
        accepted += 1;
        expect(new Headers({ "x-key": value }).get("x-key")).toBe(value);
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

it("lets an Auth Value have spaces between words, a Bearer Token none", () => {
  expect(checkAuthValue("Basic dXNlcjpwYXNz")).toBeNull();
  expect(checkBearerToken("two words")).toMatch(/contains a space/);
});

it("knows a Bearer Token that was pasted with its scheme", () => {
  expect(checkBearerToken("Bearer abc")).toMatch(/Leave out the word Bearer/);
  expect(checkBearerToken("bearer\tabc")).toMatch(/Leave out the word Bearer/);
  expect(checkBearerToken("bearerabc")).toBeNull();
});
