import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { problemBody } from "./problem.ts";

/** What clients may take of the server: nobody holds a socket for ever, and all together hold a bounded number. */
export interface ConnectionLimits {
  /** For the headers of a request, and for a new connection to begin one, ms. */
  headersMs: number;
  /** For a whole request, ms: 16 MiB take a minute at 2.3 Mbit/s. */
  requestMs: number;
  /** How often the two are looked at, ms. */
  checkMs: number;
  /** Open connections; one more is closed at once, so that delivering and the database keep their files. */
  most: number;
}

export const connectionLimits: ConnectionLimits = {
  headersMs: 15_000,
  requestMs: 60_000,
  checkMs: 5_000,
  most: 4_096,
};

/** The limits as Fastify and Node take them when a server is made; `boundConnections` does the rest. */
export function serverOptions({ headersMs, requestMs, checkMs }: ConnectionLimits) {
  return {
    requestTimeout: requestMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: checkMs },
    clientErrorHandler: answerBrokenHttp,
  };
}

export function boundConnections(app: FastifyInstance, { most }: ConnectionLimits): void {
  app.server.maxConnections = most;
}

const broken: Record<string, { status: number; detail: string }> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: "The request took too long to arrive" },
  HPE_HEADER_OVERFLOW: { status: 431, detail: "The headers are longer than 16 KiB" },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: "The body is too large" },
};

/** Those whose request may take longer than `requestMs` to arrive. */
const patient = new WeakSet<Socket>();

/** Lets the request of one connection take its time while work is done with it; it may not stand still. */
export async function patiently<T>(
  socket: Socket,
  { mostMs, idleMs }: { mostMs: number; idleMs: number },
  work: () => Promise<T>,
): Promise<T> {
  const stop = () => socket.destroy();
  const most = setTimeout(stop, mostMs);
  socket.setTimeout(idleMs, stop);
  patient.add(socket);
  try {
    return await work();
  } finally {
    patient.delete(socket);
    socket.setTimeout(0);
    socket.removeListener("timeout", stop);
    clearTimeout(most);
  }
}

/** Answers what is no whole HTTP request, as every error is answered, and ends the connection. */
function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  // Node tells this once of a request, and looks at the connection again with its next one.
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT" && patient.has(socket)) return;
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, detail } = broken[error.code ?? ""] ?? { status: 400, detail: "This is not HTTP" };
  const body = JSON.stringify(problemBody(status, detail));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
