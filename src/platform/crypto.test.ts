import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isProjectToken, newOpaqueToken, newProjectToken, SecretBox, sha256 } from "./crypto.ts";

describe("newProjectToken", () => {
  it("has the form that API.md gives it, and is new each time", () => {
    const tokens = Array.from({ length: 200 }, newProjectToken);
    for (const token of tokens) expect(token).toMatch(/^rb_live_[0-9A-Za-z]{49}$/);
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(tokens.every(isProjectToken)).toBe(true);
  });

  it("has a checksum that tells every single mistyped character", () => {
    const token = newProjectToken();
    for (let at = "rb_live_".length; at < token.length; at += 1) {
      const other = token[at] === "a" ? "b" : "a";
      expect(isProjectToken(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
    }
  });

  it.each([
    "",
    "rb_live_",
    "rb_test_".padEnd(57, "0"),
    `rb_live_${"0".repeat(49)}`,
    `rb_live_${"-".repeat(49)}`,
  ])("takes %j for no token", (text) => {
    expect(isProjectToken(text)).toBe(false);
    expect(isProjectToken(`${newProjectToken()}${text}x`)).toBe(false);
  });
});

describe("tokens", () => {
  it("are stored as SHA-256", () => {
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(Buffer.from(newOpaqueToken(), "base64url")).toHaveLength(32);
  });
});

describe("SecretBox", () => {
  const box = new SecretBox("a key of sixteen characters or more");

  it("opens what it sealed, and seals the same text differently each time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const sealed = box.seal(text);
        expect(new SecretBox("a key of sixteen characters or more").open(sealed)).toBe(text);
        expect(box.seal(text)).not.toBe(sealed);
        if (text.length > 3) expect(sealed).not.toContain(text);
      }),
    );
  });

  it("refuses what another key sealed, and says nothing of either", () => {
    const other = new SecretBox("another key of sixteen or more");
    const message = `sealed with another SECRET_KEY (key id ${other.keyId})`;
    expect(() => box.open(other.seal("the secret"))).toThrow(message);
  });

  it("opens what the previous key sealed, and seals with the new one alone", () => {
    const before = new SecretBox("the key of before, long enough");
    const both = new SecretBox("the key of now, long enough too", "the key of before, long enough");
    expect(both.open(before.seal("the secret"))).toBe("the secret");
    expect(both.seal("the secret").split(".")[0]).toBe(both.keyId);
    expect([both.knows(before.keyId), both.knows(both.keyId), both.knows(box.keyId)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(before.knows(both.keyId)).toBe(false);
    expect(() => before.open(both.seal("the secret"))).toThrow("sealed with another SECRET_KEY");
  });

  it("refuses what was changed, in any byte of it", () => {
    const [keyId, nonce = "", data = ""] = box.seal("the secret").split(".");
    for (const [part, rebuilt] of [
      [nonce, (text: string) => `${keyId}.${text}.${data}`],
      [data, (text: string) => `${keyId}.${nonce}.${text}`],
    ] as const) {
      const bytes = Buffer.from(part, "base64url");
      for (let at = 0; at < bytes.length; at += 1) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(() => box.open(rebuilt(changed.toString("base64url")))).toThrow();
      }
    }
  });

  it.each(["", "x", "..", "a.b"])("refuses %j", (text) => {
    expect(() => box.open(text)).toThrow();
    expect(() => box.open(`${box.keyId}.${text}`)).toThrow();
  });

  it("takes no shortened authentication tag", () => {
    const [keyId, nonce, data = ""] = box.seal("").split(".");
    const cut = Buffer.from(data, "base64url").subarray(0, 4).toString("base64url");
    expect(() => box.open(`${keyId}.${nonce}.${cut}`)).toThrow();
  });
});
