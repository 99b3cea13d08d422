import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { TlsOptions } from "node:tls";

export interface ReceivedRequest {
  method: string;
  /** Path with query. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** Ms since the epoch. */
  receivedAt: number;
  /** Which connection it came over, counted from 1. */
  connection: number;
}

/** What goes wrong on the socket instead of (or, `close-idle`, after) a proper answer. */
export type Misbehaviour =
  | "reset" // the connection is reset before a byte of the answer
  | "silent" // nothing is ever answered
  | "garbage" // bytes that are no HTTP
  | "half-headers" // cut in the midst of the headers
  | "half-body" // headers and half of the announced body, then cut
  | "drip-headers" // headers without end, one line every `dripMs`
  | "drip-body" // a body without end, one byte every `dripMs`
  | "endless-body" // a body without end, as fast as it is taken
  | "close-idle"; // a proper answer that promises keep-alive; then the connection is closed without a word

export interface Answer {
  /** 200 by default. */
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
  /** Waits before answering or misbehaving. */
  delayMs?: number;
  /** Sends `102 Processing` and `103 Early Hints` before whatever comes. */
  informational?: boolean;
  misbehave?: Misbehaviour;
  /** Pause between drips, 20 ms by default. */
  dripMs?: number;
}

export interface ReceiverOptions {
  /** Decides each answer; `n` counts requests from 1. Answers 200 with an empty body by default. */
  answer?: (request: ReceivedRequest, n: number) => Answer | Promise<Answer>;
  /** Speaks https with this key and certificate. */
  tls?: TlsOptions;
  /** Keeps what arrived in `requests`; true by default. */
  keep?: boolean;
  /** Loopback address to listen on; 127.0.0.1 by default. */
  host?: "127.0.0.1" | "::1";
}

export interface Receiver {
  /** Origin with port, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** What arrived, in order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  /** Connections accepted so far. */
  readonly connections: number;
  /** The address that each of them came from, in order. */
  readonly sources: readonly string[];
  /** Connections open now. */
  readonly open: number;
  /** Resolves when `n` requests have arrived in all; rejects after `timeoutMs` of real time. */
  waitFor(n: number, timeoutMs?: number): Promise<readonly ReceivedRequest[]>;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts a real HTTP(S) server on a free loopback port, which records what it gets and answers as told. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { answer = (): Answer => ({}), keep = true, host = "127.0.0.1" } = options;
  const requests: ReceivedRequest[] = [];
  let count = 0;
  const sockets = new Map<number | undefined, { socket: Socket; number: number }>();
  const arrivals = new Set<() => void>();
  const sources: string[] = [];

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const connection = sockets.get(incoming.socket.remotePort);
    const request: ReceivedRequest = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
      receivedAt: Date.now(),
      connection: connection?.number ?? 0,
    };
    if (keep) requests.push(request);
    count += 1;
    const n = count;
    for (const arrived of arrivals) arrived();
    const answered = await answer(request, n);
    if (answered.delayMs) await new Promise((resolve) => setTimeout(resolve, answered.delayMs));
    if (connection) reply(answered, response, connection.socket);
  };

  const onRequest = (incoming: IncomingMessage, response: ServerResponse): void => {
    // A request that the sender gave up half-way is no fault of the test.
    handle(incoming, response).catch(() => incoming.socket.destroy());
  };
  const server = options.tls ? createHttpsServer(options.tls, onRequest) : createHttpServer(onRequest);
  server.keepAliveTimeout = 60_000;
  server.on("connection", (socket: Socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, { socket, number: sources.push(socket.remoteAddress ?? "gone") });
    socket.on("error", () => {});
    socket.on("close", () => {
      if (sockets.get(remotePort)?.socket === socket) sockets.delete(remotePort);
    });
  });
  server.on("secureConnection", (stream: Socket) => stream.on("error", () => {}));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `${options.tls ? "https" : "http"}://${host === "::1" ? "[::1]" : host}:${port}`,
    port,
    requests,
    get connections() {
      return sources.length;
    },
    sources,
    get open() {
      return sockets.size;
    },
    waitFor: (n, timeoutMs = 5_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          arrivals.delete(arrived);
          reject(new Error(`${count} of ${n} requests arrived within ${timeoutMs} ms`));
        }, timeoutMs);
        const arrived = (): void => {
          if (count < n) return;
          clearTimeout(timer);
          arrivals.delete(arrived);
          resolve(requests);
        };
        arrivals.add(arrived);
        arrived();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { socket } of sockets.values()) socket.destroy();
      }),
  };
}

const dripLimit = 10_000;

/** Answers as told; `raw` is the TCP socket under the response, also where that speaks TLS. */
function reply(answer: Answer, response: ServerResponse, raw: Socket): void {
  const stream = response.socket;
  if (stream === null || stream.destroyed) return;
  const { status = 200, body = "", dripMs = 20 } = answer;
  if (answer.informational) {
    response.writeProcessing();
    response.writeEarlyHints({ link: "</style.css>; rel=preload" });
  }
  switch (answer.misbehave) {
    case "silent":
      return;
    case "reset":
      raw.resetAndDestroy();
      return;
    case "garbage":
      stream.end("220 mail.example.com ESMTP ready\r\n\r\n");
      return;
    case "half-headers":
      stream.write(`HTTP/1.1 ${status} OK\r\nContent-Type: text/pl`, () => raw.destroy());
      return;
    case "half-body":
      stream.write(`HTTP/1.1 ${status} OK\r\nContent-Length: 1000\r\n\r\nhalf of it`, () => raw.destroy());
      return;
    case "drip-headers":
      stream.write(`HTTP/1.1 ${status} OK\r\n`);
      drip(stream, dripMs, (n) => `x-drip-${n}: ${n}\r\n`);
      return;
    case "drip-body":
      stream.write(`HTTP/1.1 ${status} OK\r\nContent-Length: ${dripLimit * 2}\r\n\r\n`);
      drip(stream, dripMs, () => ".");
      return;
    case "endless-body":
      stream.write(`HTTP/1.1 ${status} OK\r\nTransfer-Encoding: chunked\r\n\r\n`);
      pourEndlessly(stream);
      return;
    case "close-idle":
      response.on("finish", () => setImmediate(() => raw.destroy()));
      break;
    case undefined:
      break;
  }
  response.writeHead(status, answer.headers);
  response.end(body);
}

function drip(stream: Socket, everyMs: number, line: (n: number) => string): void {
  let n = 0;
  const timer = setInterval(() => {
    n += 1;
    if (stream.destroyed || n > dripLimit) clearInterval(timer);
    else stream.write(line(n));
  }, everyMs);
}

function pourEndlessly(stream: Socket): void {
  const chunk = `1000\r\n${"x".repeat(0x1000)}\r\n`;
  const pour = (): void => {
    while (!stream.destroyed && stream.write(chunk));
  };
  stream.on("drain", pour);
  pour();
}
