import type { Schemas } from "./schema.ts";

/** An answer of the API that is no success: RFC 9457, where it came as that. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  /** The problem as it came; null where the answer was none, as from a proxy in between. */
  readonly problem: Schemas["Problem"] | null;
  /** How long the server asks to wait, ms; null where it does not. */
  readonly retryAfterMs: number | null;
  /** `GET /api/v1/leads`. */
  readonly request: string;
  /** What is wrong, in one line: the message without the request. */
  readonly text: string;

  constructor(
    request: string,
    answer: { status: number; problem: Schemas["Problem"] | null; retryAfterMs: number | null },
  ) {
    const text = problemText(answer.status, answer.problem);
    super(`${request}: ${text}`);
    this.text = text;
    this.request = request;
    this.status = answer.status;
    this.problem = answer.problem;
    this.retryAfterMs = answer.retryAfterMs;
  }

  /** The wrong fields, none where the problem names none. */
  get errors(): readonly Schemas["FieldError"][] {
    return this.problem?.errors ?? [];
  }
}

/** No answer came: nothing listens there, it took too long, the connection was cut. `cause` says which. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  readonly origin: string;
  /** The system's code of what happened, such as `ECONNREFUSED`; empty for none. */
  readonly code: string;
  /** What happened, in few words. */
  readonly reason: string;
  /** How long an answer may take, ms. */
  readonly timeoutMs: number;
  /** Whether a connection came about and was cut, so that trying again soon may help. */
  readonly cut: boolean;
  /** Whether there was no answer within the time. */
  readonly timedOut: boolean;

  constructor(request: string, origin: string, timeoutMs: number, cause: unknown) {
    const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const code = inner instanceof Error && "code" in inner ? String(inner.code) : "";
    const reason = (inner instanceof Error && inner.message) || code || String(inner);
    super(`${request}: no answer from ${origin} (${reason})`, { cause });
    this.origin = origin;
    this.code = code;
    this.reason = reason;
    this.timeoutMs = timeoutMs;
    this.cut = code === "ECONNRESET" || code === "EPIPE" || code === "UND_ERR_SOCKET";
    this.timedOut = cause instanceof DOMException && cause.name === "TimeoutError";
  }
}

/** What a problem says, in one line: its text and the first three wrong fields. */
export function problemText(status: number, problem: Schemas["Problem"] | null): string {
  const errors = problem?.errors ?? [];
  const fields = errors.slice(0, 3).map(({ path, message }) => `${path}: ${message}`);
  if (errors.length > fields.length) fields.push(`and ${errors.length - fields.length} more`);
  const text = problem?.detail ?? problem?.error ?? problem?.title ?? "no explanation came with it";
  return `${status} ${text}${fields.length > 0 ? ` (${fields.join("; ")})` : ""}`;
}
