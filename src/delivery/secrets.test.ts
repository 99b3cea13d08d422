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
