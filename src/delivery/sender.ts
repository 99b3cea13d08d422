import type { AttemptRecord } from "../contract/delivery.ts";
import type { Clock } from "../platform/clock.ts";
import type { Connect } from "./connect.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { Exchange } from "./exchange.ts";
import { hintFor } from "./hints.ts";
import { type PreparedRequest, prepare, type SendRequest } from "./prepared-request.ts";
import { Targets } from "./target.ts";

export interface Sender {
  /**
   * Makes one attempt and says what came of it. Never rejects: whatever goes wrong is in the record. A kept-alive
   * connection that turns out closed before a byte of the answer is replaced once, within the same attempt.
   */
  send(request: SendRequest): Promise<AttemptRecord>;
  /**
   * Lets what is under way come to its end, for `graceMs` at most (as long as its own timeouts allow, by default),
   * then closes every connection. What is cut then, or sent later, fails as `reset` or `configuration`.
   */
  close(graceMs?: number): Promise<void>;
}

export interface SenderOptions {
  clock: Clock;
  connect: Connect;
  /** `Ringback/<version>` */
  userAgent: string;
  /** How many idle connections are kept in all. */
  mostIdle?: number;
}

/**
 * Sends deliveries over HTTP/1.1 with keep-alive, one request at a time on each connection. Redirects are not
 * followed.
 *
 * @example
 * const sender = createSender({ clock: systemClock, connect, userAgent: "Ringback/1.0" });
 * const record = await sender.send({ deliveryId, attempt: 1, url, body, authHeader: null, sign, timeoutMs: 15_000, route: "open" });
 */
export function createSender(options: SenderOptions): Sender {
  const { clock, connect, userAgent, mostIdle = 1_024 } = options;
  const targets = new Targets();
  const pool = new ConnectionPool(mostIdle);
  const around = { clock, connect, pool };
  const underWay = new Map<Exchange, (record: AttemptRecord) => void>();
  let closed = false;
  const allEnded = Promise.withResolvers<void>();

  const end = (exchange: Exchange, record: AttemptRecord): void => {
    underWay.get(exchange)?.(record);
    underWay.delete(exchange);
    if (closed && underWay.size === 0) allEnded.resolve();
  };

  return {
    send(request) {
      const at = clock.now();
      let prepared: PreparedRequest;
      try {
        if (closed) throw new Error("Ringback is stopping");
        prepared = prepare(request, targets.of(request.url, request.route), at, userAgent);
      } catch (error) {
        return Promise.resolve(unsendable(request, at, error));
      }
      return new Promise((resolve) => {
        const exchange = new Exchange(prepared, around, end);
        underWay.set(exchange, resolve);
        exchange.start();
      });
    },

    async close(graceMs) {
      closed = true;
      const message = "Ringback stopped before the answer was complete";
      const cut = (): void => {
        for (const exchange of underWay.keys()) exchange.cut({ class: "reset", message, code: null });
      };
      const timer = graceMs === undefined ? null : clock.setTimeout(cut, graceMs);
      if (underWay.size === 0) allEnded.resolve();
      await allEnded.promise;
      timer?.cancel();
      pool.close();
    },
  };
}

/** The record of a request that could not even be put together. */
function unsendable(request: SendRequest, at: number, error: unknown): AttemptRecord {
  const { url, timeoutMs } = request;
  const failure = { class: "configuration" as const, code: null };
  return {
    at,
    url,
    requestHeaders: {},
    response: null,
    error: { class: failure.class, message: error instanceof Error ? error.message : String(error) },
    timings: { dns: null, connect: null, tls: null, firstByte: null, total: 0 },
    hint: hintFor({ response: null, failure }, { url, authHeader: null, timeoutMs }),
  };
}
