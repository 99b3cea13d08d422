import fc from "fast-check";
import { expect, it } from "vitest";
import { masked, redacted, redactedHeaders } from "./secrets.ts";

it.each([
  ["Bearer 0123456789ab3f9a", "Bearer ••••3f9a"],
  ["Basic dXNlcjpwYXNzd29yZA==", "Basic ••••ZA=="],
  ["0123456789ab", "••••89ab"],
  ["0123456789a", "••••"],
  ["Bearer 0123456789a", "Bearer ••••"],
  ["", "••••"],
])("shows %j as %j", (value, shown) => {
  expect(masked(value)).toBe(shown);
});

it("gives away at most the last four characters", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (secret) => {
      const shown = masked(`Bearer ${secret}`).slice("Bearer ••••".length);
      return shown === "" || (shown.length === 4 && secret.length >= 12 && secret.endsWith(shown));
    }),
  );
});

it("hides the secret wherever an answer echoes it, and nothing else", () => {
  const auth = { name: "Authorization", value: "Bearer s3cret-token" };
  expect(redacted("got Bearer s3cret-token, s3cret-token", auth)).toBe("got Bearer ••••, ••••");
  expect(redacted("Bearer of news", auth)).toBe("Bearer of news");
  expect(redacted("a short one", { name: "X-Key", value: "short" })).toBe("a short one");
  expect(redactedHeaders({ a: "s3cret-token", b: ["x", "s3cret-token"] }, auth)).toEqual({
    a: "••••",
    b: ["x", "••••"],
  });
  expect(redacted("s3cret-token", null)).toBe("s3cret-token");
});

it("hides the secret however an answer writes it", () => {
  const secret = `k3y/"a&b'<c>=+\\d%`;
  const auth = { name: "X-Key", value: secret };
  const php = JSON.stringify(secret).replaceAll("/", "\\/");
  const go = JSON.stringify(secret).replace(/[&<>]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
  const html = secret.replace(
    /[&<>"']/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;" })[c] ?? "&#x27;",
  );
  const ways = [secret, JSON.stringify(secret), JSON.stringify(JSON.stringify(secret)), php, go, html];
  for (const written of [...ways, encodeURIComponent(secret), secret.toUpperCase()]) {
    expect(redacted(`got: ${written}.`, auth)).toMatch(/^got: [\\"]*••••[\\"]*\.$/);
  }
  expect(redacted("k3y/ and a&b", auth)).toBe("k3y/ and a&b");
});

it("hides a long part of the secret where an answer was cut in the midst of it", () => {
  const auth = { name: "Authorization", value: "Bearer s3cret-token" };
  expect(redacted("got s3cret-tok", auth)).toBe("got ••••");
  expect(redacted("got s3cret-", auth)).toBe("got s3cret-");
});

it("takes no time over an answer that is made to take it", () => {
  const auth = { name: "X-Key", value: '"/"/"/"/"/"/"/"/"/"/"/"/' };
  const startedAt = performance.now();
  for (const piece of ["\\", '\\"', '"/', "%22", "&quot;"])
    redacted(piece.repeat(16_384 / piece.length), auth);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
