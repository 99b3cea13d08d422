import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { AttemptErrorClass, AttemptTimings } from "../contract/delivery.ts";

/** `open`: from any address of this machine; `fixed`: only from the deployment's fixed source addresses. */
export type Route = "open" | "fixed";

export interface ConnectTarget {
  protocol: "http:" | "https:";
  /** As `URL.hostname` has it, an IPv6 address without its brackets. */
  hostname: string;
  port: number;
  route: Route;
}

/** How long each step of connecting took, in ms; null where it did not happen. */
export type ConnectTimings = Pick<AttemptTimings, "dns" | "connect" | "tls">;

export interface Connected {
  /** Ready to be written to; over TLS the handshake is over and the certificate accepted. HTTP/1.1 only. */
  socket: Socket | TLSSocket;
  timings: ConnectTimings;
}

/**
 * Opens one connection. Rejects with a `ConnectError`, or with the error of Node's own net, tls or dns (see
 * failure.ts for how those are told apart). When `signal` aborts it gives up at once and leaves no socket open;
 * what it then rejects with is not looked at.
 */
export type Connect = (target: ConnectTarget, signal: AbortSignal) => Promise<Connected>;

const nothingTimed: ConnectTimings = { dns: null, connect: null, tls: null };

/** Why no connection came about, in words for the person who owns the endpoint. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  readonly class: AttemptErrorClass;
  /** The code of the underlying error (`ENOTFOUND`, `CERT_HAS_EXPIRED`), by which the hint is chosen. */
  readonly code: string | null;
  /** The steps that were done before it failed. */
  readonly timings: ConnectTimings;

  constructor(
    errorClass: AttemptErrorClass,
    message: string,
    code: string | null = null,
    timings: ConnectTimings = nothingTimed,
  ) {
    super(message);
    this.class = errorClass;
    this.code = code;
    this.timings = timings;
  }
}
