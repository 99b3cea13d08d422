import { Unreadable } from "./errors.ts";

/** Headers as Node has them, or as `fetch` has them. */
export type AnyHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * A request as frameworks have it: a `Request` (Hono, Next, Bun, …), a node:http `IncomingMessage`, or Express's and
 * Fastify's own with the raw bytes in `rawBody` or `body`.
 */
export type AnyRequest =
  | { headers: AnyHeaders; arrayBuffer(): Promise<ArrayBuffer> }
  | { headers: AnyHeaders; rawBody?: unknown; body?: unknown };

export const headerOf = (headers: AnyHeaders, name: string): string | undefined => {
  if (typeof headers.get === "function")
    return (headers as { get(n: string): string | null }).get(name) ?? undefined;
  return (headers as Record<string, string | readonly string[] | undefined>)[name]?.toString();
};

/** The largest body that Ringback sends stays far below, bytes. */
const mostBytes = 5 * 1024 * 1024;

/**
 * The bytes of a request's body as they came.
 *
 * @throws Unreadable where they are too many
 * @throws TypeError where something parsed the body before: parsed and written again, it no longer matches
 */
export async function rawBody(request: AnyRequest): Promise<Uint8Array> {
  if ("arrayBuffer" in request) return bounded(new Uint8Array(await request.arrayBuffer()));
  const { rawBody: raw, body } = request;
  for (const bytes of [raw, body]) {
    if (typeof bytes === "string") return bounded(Buffer.from(bytes));
    if (bytes instanceof Uint8Array) return bounded(bytes);
  }
  if (body !== undefined && body !== null) {
    throw new TypeError(
      "the body was parsed before it could be verified: keep its raw bytes, in Express with express.raw({ type: 'application/json' })",
    );
  }
  return collected(request);
}

async function collected(request: object): Promise<Uint8Array> {
  const { readableEnded } = request as { readableEnded?: boolean };
  if (!(Symbol.asyncIterator in request) || readableEnded === true)
    throw new TypeError("there is no body to read: give the request itself, before anything else reads it");
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(request as Chunks)) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > mostBytes) throw tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

type Chunks = AsyncIterable<Uint8Array | string> & {
  iterator?: (options: { destroyOnReturn: boolean }) => AsyncIterable<Uint8Array | string>;
};

/** Of a stream of Node's, without ending its connection where not all is read: it is still to be answered. */
const chunksOf = (request: Chunks): AsyncIterable<Uint8Array | string> =>
  request.iterator?.({ destroyOnReturn: false }) ?? request;

const tooLarge = () => new Unreadable(413, `the body is larger than ${mostBytes} bytes`);

function bounded(bytes: Uint8Array): Uint8Array {
  if (bytes.length > mostBytes) throw tooLarge();
  return bytes;
}
