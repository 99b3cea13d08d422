import { describe, expect, it } from "vitest";
import { ConnectError } from "./connect.ts";
import { failureOf, statusFailure } from "./failure.ts";

function error(code: string, message = "as Node says it"): Error {
  return Object.assign(new Error(message), { code });
}

describe("failureOf", () => {
  it.each([
    [error("ENOTFOUND"), false, "dns"],
    [error("EAI_AGAIN"), false, "dns"],
    [error("ECONNREFUSED"), false, "refused"],
    [error("ETIMEDOUT"), false, "connect"],
    [error("ECONNRESET"), false, "connect"],
    [error("EMFILE"), false, "connect"],
    [error("CERT_HAS_EXPIRED"), false, "tls"],
    [error("CERT_CHAIN_TOO_LONG"), false, "tls"],
    [error("ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR"), true, "tls"],
    [error("ECONNRESET"), true, "reset"],
    [error("EPIPE"), true, "reset"],
    [error("UND_ERR_SOCKET", "other side closed"), true, "reset"],
    [error("UND_ERR_SOCKET", "bad response"), true, "protocol"],
    [error("UND_ERR_HEADERS_OVERFLOW"), true, "protocol"],
    [Object.assign(new Error("Invalid HTTP version"), { name: "HTTPParserError" }), true, "protocol"],
    [error("UND_ERR_INVALID_ARG"), true, "configuration"],
    ["thrown text", false, "connect"],
  ])("tells apart %s (connected: %s): %s", (thrown, connected, expected) => {
    const failure = failureOf(thrown, connected);
    expect(failure.class).toBe(expected);
    expect(failure.message).not.toBe("");
  });

  it("takes a connector's own words, and lets no NUL through", () => {
    const thrown = new ConnectError("tls", "not for this host: a\0b", "ERR_TLS_CERT_ALTNAME_INVALID");
    expect(failureOf(thrown, false)).toEqual({
      class: "tls",
      message: "not for this host: a\uFFFDb",
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect(failureOf(error("ERR_TLS_ODD", "a\0b"), false).message).toBe("a\uFFFDb");
  });
});

describe("statusFailure", () => {
  const answer = (statusCode: number, headers = {}) =>
    statusFailure({ statusCode, headers, body: "", truncated: false }).message;

  it("says the status in words, and where a redirect leads", () => {
    expect(answer(404)).toBe("answered 404 Not Found");
    expect(answer(599)).toBe("answered 599");
    expect(answer(302, { location: "/login" })).toBe("answered 302 Found to /login, which is not followed");
    expect(answer(201, { location: "/made" })).toBe("answered 201 Created");
  });
});
