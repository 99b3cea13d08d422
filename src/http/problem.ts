import type { FastifyReply } from "fastify";

export interface FieldError {
  path: string;
  message: string;
}

const titles: Record<number, string> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  408: "Too slow",
  409: "Conflict",
  410: "Gone",
  413: "Too large",
  415: "Unsupported media type",
  429: "Too many requests",
  431: "Headers too large",
  500: "Internal error",
  503: "Not available now",
};

/**
 * An error that a person or a client can cause, as RFC 9457 answers it. Everything else that is thrown is a bug:
 * 500, and its text stays in the log.
 */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly extra: Readonly<Record<string, unknown>>;
  /** Seconds for `Retry-After`, or null. */
  readonly retryAfterS: number | null;

  constructor(
    status: number,
    detail: string,
    more: { errors?: readonly FieldError[]; extra?: Record<string, unknown>; retryAfterS?: number } = {},
  ) {
    super(detail);
    this.status = status;
    this.errors = more.errors ?? [];
    this.extra = more.extra ?? {};
    this.retryAfterS = more.retryAfterS ?? null;
  }
}

/** What is said of anything that does not exist, or is another project's: the same for both. */
export const notFound = (what: string): ProblemError => new ProblemError(404, `${what} not found`);

/** 400 with one entry for each wrong field; the first is also the text. */
export function invalid(errors: readonly FieldError[]): ProblemError {
  const first = errors[0];
  const detail =
    first === undefined
      ? "Bad request"
      : first.path === ""
        ? first.message
        : `${first.path}: ${first.message}`;
  return new ProblemError(400, detail, { errors });
}

/** The body of `application/problem+json`, with the fields that clients of the compatible API read. */
export function problemBody(status: number, detail: string, more: Record<string, unknown> = {}) {
  return {
    type: "about:blank",
    title: titles[status] ?? "Error",
    status,
    detail,
    success: false,
    error: detail,
    ...more,
  };
}

export function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  if (problem.retryAfterS !== null) reply.header("retry-after", String(problem.retryAfterS));
  if (problem.status === 401) reply.header("www-authenticate", 'Bearer realm="Ringback"');
  const errors = problem.errors.length > 0 ? { errors: problem.errors } : {};
  return reply
    .code(problem.status)
    .type("application/problem+json")
    .send(JSON.stringify(problemBody(problem.status, problem.message, { ...errors, ...problem.extra })));
}
