import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { parseVerificationKey, type SignedRequest, verifySignature } from "./verify-signature.ts";

const now = 1_768_193_759_048;
const seconds = Math.floor(now / 1000);
const newSecret = () => `whsec_${randomBytes(32).toString("base64")}`;

function hmacSigned(secrets: string[], body: string, at = seconds, id = "0123456789abcdef01234567") {
  const signature = secrets
    .map((secret) => new Webhook(secret).sign(id, new Date(at * 1000), body))
    .join(" ");
  return { id, timestamp: String(at), signature, body: Buffer.from(body) };
}

function ed25519Signed(privateKey: KeyObject, body: string): SignedRequest {
  const signed = Buffer.from(`msg.${seconds}.${body}`);
  const signature = `v1a,${sign(null, signed, privateKey).toString("base64")}`;
  return { id: "msg", timestamp: String(seconds), signature, body: Buffer.from(body) };
}

function newKeyPair(): { privateKey: KeyObject; whpk: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const x = publicKey.export({ format: "jwk" }).x ?? "";
  return { privateKey, whpk: `whpk_${Buffer.from(x, "base64url").toString("base64")}` };
}

describe("verifySignature", () => {
  it("accepts what the standardwebhooks package signs, whatever the body, and nothing changed by one byte", () => {
    const secret = newSecret();
    const keys = [parseVerificationKey(secret)];
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (body, at) => {
        const request = hmacSigned([secret], body);
        expect(verifySignature(request, keys, now)).toEqual({ valid: true, scheme: "v1", key: 0 });
        const changed = Buffer.concat([request.body, Buffer.from("x")]);
        changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ 1;
        expect(verifySignature({ ...request, body: changed }, keys, now)).toMatchObject({
          valid: false,
          reason: "mismatch",
        });
      }),
    );
  });

  it("agrees with the published example of the specification's JavaScript library", () => {
    const keys = [parseVerificationKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")];
    const request = {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestamp: "1614265330",
      signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      body: Buffer.from('{"test": 2432232314}'),
    };
    expect(verifySignature(request, keys, 1_614_265_330_000)).toMatchObject({ valid: true });
  });

  it("accepts either secret while a rotation sends two signatures", () => {
    const [before, after] = [newSecret(), newSecret()];
    const request = hmacSigned([after, before], "{}");
    expect(verifySignature(request, [parseVerificationKey(before)], now)).toMatchObject({ valid: true });
    expect(verifySignature(request, [parseVerificationKey(after)], now)).toMatchObject({ valid: true });
    const keys = [newSecret(), before].map(parseVerificationKey);
    expect(verifySignature(request, keys, now)).toMatchObject({ valid: true, key: 1 });
  });

  it("verifies ed25519 and refuses another pair's signature", () => {
    const { privateKey, whpk } = newKeyPair();
    const keys = [parseVerificationKey(whpk)];
    expect(verifySignature(ed25519Signed(privateKey, "{}"), keys, now)).toEqual({
      valid: true,
      scheme: "v1a",
      key: 0,
    });
    const other = ed25519Signed(newKeyPair().privateKey, "{}");
    expect(verifySignature(other, keys, now)).toMatchObject({ valid: false, reason: "mismatch" });
    const noSignature = { ...other, signature: "v1a,%%%" };
    expect(verifySignature(noSignature, keys, now)).toMatchObject({ valid: false, reason: "mismatch" });
  });

  it("says which key is needed where only the other scheme was sent", () => {
    const hmac = [parseVerificationKey(newSecret())];
    const verdict = verifySignature(ed25519Signed(newKeyPair().privateKey, "{}"), hmac, now);
    expect(verdict).toMatchObject({ reason: "other-scheme", message: expect.stringContaining("whpk_") });
    const ed25519 = [parseVerificationKey(newKeyPair().whpk)];
    expect(verifySignature(hmacSigned([newSecret()], "{}"), ed25519, now)).toMatchObject({
      reason: "other-scheme",
      message: expect.stringContaining("whsec_"),
    });
  });

  it("allows five minutes either way, to the second", () => {
    const secret = newSecret();
    const keys = [parseVerificationKey(secret)];
    const at = (offset: number) =>
      verifySignature(hmacSigned([secret], "{}", 1000 + offset), keys, 1_000_000);
    expect(at(-300)).toMatchObject({ valid: true });
    expect(at(300)).toMatchObject({ valid: true });
    expect(at(-301)).toMatchObject({ valid: false, reason: "too-old" });
    expect(at(301)).toMatchObject({ valid: false, reason: "too-new" });
  });

  it("says mismatch, not too old, of a stale request that is not genuine", () => {
    const request = hmacSigned([newSecret()], "{}", seconds - 3600);
    expect(verifySignature(request, [parseVerificationKey(newSecret())], now)).toMatchObject({
      reason: "mismatch",
    });
  });

  it.each([
    ["id", "missing-header"],
    ["timestamp", "missing-header"],
    ["signature", "missing-header"],
  ] as const)("names a missing %s", (header, reason) => {
    const secret = newSecret();
    const request = { ...hmacSigned([secret], "{}"), [header]: undefined };
    const verdict = verifySignature(request, [parseVerificationKey(secret)], now);
    expect(verdict).toMatchObject({ reason, message: expect.stringContaining(`webhook-${header}`) });
  });

  it.each(["", "v1", "v1,", ",", "v1,AAAA", "v2,AAAA", "   "])(
    "refuses the signature header %j",
    (header) => {
      const request = { ...hmacSigned([newSecret()], "{}"), signature: header };
      expect(verifySignature(request, [parseVerificationKey(newSecret())], now).valid).toBe(false);
    },
  );

  it("refuses a timestamp that is no whole number of seconds", () => {
    const request = { ...hmacSigned([newSecret()], "{}"), timestamp: "1768193759.5" };
    expect(verifySignature(request, [parseVerificationKey(newSecret())], now)).toMatchObject({
      reason: "malformed-timestamp",
    });
  });
});

describe("parseVerificationKey", () => {
  it.each([
    ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", /begins with whsec_/],
    ["whsec_not base64!", /not base64/],
    ["whsec_", /not base64/],
    ["whsec_AAAA", /24 to 64 bytes, this one 3/],
    ["whpk_AAAA", /32 bytes, this one 3/],
    ["whsk_AAAA", /private key/],
  ])("refuses %s", (text, message) => {
    expect(() => parseVerificationKey(text)).toThrow(message);
  });

  it("takes a secret with spaces around it and without padding", () => {
    const secret = newSecret();
    expect(parseVerificationKey(` ${secret.replace(/=+$/, "")}\n`)).toEqual(parseVerificationKey(secret));
  });
});
