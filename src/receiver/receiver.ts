import { parseVerificationKey, timestampToleranceMs, verifySignature } from "../platform/verify-signature.ts";
import { type Callback, isObject, kindOf } from "./callback.ts";
import { NotGenuine, Unreadable } from "./errors.ts";
import { type AnyHeaders, type AnyRequest, headerOf, rawBody } from "./raw.ts";

export interface ReceiverOptions {
  /** The callback's signing secret, `whsec_…`, or with ed25519 its public key, `whpk_…`. Both while it is rotated. */
  secret: string | readonly string[] | undefined;
  /** How far `webhook-timestamp` may be from now, either way, ms; 5 minutes by default. */
  toleranceMs?: number;
  /** For tests: ms since the epoch. */
  now?: () => number;
}

export interface CallbackReceiver {
  /**
   * Reads a request, verifies it and parses it.
   *
   * @throws CallbackError: answer its `status`
   */
  receive(request: AnyRequest): Promise<Callback>;
  /**
   * The same for who has the raw body already.
   *
   * @param body the bytes as they came: JSON that was parsed and written again no longer matches
   * @throws CallbackError: answer its `status`
   */
  verify(body: string | Uint8Array, headers: AnyHeaders): Callback;
}

/**
 * Receives Lead Update Callbacks: verifies their Standard Webhooks signature and tells what came.
 *
 * ```ts
 * const callbacks = createReceiver({ secret: process.env.RINGBACK_SECRET });
 * const callback = await callbacks.receive(request); // throws CallbackError: answer error.status
 * if (callback.kind === "activity_update") queue.add(callback.id, callback.payload); // then answer 200 at once
 * ```
 *
 * @throws Error where a secret is none; the message never repeats it
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function createReceiver(options: ReceiverOptions): CallbackReceiver {
  const { secret = [], toleranceMs = timestampToleranceMs, now = Date.now } = options;
  const keys = (typeof secret === "string" ? [secret] : secret).map(parseVerificationKey);
  if (keys.length === 0) throw new Error("a receiver needs the callback's signing secret, whsec_… or whpk_…");

  const verify: CallbackReceiver["verify"] = (body, headers) => {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const id = headerOf(headers, "webhook-id");
    const timestamp = headerOf(headers, "webhook-timestamp");
    const signature = headerOf(headers, "webhook-signature");
    const verdict = verifySignature({ id, timestamp, signature, body: bytes }, keys, now(), toleranceMs);
    if (!verdict.valid) throw new NotGenuine(verdict.reason, verdict.message);
    const payload = parsed(bytes);
    const arrived = {
      id: id ?? "",
      attempt: Number(headerOf(headers, "ringback-attempt") ?? 1),
      signedAt: new Date(Number(timestamp) * 1000),
    };
    // What is genuine has the shape that the API's document gives its kind.
    return { ...arrived, kind: kindOf(payload), payload } as unknown as Callback;
  };

  return {
    verify,
    receive: async (request) => verify(await rawBody(request), request.headers),
  };
}

function parsed(bytes: Uint8Array): Record<string, unknown> {
  let payload: unknown;
  try {
    payload = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw new Unreadable(400, "the body is not JSON");
  }
  if (isObject(payload)) return payload;
  throw new Unreadable(400, "the body is not a JSON object");
}
