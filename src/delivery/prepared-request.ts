import type { Dispatcher } from "undici";
import type { Route } from "./connect.ts";
import { type AuthHeader, masked } from "./secrets.ts";
import type { Sign } from "./signing.ts";
import type { Target } from "./target.ts";

/** What is to be sent, and to whom. */
export interface SendRequest {
  deliveryId: string;
  /** Counted from 1 over the delivery's life. */
  attempt: number;
  url: string;
  body: string;
  authHeader: AuthHeader | null;
  sign: Sign;
  /** For everything from looking up the name to the end of the answer's body. */
  timeoutMs: number;
  route: Route;
  /** Its place in a trace, which the receiver is told (W3C Trace Context). */
  traceparent?: string | null;
  /** For whom it is sent; only with it can it reach an inspector of the same project. */
  callback?: SendingCallback;
}

/** The callback that a request is sent for. */
export interface SendingCallback {
  projectId: string;
  /** Null for one that is not stored. */
  id: string | null;
  /** What a receiver verifies its signatures with, the current one first. */
  receiverKeys: readonly string[];
}

/** A request signed and ready: the same bytes whichever connection it goes over. */
export interface PreparedRequest {
  request: SendRequest;
  target: Target;
  /** When it was signed, ms since the epoch. */
  at: number;
  options: Dispatcher.DispatchOptions;
  /** All headers that go over the wire, the secret masked. */
  shownHeaders: Record<string, string>;
}

/**
 * Signs a request and lays out its headers (API.md, "What a receiver gets").
 *
 * @param at ms since the epoch
 */
export function prepare(
  request: SendRequest,
  target: Target,
  at: number,
  userAgent: string,
): PreparedRequest {
  const { deliveryId, authHeader } = request;
  const body = Buffer.from(request.body);
  const timestampSeconds = Math.floor(at / 1000);
  const timestamp = `${timestampSeconds}`;
  const signature = request.sign(deliveryId, timestampSeconds, request.body);
  const attempt = `${request.attempt}`;
  // Name, value, name, value, ...: the form that costs undici least. It adds the other three of `shownHeaders`.
  const headers = [
    "Content-Type",
    "application/json",
    "User-Agent",
    userAgent,
    "webhook-id",
    deliveryId,
    "webhook-timestamp",
    timestamp,
    "webhook-signature",
    signature,
    "ringback-attempt",
    attempt,
  ];
  const shownHeaders: Record<string, string> = {
    host: target.host,
    connection: "keep-alive",
    "Content-Type": "application/json",
    "User-Agent": userAgent,
    "webhook-id": deliveryId,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
    "ringback-attempt": attempt,
    "content-length": `${body.byteLength}`,
  };
  if (typeof request.traceparent === "string") {
    headers.push("traceparent", request.traceparent);
    shownHeaders.traceparent = request.traceparent;
  }
  if (authHeader !== null) {
    headers.push(authHeader.name, authHeader.value);
    shownHeaders[authHeader.name] = masked(authHeader.value);
  }
  return { request, target, at, options: { method: "POST", path: target.path, headers, body }, shownHeaders };
}
