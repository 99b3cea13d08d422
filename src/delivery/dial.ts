import { connect, type Socket } from "node:net";
import type { Clock, Timer } from "../platform/clock.ts";
import { ConnectError } from "./connect.ts";
import type { Judge } from "./guard.ts";

/** How long an address is tried alone before the next one is tried beside it (RFC 8305, section 5). */
const nextAddressMs = 250;
const keepAliveMs = 60_000;

/**
 * Begins to connect to a literal address, never to a name: what was judged is what is dialled. The one place where
 * delivery touches the network, so that a simulation can put its own in place.
 *
 * @param localAddress the address of this machine to leave from; the system chooses where it is null
 */
export type OpenSocket = (address: string, port: number, localAddress: string | null) => Socket;

export const openSocket: OpenSocket = (address, port, localAddress) =>
  connect({
    host: address,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMs,
    ...(localAddress !== null && { localAddress }),
  });

/**
 * The first socket to be connected. Addresses are tried in order, each next one after 250 ms or as soon as one
 * fails; all sockets but the winner are destroyed, and on abort that one too.
 *
 * @throws the error of the first address that failed, where all did; the reason of `signal`
 */
export function dialFirst(
  addresses: readonly string[],
  open: (address: string) => Socket,
  clock: Clock,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const left = [...addresses];
    const trying = new Set<Socket>();
    let timer: Timer | undefined;
    let firstError: Error | undefined;

    function end(): void {
      timer?.cancel();
      signal.removeEventListener("abort", abort);
      for (const socket of trying) socket.destroy();
    }
    function abort(): void {
      end();
      reject(signal.reason);
    }
    function tryNext(): void {
      timer?.cancel();
      const address = left.shift();
      if (address === undefined) {
        if (trying.size > 0) return;
        end();
        reject(firstError ?? new Error("no address to dial"));
        return;
      }
      const socket = open(address);
      trying.add(socket);
      timer = clock.setTimeout(tryNext, nextAddressMs);
      // This listener stays: until the next owner has its own, an error must not be one that nobody heard.
      socket.on("error", (error) => {
        if (!trying.delete(socket)) return;
        firstError ??= error;
        tryNext();
      });
      socket.once("connect", () => {
        trying.delete(socket);
        end();
        resolve(socket);
      });
    }

    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    else tryNext();
  });
}

/** What `promise` gives, or the reason of `signal` as soon as it aborts. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/**
 * Looks at whom the socket is really connected to, behind the check of what was dialled.
 *
 * @throws ConnectError `blocked` where the other end may not be reached, after destroying the socket
 */
export function checkPeer(socket: Socket, judge: Judge): void {
  if (socket.remoteAddress === undefined) {
    socket.destroy();
    throw new ConnectError("connect", "the connection was closed as soon as it was open", "ECONNRESET");
  }
  const verdict = judge(socket.remoteAddress);
  if (verdict.ok) return;
  socket.destroy();
  throw new ConnectError(
    "blocked",
    `the connection led to an address that callbacks may not reach (${verdict.class})`,
  );
}
