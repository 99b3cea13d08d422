import { Client, type Dispatcher } from "undici";
import type { Connected, ConnectTimings } from "./connect.ts";
import { skipContinue } from "./skip-continue.ts";
import type { Target } from "./target.ts";

/** How long a connection is kept idle, in ms, unless the server names a time (`Keep-Alive: timeout=`). */
const keepAliveMs = 15_000;
const longestKeepAliveMs = 60_000;

/**
 * One open connection with undici's HTTP/1.1 on it. A Client opens sockets by itself when it needs one; this one
 * is given a single socket and never another, so that it is always known which connection a request went over.
 */
export class Connection {
  readonly key: string;
  readonly timings: ConnectTimings;
  /** Requests sent over it so far. */
  uses = 0;
  readonly #client: Client;
  readonly #socket: Connected["socket"];
  readonly #skipContinue: () => void;

  /** @param onClose called once, when the socket has closed for whatever reason */
  constructor(target: Target, { socket, timings }: Connected, onClose: (connection: Connection) => void) {
    this.key = target.key;
    this.timings = timings;
    this.#socket = socket;
    this.#skipContinue = skipContinue(socket);
    let handedOver = false;
    this.#client = new Client(target.origin, {
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: longestKeepAliveMs,
      // The exchange has one timer of its own, over everything.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect(_, callback) {
        const first = !handedOver;
        handedOver = true;
        // Never called back at once: the Client would take the socket for still being opened.
        queueMicrotask(() => (first ? callback(null, socket) : callback(new Error("closed"), null)));
      },
    });
    socket.on("error", () => {}); // undici listens from the first request on; "close" always follows.
    socket.once("close", () => onClose(this));
  }

  /** Whether a request can be sent over it. */
  get usable(): boolean {
    return !this.#socket.destroyed;
  }

  send(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.uses += 1;
    this.#skipContinue();
    this.#client.dispatch(options, handler);
  }

  /** Cuts it; a request under way ends with an error. */
  destroy(): void {
    void this.#client.destroy();
    this.#socket.destroy();
  }
}
