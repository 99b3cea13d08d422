import type { FastifyReply } from "fastify";
import type { Clock } from "../platform/clock.ts";
import type { LeadLimits } from "../platform/config.ts";
import { ProblemError } from "./problem.ts";

interface Window {
  count: number;
  endsAt: number;
}

/** More keys than this are not remembered; the oldest go. */
const mostKeys = 10_000;

/** The limits of the compatible lead API: requests per project, refused duplicates per token. Kept by this node. */
export class Limits {
  readonly #limits: LeadLimits;
  readonly #clock: Clock;
  readonly #requests = new Map<string, Window>();
  readonly #duplicates = new Map<string, Window>();
  readonly #blocked = new Map<string, number>();

  constructor(limits: LeadLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /**
   * Counts a request of a project on a group of routes and says where it stands in the `RateLimit` headers.
   *
   * @throws ProblemError 429 over the limit
   */
  count(projectId: string, group: "initiate" | "get", reply: FastifyReply): void {
    const { requests, windowMs } = this.#limits;
    const window = this.#counted(this.#requests, `${projectId}:${group}`, windowMs);
    const resetS = this.#secondsUntil(window.endsAt);
    reply.header("ratelimit-limit", requests);
    reply.header("ratelimit-remaining", Math.max(0, requests - window.count));
    reply.header("ratelimit-reset", resetS);
    if (window.count > requests) {
      throw new ProblemError(429, `Too many requests: ${requests} per ${windowMs / 1000} s are allowed`, {
        retryAfterS: resetS,
      });
    }
  }

  /** @throws ProblemError 429 while the token's initiate routes are blocked */
  refuseBlocked(tokenKey: string, reply: FastifyReply): void {
    const until = this.#blocked.get(tokenKey);
    if (until === undefined) return;
    if (until <= this.#clock.now()) {
      this.#blocked.delete(tokenKey);
      return;
    }
    const retryAfterS = this.#secondsUntil(until);
    reply.header("ratelimit-limit", this.#limits.duplicates);
    reply.header("ratelimit-remaining", 0);
    reply.header("ratelimit-reset", retryAfterS);
    throw new ProblemError(429, "Too many duplicate leads: initiating leads is blocked for a while", {
      retryAfterS,
    });
  }

  /** Counts a refused duplicate of a token; too many within the window block its initiate routes. */
  countDuplicate(tokenKey: string): void {
    const { duplicates, duplicatesWindowMs, duplicatesBlockMs } = this.#limits;
    const window = this.#counted(this.#duplicates, tokenKey, duplicatesWindowMs);
    if (window.count <= duplicates) return;
    this.#duplicates.delete(tokenKey);
    this.#blocked.set(tokenKey, this.#clock.now() + duplicatesBlockMs);
  }

  #counted(windows: Map<string, Window>, key: string, windowMs: number): Window {
    const now = this.#clock.now();
    const known = windows.get(key);
    const window = known !== undefined && known.endsAt > now ? known : { count: 0, endsAt: now + windowMs };
    window.count += 1;
    if (windows.size >= mostKeys && !windows.has(key)) windows.delete(windows.keys().next().value ?? "");
    windows.set(key, window);
    return window;
  }

  #secondsUntil(at: number): number {
    return Math.max(1, Math.ceil((at - this.#clock.now()) / 1000));
  }
}
