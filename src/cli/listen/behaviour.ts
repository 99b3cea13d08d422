import { CliError } from "../cli-error.ts";

/** How the receiver misbehaves, to see what Ringback makes of it. */
export interface Behaviour {
  /** What the chosen share of requests is answered. */
  status: number;
  /** The share of requests answered with `status`, from 0 to 1; the others are served normally. */
  share: number;
  /** How long every answer waits, in ms. */
  delayMs: number;
  /** `Retry-After` of the chosen share, in whole seconds, or null for none. */
  retryAfterSeconds: number | null;
}

export interface BehaviourOptions {
  status?: number;
  failRate?: number;
  /** ms */
  delay?: number;
  /** ms */
  retryAfter?: number;
}

/**
 * The behaviour that the command's options ask for. `status` alone applies to all requests, with `failRate` to
 * that share; it is 500 by default, and 503 where a `Retry-After` is to be sent.
 *
 * @throws CliError where the options contradict each other
 */
export function behaviourOf(options: BehaviourOptions, forwarding: boolean): Behaviour {
  const { status, failRate, delay = 0, retryAfter } = options;
  const share = failRate ?? (status === undefined && retryAfter === undefined ? 0 : 1);
  const answer = status ?? (retryAfter === undefined ? 500 : 503);
  if (failRate !== undefined && answer < 300) {
    throw new CliError(
      `--fail-rate with --status ${answer} would fail nothing: choose a status of 300 or more`,
    );
  }
  if (forwarding && share === 1) {
    throw new CliError("--forward would never forward, as every request fails: add --fail-rate 0.3, say");
  }
  const retryAfterSeconds = retryAfter === undefined ? null : Math.ceil(retryAfter / 1000);
  return { status: answer, share, delayMs: delay, retryAfterSeconds };
}

/** What is special about the behaviour, in words; null where it is to serve everything normally. */
export function describeBehaviour({ status, share, delayMs, retryAfterSeconds }: Behaviour): string | null {
  const words: string[] = [];
  if (share > 0) {
    const which = share === 1 ? "every request" : `${Number((share * 100).toFixed(1))} % of the requests`;
    const retryAfter = retryAfterSeconds === null ? "" : ` with Retry-After ${retryAfterSeconds} s`;
    words.push(`answers ${which} with ${status}${retryAfter}`);
  }
  if (delayMs > 0) words.push(`waits ${delayMs / 1000} s before each answer`);
  return words.length > 0 ? words.join(", ") : null;
}
