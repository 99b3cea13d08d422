import { createHmac, createPublicKey, verify } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { newSigningSecret, prepareSigner, publicKeyOf } from "./signing.ts";

const id = "6964f2c80a7a6964f2c80a7a";
const body = '{"name":"आशा वर्मा","note":"a.b.c"}';
const seconds = Math.floor(Date.now() / 1000);

function headers(signature: string): Record<string, string> {
  return { "webhook-id": id, "webhook-timestamp": `${seconds}`, "webhook-signature": signature };
}

describe("v1", () => {
  it("is accepted by an independent implementation, and only with its own secret and body", () => {
    const secret = newSigningSecret("v1");
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const signature = prepareSigner([secret])(id, seconds, body);
    expect(new Webhook(secret).verify(body, headers(signature))).toEqual(JSON.parse(body));
    const other = newSigningSecret("v1");
    expect(() => new Webhook(other).verify(body, headers(signature))).toThrow();
    expect(() => new Webhook(secret).verify(`${body} `, headers(signature))).toThrow();
  });

  it("carries a signature of each secret while a rotation overlaps", () => {
    const [newer, older] = [newSigningSecret("v1"), newSigningSecret("v1")];
    const signature = prepareSigner([newer, older])(id, seconds, body);
    expect(signature).toMatch(/^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$/);
    for (const secret of [newer, older]) new Webhook(secret).verify(body, headers(signature));
  });

  it("is HMAC-SHA256 for keys of every length and bodies of every kind and size", () => {
    const key = fc.uint8Array({ minLength: 24, maxLength: 64 });
    const content = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.integer({ min: 0, max: 4_000 }).map((n) => "ℕ".repeat(n)),
    );
    fc.assert(
      fc.property(key, content, (bytes, text) => {
        const signature = prepareSigner([`whsec_${Buffer.from(bytes).toString("base64")}`])(id, 17, text);
        return signature === `v1,${createHmac("sha256", bytes).update(`${id}.17.${text}`).digest("base64")}`;
      }),
    );
  });

  it("does not mix up secrets that are used in turn", () => {
    const signers = [prepareSigner([newSigningSecret("v1")]), prepareSigner([newSigningSecret("v1")])];
    const once = signers.map((sign) => sign(id, seconds, body));
    expect(once[0]).not.toBe(once[1]);
    expect(signers.map((sign) => sign(id, seconds, body))).toEqual(once);
  });
});

describe("v1a", () => {
  it("is an ed25519 signature that the public key verifies", () => {
    const secret = newSigningSecret("v1a");
    expect(secret).toMatch(/^whsk_[A-Za-z0-9+/]{43}=$/);
    const shown = publicKeyOf(secret);
    expect(shown).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    const x = Buffer.from(shown.slice("whpk_".length), "base64").toString("base64url");
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    const [version, signature = ""] = prepareSigner([secret])(id, seconds, body).split(",");
    expect(version).toBe("v1a");
    const content = Buffer.from(`${id}.${seconds}.${body}`);
    expect(verify(null, content, key, Buffer.from(signature, "base64"))).toBe(true);
    expect(verify(null, Buffer.concat([content, content]), key, Buffer.from(signature, "base64"))).toBe(
      false,
    );
  });

  it("agrees with the first test vector of RFC 8032 section 7.1", () => {
    const privateKey = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    const publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    const secret = `whsk_${Buffer.from(privateKey, "hex").toString("base64")}`;
    expect(publicKeyOf(secret)).toBe(`whpk_${Buffer.from(publicKey, "hex").toString("base64")}`);
  });
});

describe("what is no secret", () => {
  it.each(["", "whsec_", "whsec_c2hvcnQ=", "whsk_c2hvcnQ=", "plain", `whsk_${"A".repeat(86)}==`])(
    "is refused: %j",
    (secret) => {
      expect(() => prepareSigner([secret])).toThrow(TypeError);
    },
  );

  it("is refused: none at all, or the public key of a v1 secret", () => {
    expect(() => prepareSigner([])).toThrow(TypeError);
    expect(() => publicKeyOf(newSigningSecret("v1"))).toThrow(TypeError);
  });
});
