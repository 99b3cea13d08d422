import { isIP, isIPv6, type Socket } from "node:net";
import type { Clock } from "../platform/clock.ts";
import { dialFirst, type OpenSocket, untilAborted } from "./dial.ts";
import type { Resolve } from "./resolver.ts";
import { proxyCannotReach, proxyFault } from "./source-fault.ts";

export interface Proxy {
  /** Without brackets. */
  hostname: string;
  port: number;
  /** The value of `Proxy-Authorization`, secret; null without credentials. */
  authorization: string | null;
}

/** What dialling needs. */
export interface Ways {
  resolve: Resolve;
  clock: Clock;
  open: OpenSocket;
}

/** The longest answer to CONNECT, in bytes. */
const mostAnswer = 16_384;
/** How long the proxy may take to be reached, ms; less than a callback's time, so that it is told as what is down. */
const proxyWithinMs = 5_000;

/**
 * Reads `http://[user:password@]host[:port]`, port 80 by default.
 *
 * @throws Error, which does not repeat the URL, since it may hold a password
 */
export function parseProxy(text: string): Proxy {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "http:" || url.hostname === "") {
    throw new Error("the URL of the fixed-source proxy must be http://host:port");
  }
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
  return {
    hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? 80 : Number(url.port),
    authorization: credentials === ":" ? null : `Basic ${Buffer.from(credentials).toString("base64")}`,
  };
}

/** Percent codes read; a stray % is taken as it stands. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) =>
    Buffer.from(codes.replaceAll("%", ""), "hex").toString(),
  );
}

/**
 * A tunnel to the first of `addresses` that the proxy connects to (RFC 9110, section 9.3.6). The proxy is asked for
 * literal addresses only, so that no name is resolved behind the guard's back; its own address is exempt.
 *
 * @throws ConnectError `source` where the proxy is at fault, `connect` where it cannot reach any of the addresses; the
 *   reason of `signal`
 */
export async function dialThroughProxy(
  proxy: Proxy,
  addresses: readonly string[],
  port: number,
  ways: Ways,
  signal: AbortSignal,
): Promise<Socket> {
  let refusal: unknown;
  for (const address of addresses) {
    const socket = await dialProxy(proxy, ways, signal);
    const target = `${isIPv6(address) ? `[${address}]` : address}:${port}`;
    const status = await openTunnel(socket, target, proxy.authorization, signal);
    if (status >= 200 && status <= 299) return socket;
    socket.destroy();
    // Below 500 the proxy refuses for a reason of its own, and another address changes nothing.
    if (status < 500) throw proxyFault(`answered CONNECT with status ${status}`);
    refusal ??= proxyCannotReach(status);
  }
  throw refusal;
}

async function dialProxy(proxy: Proxy, ways: Ways, signal: AbortSignal): Promise<Socket> {
  const { resolve, clock, open } = ways;
  const late = new AbortController();
  const timer = clock.setTimeout(() => late.abort(new Error("too late")), proxyWithinMs);
  const either = AbortSignal.any([signal, late.signal]);
  try {
    const literal = isIP(proxy.hostname) !== 0;
    const addresses = literal ? [proxy.hostname] : await untilAborted(resolve(proxy.hostname), either);
    return await dialFirst(addresses, (address) => open(address, proxy.port, null), clock, either);
  } catch (error) {
    if (signal.aborted) throw error;
    if (late.signal.aborted) throw proxyFault(`could not be reached within ${proxyWithinMs / 1000} s`);
    throw proxyFault(`could not be reached (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`);
  } finally {
    timer.cancel();
  }
}

/** Asks for the tunnel; the status that the proxy answered. Destroys the socket where it throws. */
function openTunnel(
  socket: Socket,
  target: string,
  authorization: string | null,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = "";
    function end(): void {
      socket.off("data", take).off("error", lost).off("close", lost);
      signal.removeEventListener("abort", abort);
    }
    function fail(error: unknown): void {
      end();
      socket.destroy();
      reject(error);
    }
    function abort(): void {
      fail(signal.reason);
    }
    function lost(): void {
      fail(proxyFault("closed the connection before the tunnel was open"));
    }
    function take(chunk: Buffer): void {
      head += chunk.toString("latin1");
      const length = head.indexOf("\r\n\r\n");
      if (length === -1 && head.length <= mostAnswer) return;
      const status = /^HTTP\/1\.[01] ([2-5]\d\d)[ \r]/.exec(head)?.[1];
      if (length === -1 || status === undefined) {
        fail(proxyFault("answered CONNECT with something that is no HTTP"));
        return;
      }
      if (status.startsWith("2") && head.length > length + 4) {
        fail(proxyFault("sent something in the name of the receiver before it was asked"));
        return;
      }
      end();
      socket.pause();
      resolve(Number(status));
    }
    socket.on("data", take).on("error", lost).on("close", lost);
    signal.addEventListener("abort", abort);
    if (signal.aborted) return abort();
    const credentials = authorization === null ? "" : `Proxy-Authorization: ${authorization}\r\n`;
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${credentials}\r\n`);
  });
}
