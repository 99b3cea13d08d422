import { CliError } from "./cli-error.ts";

/** An answer of the API that is no success. The message is one line, for a person. */
export class ApiError extends CliError {
  override name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** No answer came: nothing listens there, the name is unknown, it took too long, the connection was cut. */
export class UnreachableError extends CliError {
  override name = "UnreachableError";
  /** Whether a connection came about and was cut, so that trying again soon may help. */
  readonly cut: boolean;

  constructor(message: string, cut = false) {
    super(message);
    this.cut = cut;
  }
}

/** What a problem+json body (RFC 9457, with `errors` for validation) says, in one line. */
export function problemText(status: number, body: string): string {
  const problem = asObject(parseJson(body));
  const detail = [problem.detail, problem.error, problem.title].find((text) => typeof text === "string");
  const errors = Array.isArray(problem.errors) ? problem.errors.map(asObject) : [];
  const fields = errors.slice(0, 3).map(({ path, message }) => `${String(path)}: ${String(message)}`);
  if (errors.length > fields.length) fields.push(`and ${errors.length - fields.length} more`);
  const text = detail === undefined ? "no explanation came with it" : String(detail);
  return `${status} ${text}${fields.length > 0 ? ` (${fields.join("; ")})` : ""}`;
}

/** Why `fetch` got no answer from `origin`, in one line. */
export function unreachable(origin: string, error: unknown, timeoutMs: number): UnreachableError {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new UnreachableError(`no answer from ${origin} within ${timeoutMs / 1000} s`);
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ECONNREFUSED") {
    return new UnreachableError(
      `cannot reach ${origin}: connection refused. Is Ringback running? (npm start)`,
    );
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new UnreachableError(`cannot reach ${origin}: the name does not resolve. Is --url right?`);
  }
  const reason = (cause instanceof Error && cause.message) || code || String(cause);
  const cut = code === "ECONNRESET" || code === "EPIPE" || code === "UND_ERR_SOCKET";
  return new UnreachableError(`cannot reach ${origin}: ${reason}. Is Ringback running?`, cut);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
