import { type Clock, systemClock } from "../platform/clock.ts";
import { version } from "../platform/version.ts";
import { ApiError, parseJson, problemText, UnreachableError, unreachable } from "./api-errors.ts";
import type {
  ActivityReport,
  AdvancedSettings,
  ApiCallback,
  ApiDelivery,
  ApiProcess,
  BulkInitiated,
  CallbackSecret,
  DeliveryFilter,
  LeadUpdate,
  NewLead,
  Page,
  ReportedActivity,
} from "./api-types.ts";
import { sleep } from "./sleep.ts";

export interface ApiClientOptions {
  /** Where Ringback is, e.g. `http://localhost:8080`; a path is kept as a prefix. */
  url: URL;
  token: string;
  clock?: Clock;
  /** Ends waiting; a request on its way is still awaited, so that its outcome is known. */
  signal?: AbortSignal;
  /** Called before each wait that the server asked for (429, 503) or that follows a lost connection. */
  onWait?: (ms: number, why: string) => void;
}

export interface RequestOptions {
  query?: Record<string, string | undefined>;
  body?: unknown;
  /** Makes a POST safe to send again: after a lost connection it is, with the same bytes. */
  idempotencyKey?: string;
  /** The revision that a PUT replaces. */
  ifMatch?: number;
}

/** One exchange, in ms. */
const requestTimeoutMs = 30_000;
/** All waits of one request together, in ms: beyond that, the person is told rather than kept waiting. */
const longestWaitMs = 60_000;

/**
 * The public API, for the commands. Errors are `ApiError` (an answer that is no success) and `UnreachableError`,
 * both with a message of one line. 429 and 503 mean that nothing was stored, so any request is sent again after
 * its `Retry-After`; a lost connection is tried again only where that is safe: with an idempotency key, or a GET that was cut.
 *
 * ```ts
 * const api = new ApiClient({ url: new URL("http://localhost:8080"), token });
 * const { data } = await api.processes();
 * ```
 */
export class ApiClient {
  readonly #base: URL;
  readonly #token: string;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #onWait: (ms: number, why: string) => void;

  constructor({ url, token, clock = systemClock, signal, onWait = () => {} }: ApiClientOptions) {
    this.#base = new URL(url.pathname.endsWith("/") ? url : `${url.origin}${url.pathname}/`);
    this.#token = token;
    this.#clock = clock;
    this.#signal = signal;
    this.#onWait = onWait;
  }

  processes(cursor?: string): Promise<Page<ApiProcess>> {
    return this.request("GET", "/api/v1/processes", { query: { limit: "200", cursor } });
  }

  process(id: string): Promise<ApiProcess> {
    return this.request("GET", `/api/v1/processes/${encodeURIComponent(id)}`);
  }

  /** At most 1,000 leads. Not repeatable: a lead that was created before counts as a duplicate. */
  bulkInitiate(leads: readonly NewLead[]): Promise<BulkInitiated> {
    const body = { leads, init: true };
    return this.request("POST", "/api/v1/leads/bulk/initiate", { query: { v: "1.2" }, body });
  }

  updateLead(update: LeadUpdate): Promise<{ updateId: string }> {
    return this.request("POST", "/api/v1/leads/update", { body: update });
  }

  async report(activity: ActivityReport, idempotencyKey: string): Promise<ReportedActivity> {
    const options = { body: activity, idempotencyKey };
    return (await this.request<{ data: ReportedActivity }>("POST", "/api/v1/activities", options)).data;
  }

  deliveries(filter: DeliveryFilter, cursor?: string): Promise<Page<ApiDelivery>> {
    return this.request("GET", "/api/v1/deliveries", { query: { ...filter, limit: "200", cursor } });
  }

  advancedSettings(processId: string): Promise<AdvancedSettings> {
    return this.request("GET", `/api/v1/processes/${encodeURIComponent(processId)}/advanced-settings`);
  }

