import { type Agent, request } from "undici";

export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** Headers of one connection, not of the message (RFC 9110, 7.6.1), and those that the next request makes anew. */
const ofTheConnection = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "host",
  "content-length",
]);

const forwardTimeoutMs = 30_000;

/**
 * Passes a request on, with the same headers (signature included) and the same bytes, and gives what it was
 * answered. Redirects are not followed, content is not decoded.
 *
 * @param rawHeaders name, value, name, value, as `IncomingMessage.rawHeaders` has them
 * @throws Error where no answer came
 */
export async function forward(
  url: URL,
  rawHeaders: string[],
  body: Buffer,
  dispatcher: Agent,
): Promise<Answer> {
  const response = await request(url, {
    method: "POST",
    headers: rawHeaders.filter((_, i) => !ofTheConnection.has((rawHeaders[i - (i % 2)] ?? "").toLowerCase())),
    body,
    dispatcher,
    headersTimeout: forwardTimeoutMs,
    bodyTimeout: forwardTimeoutMs,
  });
  const headers: Answer["headers"] = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined && !ofTheConnection.has(name)) headers[name] = value;
  }
  return { status: response.statusCode, headers, body: Buffer.from(await response.body.arrayBuffer()) };
}
