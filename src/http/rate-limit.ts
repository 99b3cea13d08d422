import type { Clock } from "../platform/clock.ts";
import { ProblemError } from "./problem.ts";

/** More keys than this are not remembered; the oldest go. */
const mostKeys = 10_000;

/** So many requests of one key within a window; kept by this node. */
export class RateLimit {
  readonly #text: string;
  readonly #most: number;
  readonly #windowMs: number;
  readonly #clock: Clock;
  readonly #windows = new Map<string, { count: number; endsAt: number }>();

  /** @param text what is said to whom has had their share */
  constructor(most: number, windowMs: number, clock: Clock, text = "Too many requests: wait a while") {
    this.#text = text;
    this.#most = most;
    this.#windowMs = windowMs;
    this.#clock = clock;
  }

  /** @throws ProblemError 429 where the key has had its share of this window */
  count(key: string): void {
    const now = this.#clock.now();
    const known = this.#windows.get(key);
    const window =
      known !== undefined && known.endsAt > now ? known : { count: 0, endsAt: now + this.#windowMs };
    window.count += 1;
    if (window.count > this.#most) {
      const retryAfterS = Math.max(1, Math.ceil((window.endsAt - now) / 1_000));
      throw new ProblemError(429, this.#text, { retryAfterS });
    }
    if (this.#windows.size >= mostKeys && !this.#windows.has(key))
      this.#windows.delete(this.#windows.keys().next().value ?? "");
    this.#windows.set(key, window);
  }

  /** Takes back one that was counted. */
  giveBack(key: string): void {
    const window = this.#windows.get(key);
    if (window !== undefined) window.count -= 1;
  }

  /** Begins a key anew. */
  forget(key: string): void {
    this.#windows.delete(key);
  }
}
