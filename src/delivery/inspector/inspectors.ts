import { StringDecoder } from "node:string_decoder";
import type { Clock } from "../../platform/clock.ts";
import { newOpaqueToken } from "../../platform/crypto.ts";
import { newId } from "../../platform/ids.ts";
import { parseVerificationKey, verifySignature } from "../../platform/verify-signature.ts";
import type { Store } from "../../store/operations.ts";
import type { InspectorTable } from "../../store/schema.ts";
import { Inbox } from "./inbox.ts";

/** How much of a body is kept, in bytes. */
const mostBodyBytes = 64 * 1024;

/** A request that came to an inspector, by whichever way. */
export interface Arrival {
  method: string;
  path: string;
  /** Secrets masked. */
  headers: Record<string, string>;
  body: Uint8Array;
  /** What it was sent for, where that is known. */
  deliveryId: string | null;
  callbackId: string | null;
  /** What its signature is looked at with, the current one first; empty where nothing is known. */
  keys: readonly string[];
  /** When it came, ms since the epoch. */
  at: number;
}

/** Who is told that an inspector got something. */
type OnReceived = (projectId: string, inspectorId: string) => void;

/**
 * The built-in receivers: private URLs below PUBLIC_URL that show what they get. A callback of the same project whose
 * URL is one of these, to the letter, is received in this process; nothing else is exempt from the egress guard.
 */
export class Inspectors {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #inbox: Inbox;
  /** What each URL begins with. */
  readonly prefix: string;

  constructor(options: { store: Store; clock: Clock; publicUrl: string; onReceived: OnReceived }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.prefix = `${options.publicUrl}/inspect/`;
    this.#inbox = new Inbox(options.store, (requests) => {
      const told = new Map(requests.map((request) => [request.inspector_id, request.project_id]));
      for (const [inspectorId, projectId] of told) options.onReceived(projectId, inspectorId);
    });
  }

  /** A new private part of a URL. */
  newToken(): string {
    return newOpaqueToken();
  }

  urlOf(token: string): string {
    return this.prefix + token;
  }

  /** The URLs of a project's inspectors, which its callbacks may have. */
  async urlsOf(projectId: string): Promise<string[]> {
    const tokens = await this.#store.read.inspectorTokens({ projectId, now: this.#clock.now() });
    return tokens.map((token) => this.urlOf(token));
  }

  /** The inspector of a project that has exactly this URL, or null. */
  async match(projectId: string, url: string): Promise<InspectorTable | null> {
    if (!url.startsWith(this.prefix)) return null;
    const found = await this.byToken(url.slice(this.prefix.length));
    return found !== null && found.project_id === projectId ? found : null;
  }

  async byToken(token: string): Promise<InspectorTable | null> {
    return (await this.#store.read.inspectorByToken({ token, now: this.#clock.now() })) ?? null;
  }

  /**
   * Keeps what came, and whether its signature is right. Fulfils once it can be read.
   *
   * @throws Error where it cannot be stored
   */
  receive(inspector: InspectorTable, arrival: Arrival): Promise<void> {
    const { verified, reason } = verdictOn(arrival);
    const truncated = arrival.body.byteLength > mostBodyBytes;
    return this.#inbox.keep({
      id: newId(arrival.at),
      project_id: inspector.project_id,
      inspector_id: inspector.id,
      received_at: arrival.at,
      method: arrival.method,
      path: arrival.path,
      headers: JSON.stringify(arrival.headers),
      body: textOf(arrival.body),
      truncated: truncated ? 1 : 0,
      delivery_id: arrival.deliveryId,
      callback_id: arrival.callbackId,
      answered: inspector.answer_status,
      verified: verified === null ? null : verified ? 1 : 0,
      reason,
    });
  }
}

function verdictOn({ headers, body, keys, callbackId, at }: Arrival): {
  verified: boolean | null;
  reason: string;
} {
  if (headers["webhook-signature"] === undefined)
    return { verified: null, reason: "it carries no signature" };
  if (keys.length === 0)
    return { verified: null, reason: "no callback of this project is known to have sent it" };
  const signed = {
    id: headers["webhook-id"],
    timestamp: headers["webhook-timestamp"],
    signature: headers["webhook-signature"],
    body,
  };
  const verdict = verifySignature(signed, keys.map(parseVerificationKey), at);
  if (!verdict.valid) return { verified: false, reason: verdict.message };
  const secret =
    callbackId === null
      ? "throw-away secret of a test"
      : verdict.key === 0
        ? "current secret"
        : "previous secret";
  return { verified: true, reason: `${verdict.scheme}, signed with the ${secret}` };
}

/** A body as text; a character that the cut goes through is left out, NUL (which no database text holds) is replaced. */
function textOf(body: Uint8Array): string {
  const kept = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, mostBodyBytes));
  const text = kept.byteLength < body.byteLength ? new StringDecoder("utf8").write(kept) : kept.toString();
  return text.replaceAll("\0", "\uFFFD");
}