  /** Replaces the whole section. Callbacks as they were read keep their secrets; one with only a URL is new. */
  saveAdvancedSettings(
    processId: string,
    revision: number,
    callbacks: readonly (ApiCallback | { url: string })[],
  ): Promise<AdvancedSettings> {
    const path = `/api/v1/processes/${encodeURIComponent(processId)}/advanced-settings`;
    return this.request("PUT", path, { ifMatch: revision, body: { leadUpdateCallbacks: callbacks } });
  }

  callbackSecret(id: string): Promise<CallbackSecret> {
    return this.request("GET", `/api/v1/callbacks/${encodeURIComponent(id)}/secret`);
  }

  /**
   * One request, answered with the JSON of a 2xx, which is trusted to have the shape `T` that API.md gives it.
   *
   * @throws ApiError, UnreachableError
   */
  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const url = new URL(path.slice(1), this.#base);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    // Serialised once: a repeated request must have the same bytes to count as the same.
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    let waitedMs = 0;
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.#exchange(method, url, body, options);
      const lost = outcome instanceof UnreachableError;
      const repeatable = options.idempotencyKey !== undefined || (method === "GET" && lost && outcome.cut);
      const again = lost ? repeatable : isBusy(outcome.status);
      const backoffMs = Math.min(8000, 250 * 2 ** tries);
      const waitMs = lost ? backoffMs : (retryAfterMs(outcome.retryAfter, this.#clock.now()) ?? backoffMs);
      if (!again || waitedMs + waitMs > longestWaitMs || this.#signal?.aborted) {
        if (lost) throw outcome;
        return readAnswer<T>(outcome, `${method} ${path}`, again ? waitMs : 0);
      }
      this.#onWait(waitMs, lost ? outcome.message : problemText(outcome.status, outcome.text));
      await sleep(this.#clock, waitMs, this.#signal);
      waitedMs += waitMs;
    }
  }

  async #exchange(
    method: string,
    url: URL,
    body: string | undefined,
    { idempotencyKey, ifMatch }: RequestOptions,
  ): Promise<Answer | UnreachableError> {
    const headers = new Headers({
      authorization: `Bearer ${this.#token}`,
      accept: "application/json",
      "user-agent": `ringback-cli/${version}`,
    });
    if (body !== undefined) headers.set("content-type", "application/json");
    if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
    if (ifMatch !== undefined) headers.set("if-match", `"${ifMatch}"`);
    const signal = AbortSignal.timeout(requestTimeoutMs);
    try {
      // A redirect is an answer to report: following it would take the token along.
      const response = await fetch(url, { method, headers, body: body ?? null, redirect: "manual", signal });
      const { status, headers: received } = response;
      return { status, retryAfter: received.get("retry-after"), text: await response.text() };
    } catch (error) {
      return unreachable(url.origin, error, requestTimeoutMs);
    }
  }
}

interface Answer {
  status: number;
  retryAfter: string | null;
  text: string;
}

/** The two answers that say "not now": nothing was stored, the same request may come again. */
function isBusy(status: number): boolean {
  return status === 429 || status === 503;
}

function readAnswer<T>({ status, text }: Answer, what: string, askedToWaitMs: number): T {
  if (status >= 200 && status < 300) {
    const value = parseJson(text);
    if (value === undefined)
      throw new ApiError(status, `${what}: the answer is not JSON. Is --url Ringback's?`);
    return value as T;
  }
  if (status === 401) {
    throw new ApiError(
      status,
      `the token was refused: ${problemText(status, text)}. Check --token or RINGBACK_TOKEN.`,
    );
  }
  const wait = askedToWaitMs > 0 ? `; it asks to wait ${Math.ceil(askedToWaitMs / 1000)} s` : "";
  throw new ApiError(status, `${what}: ${problemText(status, text)}${wait}`);
}

/** What `Retry-After` (RFC 9110, 10.2.3: seconds or a date) asks for in ms, at least 100; null where it says nothing. */
function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? null : Math.max(100, ms);
}
