import { ApiProblem, type ClientOptions, NoAnswer, RingbackClient } from "../client/index.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { version } from "../platform/version.ts";
import { CliError } from "./cli-error.ts";
import { sleep } from "./sleep.ts";

type Options = Pick<ClientOptions, "url" | "token" | "signal" | "onWait"> & { clock?: Clock };

/** The public API, as the commands use it: the published client under a clock of ours. */
export function apiClient({ clock = systemClock, ...options }: Options): RingbackClient {
  return new RingbackClient({
    ...options,
    userAgent: `ringback-cli/${version}`,
    now: () => clock.now(),
    sleep: (ms, signal) => sleep(clock, ms, signal),
  });
}

/** What a failed request comes down to for the person at the keyboard, in one line; null for any other error. */
export function requestError(error: unknown): CliError | null {
  if (error instanceof ApiProblem) return new CliError(problemWords(error));
  return error instanceof NoAnswer ? new CliError(noAnswerWords(error)) : null;
}

/**
 * What `work` fulfils with.
 *
 * @throws CliError where a request of it failed, in words for the person at the keyboard
 */
export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw requestError(error) ?? error;
  }
}

function problemWords({ status, message, text, request, retryAfterMs }: ApiProblem): string {
  if (status < 300) return `${request}: the answer is not JSON. Is --url Ringback's?`;
  if (status === 401) return `the token was refused: ${text}. Check --token or RINGBACK_TOKEN.`;
  const asked = (status === 429 || status === 503) && retryAfterMs !== null;
  return `${message}${asked ? `; it asks to wait ${Math.ceil(retryAfterMs / 1000)} s` : ""}`;
}

function noAnswerWords({ origin, code, reason, timedOut, timeoutMs }: NoAnswer): string {
  if (timedOut) return `no answer from ${origin} within ${timeoutMs / 1000} s`;
  if (code === "ECONNREFUSED")
    return `cannot reach ${origin}: connection refused. Is Ringback running? (npm start)`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `cannot reach ${origin}: the name does not resolve. Is --url right?`;
  return `cannot reach ${origin}: ${reason}. Is Ringback running?`;
}
