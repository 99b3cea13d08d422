import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent } from "undici";
import type { Clock } from "../../platform/clock.ts";
import {
  type SignatureVerdict,
  type VerificationKey,
  verifySignature,
} from "../../platform/verify-signature.ts";
import { CliError } from "../cli-error.ts";
import { sleep } from "../sleep.ts";
import type { Behaviour } from "./behaviour.ts";
import { type Answer, forward } from "./forward.ts";
import { type PayloadFacts, readPayload } from "./payload.ts";
import { type Note, type Summary, Tally } from "./tally.ts";

export interface ReceiverOptions {
  host: string;
  /** 0 for any free one. */
  port: number;
  /** None: signatures are not checked. While they are still being fetched, what arrives waits for them. */
  keys: readonly VerificationKey[] | Promise<readonly VerificationKey[]>;
  behaviour: Behaviour;
  forwardTo: URL | null;
  clock: Clock;
  /** From 0 to below 1, as `Math.random`. */
  random: () => number;
  onArrival: (arrival: Arrival) => void;
}

/** A POST that came, and what it was answered. */
export interface Arrival extends Note {
  /** ms since the epoch. */
  at: number;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
  facts: PayloadFacts;
  webhookId: string | null;
  /** `ringback-attempt`, counted from 1. */
  attempt: number | null;
  /** null: not checked. */
  verdict: SignatureVerdict | null;
  /** null: the sender went away before it was answered. */
  answered: number | null;
  /** From the arrival to the answer, ms. */
  tookMs: number;
  how: "served" | "misbehaved" | "forwarded";
  /** Why forwarding failed (answered 502), or null. */
  forwardError: string | null;
}

export interface Receiver {
  url: string;
  summary(): Summary;
  close(): Promise<void>;
}

/** Bodies that Ringback sends stay far below; what is larger is none of its. */
const largestBody = 5 * 1024 * 1024;

/**
 * A receiver of callbacks: verifies, counts, answers as told, and hands each request to `onArrival` once it is
 * answered. A request with a wrong signature is shown as such and answered like the others, since this is a tool
 * to look with; a server of your own should refuse it.
 *
 * @throws CliError where it cannot listen
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const tally = new Tally();
  const agent = new Agent();
  const closing = new AbortController();
  const server = createServer((request, response) => {
    receive(request, response, { ...options, tally, agent, closing: closing.signal }).catch(() =>
      response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  const { address, family, port } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}`,
    summary: () => ({ ...tally.summary }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      closing.abort();
      await Promise.all([closed, agent.destroy()]);
    },
  };
}

type Context = ReceiverOptions & { tally: Tally; agent: Agent; closing: AbortSignal };

async function receive(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  if (request.method !== "POST") {
    response.writeHead(405, { allow: "POST" }).end("ringback listen receives callbacks here, by POST\n");
    return;
  }
  const body = await readBody(request);
  if (body === null) {
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  const at = context.clock.now();
  const seen = look(request, body, at, { keys: await context.keys, tally: context.tally });
  if (context.behaviour.delayMs > 0) await sleep(context.clock, context.behaviour.delayMs, context.closing);
  const { answer, how, forwardError } = await decide(request, body, context);
  const gone = request.socket.destroyed;
  if (!gone) {
    response.writeHead(answer.status, answer.headers).end(answer.body);
    context.tally.answered(seen.webhookId, answer.status);
  }
  const tookMs = context.clock.now() - at;
  context.onArrival({ ...seen, answered: gone ? null : answer.status, how, forwardError, tookMs });
}

/** All that can be said of a request before it is answered. */
function look(
  request: IncomingMessage,
  body: Buffer,
  at: number,
  { keys, tally }: { keys: readonly VerificationKey[]; tally: Tally },
) {
  const header = (name: string): string | undefined => request.headers[name]?.toString();
  const signed = {
    id: header("webhook-id"),
    timestamp: header("webhook-timestamp"),
    signature: header("webhook-signature"),
    body,
  };
  const verdict = keys.length > 0 ? verifySignature(signed, keys, at) : null;
  const text = body.toString("utf8");
  const facts = readPayload(text);
  const path = request.url ?? "/";
  const webhookId = signed.id ?? null;
  const source = `${path} ${verdict?.valid ? verdict.key : ""}`;
  const note = tally.arrived({ ...facts, webhookId, source }, verdict);
  const attempt = Number(header("ringback-attempt")) || null;
  return { ...note, at, path, headers: request.headers, body: text, facts, webhookId, attempt, verdict };
}

async function decide(
  request: IncomingMessage,
  body: Buffer,
  { behaviour, forwardTo, agent, random }: Context,
): Promise<{ answer: Answer; how: Arrival["how"]; forwardError: string | null }> {
  if (random() < behaviour.share) {
    const { status, retryAfterSeconds } = behaviour;
    const headers = retryAfterSeconds === null ? {} : { "retry-after": String(retryAfterSeconds) };
    return { answer: { status, headers, body: Buffer.alloc(0) }, how: "misbehaved", forwardError: null };
  }
  const empty = Buffer.alloc(0);
  if (forwardTo === null) {
    return { answer: { status: 200, headers: {}, body: empty }, how: "served", forwardError: null };
  }
  try {
    const answer = await forward(forwardTo, request.rawHeaders, body, agent);
    return { answer, how: "forwarded", forwardError: null };
  } catch (error) {
    const forwardError = error instanceof Error ? error.message || error.name : String(error);
    return { answer: { status: 502, headers: {}, body: empty }, how: "forwarded", forwardError };
  }
}

/** The whole body, or null where it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  return size <= largestBody ? Buffer.concat(chunks) : null;
}

function cannotListen(error: NodeJS.ErrnoException, { host, port }: ReceiverOptions): CliError {
  if (error.code === "EADDRINUSE") {
    return new CliError(`port ${port} is in use: choose another with --port, or --port 0 for any free one`);
  }
  if (error.code === "EACCES") return new CliError(`port ${port} needs more rights: choose one above 1023`);
  return new CliError(`cannot listen on ${host}:${port}: ${error.message}`);
}
