import { ApiProblem, NoAnswer, problemText } from "./errors.ts";
import { exchange, type Outgoing, read } from "./exchange.ts";
import type { Page } from "./schema.ts";
import type { AnswerOf, EntryOf, Input, ListPath, Method, PathOf, RouteOf } from "./types.ts";

export interface ClientOptions {
  /** Where Ringback is, e.g. `https://ringback.example.com`; a path is kept as a prefix. */
  url: string | URL;
  /** A project token, `rb_live_…`. */
  token: string;
  /** Of one exchange, ms. */
  timeoutMs?: number;
  /** All waits of one request together, ms: beyond that it fails rather than waits. 0: it is never sent again. */
  mostWaitMs?: number;
  /** Ends waiting; a request on its way is still awaited, so that its outcome is known. */
  signal?: AbortSignal;
  /** Called before each wait that the server asked for (429, 503) or that follows a lost connection. */
  onWait?: (ms: number, why: string) => void;
  userAgent?: string;
  fetch?: typeof fetch;
  /** For tests: ms since the epoch. */
  now?: () => number;
  /** For tests. Fulfils after the time, or once the signal is aborted. */
  sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

interface AnyInput {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  ifMatch?: number;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/**
 * The API of one project, typed by its OpenAPI document. 429 and 503 mean that nothing was stored, so any request is
 * sent again after its `Retry-After`; a lost connection is tried again only where that is safe: with an idempotency
 * key, or a GET that was cut.
 *
 * Every request rejects with `ApiProblem` for an answer that is no success, and `NoAnswer` where none came.
 *
 * ```ts
 * const ringback = new RingbackClient({ url: "http://localhost:8080", token });
 * const { data } = await ringback.post("/api/v1/activities", { body: { leadId, type: "call", callStatus: "busy" } });
 * for await (const delivery of ringback.list("/api/v1/deliveries", { query: { status: "failed" } })) …
 * ```
 */
export class RingbackClient {
  readonly #base: URL;
  readonly #options: Required<Omit<ClientOptions, "url" | "signal">> & Pick<ClientOptions, "signal">;

  constructor({ url, ...options }: ClientOptions) {
    const given = new URL(url);
    this.#base = new URL(given.pathname.endsWith("/") ? given : `${given.origin}${given.pathname}/`);
    this.#options = {
      timeoutMs: 30_000,
      mostWaitMs: 60_000,
      onWait: () => {},
      userAgent: "ringback-client",
      fetch: (input, init) => fetch(input, init),
      now: Date.now,
      sleep,
      ...options,
    };
  }

  get<P extends PathOf<"GET">>(path: P, ...input: Input<RouteOf<"GET", P>>) {
    return this.#request<AnswerOf<RouteOf<"GET", P>>>("GET", path, input[0]);
  }

  post<P extends PathOf<"POST">>(path: P, ...input: Input<RouteOf<"POST", P>>) {
    return this.#request<AnswerOf<RouteOf<"POST", P>>>("POST", path, input[0]);
  }

  put<P extends PathOf<"PUT">>(path: P, ...input: Input<RouteOf<"PUT", P>>) {
    return this.#request<AnswerOf<RouteOf<"PUT", P>>>("PUT", path, input[0]);
  }

  patch<P extends PathOf<"PATCH">>(path: P, ...input: Input<RouteOf<"PATCH", P>>) {
    return this.#request<AnswerOf<RouteOf<"PATCH", P>>>("PATCH", path, input[0]);
  }

  delete<P extends PathOf<"DELETE">>(path: P, ...input: Input<RouteOf<"DELETE", P>>) {
    return this.#request<AnswerOf<RouteOf<"DELETE", P>>>("DELETE", path, input[0]);
  }

  /** Every entry of a list, page by page, each page asked for when it is needed. */
  async *list<P extends ListPath>(path: P, ...input: Input<RouteOf<"GET", P>>): AsyncGenerator<EntryOf<P>> {
    const { query, ...rest } = (input[0] ?? {}) as AnyInput;
    let cursor: string | null = null;
    do {
      const asked = { ...rest, query: { ...query, ...(cursor !== null && { cursor }) } };
      const page: Page<EntryOf<P>> = await this.#request("GET", path, asked);
      yield* page.data;
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  async #request<T>(method: Method, path: string, input: unknown): Promise<T> {
    const given = (input ?? {}) as AnyInput;
    const { mostWaitMs, onWait, now, sleep, timeoutMs } = this.#options;
    const outgoing = this.#outgoing(method, path, given);
    let waitedMs = 0;
    for (let tries = 1; ; tries += 1) {
      const outcome = await exchange(this.#options.fetch, outgoing, { timeoutMs, now });
      const lost = outcome instanceof NoAnswer;
      const repeatable = given.idempotencyKey !== undefined || (method === "GET" && lost && outcome.cut);
      const again = lost ? repeatable : isBusy(outcome.status);
      const backoffMs = Math.min(8_000, 250 * 2 ** tries);
      const waitMs = lost ? backoffMs : (outcome.retryAfterMs ?? backoffMs);
      if (!again || waitedMs + waitMs > mostWaitMs || this.#options.signal?.aborted) {
        if (lost) throw outcome;
        // What is answered is trusted to be what the document says of the route.
        return read(outgoing.name, outcome) as T;
      }
      onWait(waitMs, lost ? outcome.message : saidBy(outgoing.name, outcome));
      await sleep(waitMs, given.signal ?? this.#options.signal);
      waitedMs += waitMs;
    }
  }

  #outgoing(method: Method, path: string, input: AnyInput): Outgoing {
    const { token, userAgent } = this.#options;
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(input.path?.[name] ?? ""),
    );
    const url = new URL(filled.slice(1), this.#base);
    for (const [name, value] of Object.entries(input.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers = new Headers({
      authorization: `Bearer ${token}`,
      accept: "application/json",
      "user-agent": userAgent,
    });
    if (input.body !== undefined) headers.set("content-type", "application/json");
    if (input.idempotencyKey !== undefined) headers.set("idempotency-key", input.idempotencyKey);
    if (input.ifMatch !== undefined) headers.set("if-match", `"${input.ifMatch}"`);
    return {
      name: `${method} ${filled}`,
      method,
      url,
      headers,
      // Serialised once: a repeated request must have the same bytes to count as the same.
      body: input.body === undefined ? null : JSON.stringify(input.body),
      signal: input.signal,
    };
  }
}

/** The two answers that say "not now": nothing was stored, the same request may come again. */
const isBusy = (status: number): boolean => status === 429 || status === 503;

/** Why a request has to wait, in one line. */
function saidBy(name: string, outcome: Parameters<typeof read>[1]): string {
  try {
    read(name, outcome);
    return "";
  } catch (error) {
    return error instanceof ApiProblem ? problemText(error.status, error.problem) : String(error);
  }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
