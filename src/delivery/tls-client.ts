import { isIP, type Socket } from "node:net";
import { connect, createSecureContext, getCACertificates, type TLSSocket } from "node:tls";
import type { Clock } from "../platform/clock.ts";

/**
 * Speaks TLS over a connected socket and verifies that the other end is `identity`, a name or an address. On
 * failure and on abort the socket is destroyed.
 *
 * @throws the error of `node:tls`; the reason of `signal`
 */
export type Secure = (
  socket: Socket,
  identity: string,
  port: number,
  signal: AbortSignal,
) => Promise<TLSSocket>;

interface Session {
  ticket: Buffer;
  /** When the certificate was last seen and accepted, ms since the epoch. */
  seenAt: number;
}

/** How long after the certificate was seen sessions are resumed without it: it may expire or be replaced. */
const sessionMs = 600_000;
const mostSessions = 1_000;

/**
 * @param ca certificates (PEM) of authorities that are trusted beside those that Node trusts
 */
export function createTlsClient(ca: readonly string[], clock: Clock): Secure {
  const secureContext = createSecureContext(
    ca.length === 0 ? {} : { ca: [...getCACertificates("default"), ...ca] },
  );
  const sessions = new Map<string, Session>();

  function remember(key: string, session: Session): void {
    sessions.delete(key);
    const oldest = sessions.size >= mostSessions ? sessions.keys().next().value : undefined;
    if (oldest !== undefined) sessions.delete(oldest);
    sessions.set(key, session);
  }

  return (raw, identity, port, signal) =>
    new Promise((resolve, reject) => {
      const key = `${identity} ${port}`;
      const known = sessions.get(key);
      const socket = connect({
        socket: raw,
        host: identity,
        // Server Name Indication is for names alone (RFC 6066, section 3).
        ...(isIP(identity) === 0 && { servername: identity }),
        ...(known !== undefined &&
          Math.abs(clock.now() - known.seenAt) < sessionMs && { session: known.ticket }),
        secureContext,
        ALPNProtocols: ["http/1.1"],
        // Said expressly, so that NODE_TLS_REJECT_UNAUTHORIZED in the environment changes nothing.
        rejectUnauthorized: true,
      });
      function end(): void {
        signal.removeEventListener("abort", abort);
      }
      function fail(error: unknown): void {
        end();
        sessions.delete(key);
        socket.destroy();
        reject(error);
      }
      function abort(): void {
        fail(signal.reason);
      }
      // Stays for the time until the next owner has its own, as in `dialFirst`.
      socket.on("error", fail);
      socket.once("secureConnect", () => {
        end();
        // Only now, when the certificate was accepted, may a session be kept.
        const resumed = known !== undefined && socket.isSessionReused();
        const seenAt = resumed ? known.seenAt : clock.now();
        socket.on("session", (ticket) => remember(key, { ticket, seenAt }));
        resolve(socket);
      });
      signal.addEventListener("abort", abort);
      if (signal.aborted) abort();
    });
}
