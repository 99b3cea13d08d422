import { ApiProblem, NoAnswer } from "./errors.ts";
import type { Schemas } from "./schema.ts";

/** One request as it goes out. */
export interface Outgoing {
  /** `GET /api/v1/leads`, for errors. */
  name: string;
  method: string;
  url: URL;
  headers: Headers;
  body: string | null;
  signal: AbortSignal | undefined;
}

/** An answer, read in full. */
export interface Incoming {
  status: number;
  /** What `Retry-After` asks for, ms; null where it says nothing. */
  retryAfterMs: number | null;
  type: string;
  text: string;
}

/** Sends a request once. An answer of any status is an answer. */
export async function exchange(
  fetcher: typeof fetch,
  { name, method, url, headers, body, signal }: Outgoing,
  { timeoutMs, now }: { timeoutMs: number; now: () => number },
): Promise<Incoming | NoAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    // A redirect is an answer to report: following it would take the token along.
    const response = await fetcher(url, { method, headers, body, redirect: "manual", signal: stop });
    return {
      status: response.status,
      retryAfterMs: retryAfterMs(response.headers.get("retry-after"), now()),
      type: response.headers.get("content-type") ?? "",
      text: await response.text(),
    };
  } catch (error) {
    if (signal?.aborted) throw error;
    return new NoAnswer(name, url.origin, timeoutMs, error);
  }
}

/**
 * What a 2xx carries: JSON, text, or undefined for no body.
 *
 * @throws ApiProblem for any other status, and where what says that it is JSON is not
 */
export function read(name: string, incoming: Incoming): unknown {
  const { status, type, text } = incoming;
  const json = /json/.test(type) || type === "" ? parsed(text) : undefined;
  if (status < 200 || status > 299) {
    const problem = typeof json === "object" && json !== null ? (json as Schemas["Problem"]) : null;
    throw new ApiProblem(name, { status, problem, retryAfterMs: incoming.retryAfterMs });
  }
  if (text === "") return undefined;
  if (json !== undefined) return json;
  if (type.startsWith("text/") && !type.startsWith("text/html")) return text;
  throw new ApiProblem(name, { status, problem: null, retryAfterMs: null });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What `Retry-After` (RFC 9110, 10.2.3: seconds or a date) asks for in ms, at least 100; null where it says nothing. */
function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? null : Math.max(100, ms);
}
