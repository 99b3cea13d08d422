import type { Dispatcher } from "undici";
import type { AttemptRecord, AttemptResponse } from "../contract/delivery.ts";
import type { Clock, Timer } from "../platform/clock.ts";
import { type Connect, ConnectError, type ConnectTimings } from "./connect.ts";
import { Connection } from "./connection.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { connectTimeout, type Failure, failureOf, statusFailure } from "./failure.ts";
import { type HintContext, hintFor } from "./hints.ts";
import type { PreparedRequest, SendRequest } from "./prepared-request.ts";
import { ResponseBody } from "./response-body.ts";
import { redacted, redactedHeaders } from "./secrets.ts";

/** What all exchanges of a sender share. */
export interface Surroundings {
  clock: Clock;
  connect: Connect;
  pool: ConnectionPool;
}

const nothingTimed: ConnectTimings = { dns: null, connect: null, tls: null };

/**
 * One attempt: a request, and what came of it. Its result is decided by the status as soon as the headers are
 * complete; what then happens to the body only decides how much of that is kept.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #prepared: PreparedRequest;
  readonly #around: Surroundings;
  readonly #end: (exchange: Exchange, record: AttemptRecord) => void;
  readonly #startedAt = performance.now();
  readonly #timer: Timer;
  #connecting: AbortController | null = null;
  #connection: Connection | null = null;
  #reused = false;
  #connectTimings = nothingTimed;
  /** When the connection was there; this and the next on the scale of `performance.now()`. */
  #sentAt = this.#startedAt;
  #firstByteAt: number | null = null;
  #status: number | null = null;
  #headers: AttemptResponse["headers"] = {};
  readonly #body = new ResponseBody();
  #over = false;

  /** @param end called once, when all is known */
  constructor(
    prepared: PreparedRequest,
    around: Surroundings,
    end: (exchange: Exchange, record: AttemptRecord) => void,
  ) {
    this.#prepared = prepared;
    this.#around = around;
    this.#end = end;
    this.#timer = around.clock.setTimeout(() => this.#onTimeout(), prepared.request.timeoutMs);
  }

  /** Sends it, over an idle connection if there is one. To be called once. */
  start(): void {
    const idle = this.#around.pool.take(this.#prepared.target.key);
    if (idle === undefined) void this.#connect();
    else this.#sendOver(idle);
  }

  /** Gives up at once: what is known by now is the result, or else `failure`. */
  cut(failure: Failure): void {
    if (this.#over) return;
    this.#finish(this.#status === null ? failure : null, true);
    this.#connecting?.abort();
    this.#connection?.destroy();
  }

  async #connect(): Promise<void> {
    const { connect, pool } = this.#around;
    const { target } = this.#prepared;
    this.#connecting = new AbortController();
    this.#connection = null;
    try {
      const connected = await connect(target.connect, this.#connecting.signal);
      const connection = new Connection(target, connected, (closed) => pool.remove(closed));
      if (this.#over) {
        connection.destroy();
        return;
      }
      this.#connectTimings = connected.timings;
      this.#sentAt = performance.now();
      this.#sendOver(connection);
    } catch (error) {
      if (this.#over) return;
      if (error instanceof ConnectError) this.#connectTimings = error.timings;
      this.#finish(failureOf(error, false), false);
    }
  }

  #sendOver(connection: Connection): void {
    this.#connection = connection;
    this.#reused = connection.uses > 0;
    connection.send(this.#prepared.options, this);
  }

  #onTimeout(): void {
    const seconds = this.#prepared.request.timeoutMs / 1000;
    this.cut(
      this.#connection === null
        ? { class: "timeout", message: `no connection within ${seconds} s`, code: connectTimeout }
        : { class: "timeout", message: `no answer within ${seconds} s`, code: null },
    );
  }

  // What undici calls.

  onRequestStart(): void {}

  onResponseStarted(): void {
    this.#firstByteAt ??= performance.now();
  }

  onResponseStart(_: unknown, status: number, headers: object): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers as AttemptResponse["headers"];
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    if (this.#over) return;
    this.#body.add(chunk);
    if (!this.#body.overflowed) return;
    this.#finish(null, true);
    this.#connection?.destroy();
  }

  onResponseEnd(): void {
    if (this.#over || this.#connection === null) return;
    this.#around.pool.put(this.#connection);
    this.#finish(null, false);
  }

  onResponseError(_: unknown, error: Error): void {
    if (this.#over) return;
    this.#connection?.destroy();
    const failure = failureOf(error, true);
    if (this.#status !== null) {
      this.#finish(null, true);
    } else if (failure.class === "reset" && this.#reused && this.#firstByteAt === null) {
      // The server had closed this kept-alive connection, and its notice and the request crossed.
      void this.#connect();
    } else {
      this.#finish(failure, false);
    }
  }

  /** `failure` is null where there is an answer, whose status then decides. */
  #finish(failure: Failure | null, truncated: boolean): void {
    this.#over = true;
    this.#timer.cancel();
    const { at, request, shownHeaders } = this.#prepared;
    const response = this.#response(truncated);
    const reason =
      failure ?? (response === null || response.statusCode < 300 ? null : statusFailure(response));
    this.#end(this, {
      at,
      url: request.url,
      requestHeaders: shownHeaders,
      response,
      error: reason === null ? null : { class: reason.class, message: reason.message },
      timings: this.#timings(),
      hint: reason === null ? null : hintFor({ response, failure: reason }, hintContext(request)),
    });
  }

  #response(truncated: boolean): AttemptResponse | null {
    if (this.#status === null) return null;
    const { authHeader } = this.#prepared.request;
    return {
      statusCode: this.#status,
      headers: redactedHeaders(this.#headers, authHeader),
      body: redacted(this.#body.text(truncated), authHeader),
      truncated,
    };
  }

  #timings(): AttemptRecord["timings"] {
    const { dns, connect, tls } = this.#connectTimings;
    const firstByteAt = this.#firstByteAt;
    return {
      dns: dns === null ? null : tenths(dns),
      connect: connect === null ? null : tenths(connect),
      tls: tls === null ? null : tenths(tls),
      firstByte: firstByteAt === null ? null : tenths(firstByteAt - this.#sentAt),
      total: tenths(performance.now() - this.#startedAt),
    };
  }
}

function hintContext({ url, authHeader, timeoutMs }: SendRequest): HintContext {
  return { url, authHeader: authHeader?.name ?? null, timeoutMs };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
