import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `bytes` as base62 digits, at least `width` long. */
function base62(bytes: Uint8Array, width: number): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  while (value > 0n) {
    text = alphabet[Number(value % 62n)] + text;
    value /= 62n;
  }
  return text.padStart(width, "0");
}

function checksumOf(text: string): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(text));
  return base62(sum, 6);
}

/** A new project token: `rb_live_`, 43 base62 digits of 32 random bytes, 6 of their CRC-32. */
export function newProjectToken(): string {
  const body = base62(randomBytes(32), 43);
  return `rb_live_${body}${checksumOf(body)}`;
}

/** Whether `text` has a token's form and its checksum is right: what is not is refused without a look-up. */
export function isProjectToken(text: string): boolean {
  const match = /^rb_live_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/.exec(text);
  return match !== null && checksumOf(match[1] ?? "") === match[2];
}

/** A new single-use or session token: 32 random bytes, base64url. */
export function newOpaqueToken(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 of a text, hex: how tokens are stored and looked up. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Encrypts stored secrets under `SECRET_KEY` with AES-256-GCM. A sealed text is `keyId.nonce.ciphertext+tag`
 * (base64url parts); the key id tells which key sealed it, so that keys can be rotated.
 */
export class SecretBox {
  readonly #key: Buffer;
  /** First 8 hex digits of a digest of the key that seals. */
  readonly keyId: string;
  /** What opens, by key id. */
  readonly #keys: ReadonlyMap<string, Buffer>;

  /** @param previous the key that secrets were sealed with before; it only opens */
  constructor(secretKey: string, previous: string | null = null) {
    const own = derived(secretKey);
    [this.keyId, this.#key] = own;
    this.#keys = new Map(previous === null ? [own] : [derived(previous), own]);
  }

  /** Whether it opens what was sealed with the key of this id. */
  knows(keyId: string): boolean {
    return this.#keys.has(keyId);
  }

  seal(plain: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `${this.keyId}.${nonce.toString("base64url")}.${sealed.toString("base64url")}`;
  }

  /** @throws Error where the text was sealed with another key or was changed; the message holds no secret */
  open(sealed: string): string {
    const [keyId, nonce, data] = sealed.split(".");
    const key = this.#keys.get(keyId ?? "");
    if (key === undefined) throw new Error(`sealed with another SECRET_KEY (key id ${keyId ?? "?"})`);
    const bytes = Buffer.from(data ?? "", "base64url");
    // Without the length, Node before 26 takes tags cut down to 4 bytes, which can be guessed.
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce ?? "", "base64url"), {
      authTagLength: 16,
    });
    decipher.setAuthTag(bytes.subarray(bytes.length - 16));
    return decipher.update(bytes.subarray(0, bytes.length - 16), undefined, "utf8") + decipher.final("utf8");
  }
}

function derived(secretKey: string): [keyId: string, key: Buffer] {
  const key = Buffer.from(hkdfSync("sha256", secretKey, "ringback", "stored secrets", 32));
  return [createHash("sha256").update(key).digest("hex").slice(0, 8), key];
}
