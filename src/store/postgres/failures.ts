import { StoreUnavailable } from "../engine.ts";

/**
 * SQLSTATEs of two transactions in each other's way: serialization failure (a row that was moved to another partition
 * meanwhile too), deadlock, a key that both inserted, a partition that went meanwhile.
 */
const conflicts = new Set(["40001", "40P01", "23505", "23514"]);

/** Whether the transaction can be expected to succeed when it is run again at once. */
export function isConflict(error: unknown): boolean {
  return conflicts.has(codeOf(error));
}

/**
 * SQLSTATEs that mean: not now. By their class: connection, resources, an operator's doing (shut down, starting up,
 * cancelled), the system. Read-only is a server that was demoted, or whose disk is full.
 */
const unavailable = /^(08|53|57|58)|^25006$|^55P03$/;

/** Errors of the socket, and of `pg` where there is none: it names them by their text alone. */
const socketCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
const lostConnection =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client (was closed|has encountered a connection error)|not queryable/i;

/** `StoreUnavailable` where the database cannot do it now, else the error as it is. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  const { message } = error as Error;
  const code = codeOf(error);
  const gone = unavailable.test(code) || socketCodes.has(code) || lostConnection.test(message);
  return gone ? new StoreUnavailable(message || code, { cause: error }) : error;
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}
