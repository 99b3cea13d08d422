import { describe, expect, it } from "vitest";
import { attemptErrorClasses } from "../contract/delivery.ts";
import { connectTimeout, type Failure } from "./failure.ts";
import { hintFor } from "./hints.ts";
import { sourceFault } from "./source-fault.ts";

const context = { url: "https://example.com:8443/api/lead?x=1", authHeader: null, timeoutMs: 15_000 };

function hintOfStatus(
  statusCode: number,
  more: { headers?: Record<string, string>; body?: string; authHeader?: string } = {},
) {
  const { headers = {}, body = "", authHeader = null } = more;
  const response = { statusCode, headers, body, truncated: false };
  return hintFor({ response, failure: { class: "status", code: null } }, { ...context, authHeader });
}

function hintOf(errorClass: Failure["class"], code: string | null = null, url = context.url) {
  return hintFor({ response: null, failure: { class: errorClass, code } }, { ...context, url });
}

describe("hintFor", () => {
  it("is silent after a success", () => {
    const response = { statusCode: 200, headers: {}, body: "OK", truncated: false };
    expect(hintFor({ response, failure: null }, context)).toBeNull();
  });

  it.each([
    ["dns", "ENOTFOUND", /No address was found for example\.com\. Check the spelling/],
    ["dns", "EAI_AGAIN", /could not be looked up/],
    ["blocked", null, /callbacks may not reach.*EGRESS_ALLOW/],
    ["refused", null, /Nothing accepts connections at example\.com:8443/],
    ["connect", null, /No connection to example\.com:8443/],
    ["tls", "CERT_HAS_EXPIRED", /has expired\. Renew it/],
    ["tls", "CERT_NOT_YET_VALID", /not valid yet/],
    ["tls", "DEPTH_ZERO_SELF_SIGNED_CERT", /self-signed/],
    ["tls", "ERR_TLS_CERT_ALTNAME_INVALID", /for another host than example\.com/],
    ["tls", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", /intermediate certificates/],
    ["tls", "ERR_SSL_WRONG_VERSION_NUMBER", /does not speak TLS/],
    ["tls", null, /TLS 1\.2/],
    ["timeout", null, /did not answer within 15 s\. Answer 200 at once/],
    ["timeout", connectTimeout, /No connection to example\.com:8443 came about within 15 s/],
    ["reset", null, /closed the connection/],
    ["protocol", null, /no HTTP\/1\.1 server/],
    ["configuration", null, /tell the operator/],
    ["configuration", sourceFault.family, /address of that family/],
    ["source", sourceFault.unset, /must set EGRESS_FIXED_PROXY or EGRESS_FIXED_LOCAL_ADDRESS.*this waits/],
    [
      "source",
      sourceFault.address,
      /EGRESS_FIXED_LOCAL_ADDRESS, is not an address of its machine.*this waits/,
    ],
    ["source", sourceFault.proxy, /proxy, EGRESS_FIXED_PROXY, is unreachable.*this waits/],
    ["connect", sourceFault.proxy, /proxy of this deployment could not reach example\.com:8443/],
  ] as const)("%s (%s) says what to do", (errorClass, code, words) => {
    expect(hintOf(errorClass, code)).toMatch(words);
  });

  it("has a hint for every way to fail without an answer", () => {
    const without = attemptErrorClasses.filter((errorClass) => hintOf(errorClass) === null);
    expect(without).toEqual(["status"]);
  });

  it("suggests https where plain http met no HTTP", () => {
    expect(hintOf("protocol", null, "http://example.com/")).toContain("https://");
  });

  it("names the auth header that was sent with what was refused", () => {
    expect(hintOfStatus(401, { authHeader: "X-API-Key" })).toContain("X-API-Key");
    expect(hintOfStatus(403, { authHeader: "Authorization" })).toContain("Authorization was sent");
    expect(hintOfStatus(401)).toContain("no auth header was sent");
  });

  it.each([
    [301, { headers: { location: "https://example.com/new" } }, /redirects to https:\/\/example\.com\/new;/],
    [304, {}, /304, a redirect/],
    [404, {}, /Nothing is found at \/api\/lead\./],
    [405, { headers: { allow: "GET, HEAD" } }, /must accept POST at this path\. It allows GET, HEAD\./],
    [405, {}, /must accept POST at this path\.$/],
    [410, {}, /Resume/],
    [413, {}, /too large/],
    [415, {}, /application\/json/],
    [429, {}, /fewer requests/],
    [500, {}, /failed with 500/],
    [502, {}, /proxy/],
    [503, {}, /overloaded/],
    [504, {}, /overloaded/],
    [422, {}, /refused the request with 422/],
  ])("%d says what to do", (status, more, words) => {
    expect(hintOfStatus(status, more)).toMatch(words);
  });

  it.each(["OK", ' "ok" ', '{"id":1,"success": true}', '{"status":"OK"}', "Success!"])(
    "notices a body that says OK under a failing status: %s",
    (body) => {
      expect(hintOfStatus(500, { body })).toContain("Only a 2xx status counts");
    },
  );

  it.each(["not ok", '{"success":false}', '{"error":{"success":true}}', "<html>OK</html>", ""])(
    "is not taken in by %j",
    (body) => {
      expect(hintOfStatus(500, { body })).toContain("failed with 500");
    },
  );
});
