/** What one attempt was and what came of it. Shared by the sender, the store, the API and the dashboard. */

/** How an attempt failed; null where the receiver answered 2xx. */
export const attemptErrorClasses = [
  "dns", // the name did not resolve
  "blocked", // every address of the host is refused by the egress guard
  "refused", // connection refused
  "connect", // connecting failed in another way (unreachable, reset while connecting)
  "tls", // handshake or certificate
  "timeout", // the headers of the answer were not complete in time
  "reset", // the connection ended before the headers of the answer were complete
  "protocol", // what came back is no HTTP
  "status", // an answer that is not 2xx
  "source", // the deployment's fixed source cannot be used (not set, its proxy down): the delivery waits for it
  "configuration", // the deployment cannot send this as asked (URL or auth header that HTTP cannot carry)
] as const;
export type AttemptErrorClass = (typeof attemptErrorClasses)[number];

/** Milliseconds, one decimal; null where the phase did not happen (a kept-alive connection has no dns, connect, tls). */
export interface AttemptTimings {
  dns: number | null;
  connect: number | null;
  tls: number | null;
  firstByte: number | null;
  total: number;
}

export interface AttemptResponse {
  statusCode: number;
  headers: Record<string, string | string[]>;
  /** At most 16 KiB of the body, as text; bytes that are no UTF-8 become U+FFFD. */
  body: string;
  /** Whether the body was longer, slower or broken, so that this is not all of it. */
  truncated: boolean;
}

export interface AttemptRecord {
  /** When it began, ms since the epoch. */
  at: number;
  url: string;
  /** Header names as sent; values of secrets masked. */
  requestHeaders: Record<string, string>;
  response: AttemptResponse | null;
  error: { class: AttemptErrorClass; message: string } | null;
  timings: AttemptTimings;
  /** What the person can do about it, in words; null after a success. */
  hint: string | null;
}
