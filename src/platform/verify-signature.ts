import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from "node:crypto";

/**
 * Verifying Standard Webhooks signatures, as a receiver does it. Needs nothing but node:crypto.
 *
 * Source: Standard Webhooks 1.0.0, "Verifying webhook authenticity" and "Webhook headers"
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */

/** `v1`: the shared secret's bytes; `v1a`: the sender's ed25519 public key. */
export type VerificationKey = { scheme: "v1"; secret: Uint8Array } | { scheme: "v1a"; publicKey: KeyObject };

export type SignatureReason =
  | "missing-header"
  | "malformed-timestamp"
  | "other-scheme"
  | "mismatch"
  | "too-old"
  | "too-new";

/** `key` is the index of the key that matched; `message` says in words what is wrong, without any secret. */
export type SignatureVerdict =
  | { valid: true; scheme: "v1" | "v1a"; key: number }
  | { valid: false; reason: SignatureReason; message: string };

export interface SignedRequest {
  /** The three headers as they came; undefined where one is absent. */
  id: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
  /** The body's bytes as they came: JSON that was parsed and written again no longer matches. */
  body: Uint8Array;
}

/** How far `webhook-timestamp` may be from the receiver's clock, either way, in ms. */
export const timestampToleranceMs = 5 * 60_000;

/**
 * The key in a `whsec_…` (HMAC-SHA256, 24 to 64 bytes) or `whpk_…` (ed25519 public key, 32 bytes) text.
 *
 * @throws Error where the text is neither; the message never repeats it
 */
export function parseVerificationKey(text: string): VerificationKey {
  const match = /^(whsec|whpk|whsk)_(.*)$/.exec(text.trim());
  const kind = match?.[1];
  if (kind === undefined) throw new Error("a signing secret begins with whsec_ (or whpk_ for ed25519)");
  if (kind === "whsk") throw new Error("whsk_ is the sender's private key: a receiver needs the whpk_ one");
  const bytes = strictBase64(match?.[2] ?? "");
  if (bytes === null) throw new Error(`what follows ${kind}_ is not base64: was it copied whole?`);
  if (kind === "whsec") {
    if (bytes.length < 24 || bytes.length > 64) {
      throw new Error(`a whsec_ secret has 24 to 64 bytes, this one ${bytes.length}: was it copied whole?`);
    }
    return { scheme: "v1", secret: bytes };
  }
  if (bytes.length !== 32) {
    throw new Error(`a whpk_ key has 32 bytes, this one ${bytes.length}: was it copied whole?`);
  }
  const jwk = { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url") };
  return { scheme: "v1a", publicKey: createPublicKey({ key: jwk, format: "jwk" }) };
}

/**
 * Whether one of the request's signatures was made with one of `keys` over exactly this id, timestamp and body,
 * and the timestamp is within the tolerance. HMACs are compared in constant time. The signature is looked at
 * before the timestamp's age, so that "too old" is only ever said of a request that is genuine.
 *
 * @param now ms since the epoch
 */
export function verifySignature(
  request: SignedRequest,
  keys: readonly VerificationKey[],
  now: number,
  toleranceMs: number = timestampToleranceMs,
): SignatureVerdict {
  const { id, timestamp, signature } = request;
  if (!id) return problem("missing-header", "the header webhook-id is missing");
  if (!timestamp) return problem("missing-header", "the header webhook-timestamp is missing");
  if (!signature) return problem("missing-header", "the header webhook-signature is missing");
  if (!/^\d{1,12}$/.test(timestamp)) {
    return problem("malformed-timestamp", "webhook-timestamp is not a whole number of seconds");
  }
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), request.body]);
  const given = signature.split(" ").map(splitSignature);
  const match = keys.findIndex((key) =>
    given.some(({ scheme, value }) => scheme === key.scheme && matches(key, signed, value)),
  );
  const key = keys[match];
  if (key === undefined) return mismatch(given, keys);
  const ageMs = now - Number(timestamp) * 1000;
  if (ageMs > toleranceMs) {
    return problem("too-old", `signed ${inWords(ageMs)} ago, more than ${inWords(toleranceMs)}`);
  }
  if (-ageMs > toleranceMs) {
    return problem("too-new", `signed ${inWords(-ageMs)} in the future: is a clock wrong?`);
  }
  return { valid: true, scheme: key.scheme, key: match };
}

function problem(reason: SignatureReason, message: string): SignatureVerdict {
  return { valid: false, reason, message };
}

function mismatch(given: readonly { scheme: string }[], keys: readonly VerificationKey[]): SignatureVerdict {
  const schemes = [...new Set(given.map(({ scheme }) => scheme))];
  if (keys.some((key) => schemes.includes(key.scheme))) {
    return problem("mismatch", "made with another secret, or the body was changed on the way");
  }
  const wanted = schemes.includes("v1a") ? "the whpk_ key" : "the whsec_ secret";
  return problem("other-scheme", `signed with ${schemes.join(" and ")} only: checking that needs ${wanted}`);
}

function splitSignature(text: string): { scheme: string; value: string } {
  const comma = text.indexOf(",");
  return comma < 0
    ? { scheme: text, value: "" }
    : { scheme: text.slice(0, comma), value: text.slice(comma + 1) };
}

function matches(key: VerificationKey, signed: Uint8Array, given: string): boolean {
  if (key.scheme === "v1a") {
    const bytes = strictBase64(given);
    return bytes !== null && verify(null, signed, key.publicKey, bytes);
  }
  const expected = Buffer.from(createHmac("sha256", key.secret).update(signed).digest("base64"));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** The bytes, or null where `text` is not base64 (padding may be left out), which `Buffer.from` would overlook. */
function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  const bare = text.replace(/=+$/, "");
  return bare !== "" && bytes.toString("base64").replace(/=+$/, "") === bare ? bytes : null;
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
