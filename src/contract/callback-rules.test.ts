import { describe, expect, it } from "vitest";
import { checkOneCallback, type SettingsContext } from "./advanced-settings.ts";

const url = "https://yourdomain.com/api/lead-callback";
const id = "0123456789abcdef01234567";
const otherId = "0123456789abcdef01234568";

const context: SettingsContext = {
  policy: { allowLoopback: false, allow: [] },
  fixedSource: false,
  stateNames: [],
  dispositionNames: [],
  stored: [
    { id, url, auth: { type: "bearer" } },
    { id: otherId, url: "https://other.example.com/x", auth: { type: "header", key: "X-API-Key" } },
  ],
};

describe("a stored secret", () => {
  const again = /^Enter the (Bearer Token|Auth Value) again: the URL leads to another server now/;

  it.each([
    ["left out", { id, url, auth: { type: "bearer" } }],
    ["as read back", { id, url, auth: { type: "bearer", token: { set: true, last4: "3f9a" } } }],
    ["as read back, short", { id, url, auth: { type: "bearer", token: { set: true } } }],
    ["with another path", { id, url: "https://YOURDOMAIN.com:443/other?x", auth: { type: "bearer" } }],
  ])("stays: %s", (_, input) => {
    expect(checkOneCallback(input, context).callback?.auth).toEqual({
      type: "bearer",
      secret: { kind: "keep" },
    });
  });

  it("stays with a header, also under another key", () => {
    const header = { type: "header", key: "X-Other", value: { set: true } };
    const { callback } = checkOneCallback(
      { id: otherId, url: "https://other.example.com/y", auth: header },
      context,
    );
    expect(callback?.auth).toEqual({ type: "header", key: "X-Other", secret: { kind: "keep" } });
  });

  it.each<[string, object, string, RegExp]>([
    ["another host", { id, url: "https://evil.example/", auth: { type: "bearer" } }, "auth.token", again],
    ["a host below", { id, url: "https://x.yourdomain.com/", auth: { type: "bearer" } }, "auth.token", again],
    [
      "another port",
      { id, url: "https://yourdomain.com:8443/", auth: { type: "bearer" } },
      "auth.token",
      again,
    ],
    [
      "another scheme",
      { id, url: "http://yourdomain.com/", auth: { type: "bearer", token: { set: true } } },
      "auth.token",
      again,
    ],
    [
      "another host, of a header",
      { id: otherId, url, auth: { type: "header", key: "X-API-Key", value: { set: true } } },
      "auth.value",
      again,
    ],
    [
      "no id",
      { url, auth: { type: "bearer", token: { set: true } } },
      "auth.token",
      /^Enter the Bearer Token\.$/,
    ],
    [
      "another kind",
      { id, url, auth: { type: "header", key: "X-Key" } },
      "auth.value",
      /^Enter the Auth Value\.$/,
    ],
    [
      "more than was read back",
      { id, url, auth: { type: "bearer", token: { set: true, last4: "3f9a", more: 1 } } },
      "auth.token.more",
      /not a setting here/,
    ],
  ])("is asked for again: %s", (_, input, path, message) => {
    expect(checkOneCallback(input, context).errors).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });

  it("may be replaced while the URL changes", () => {
    const { callback } = checkOneCallback(
      { id, url: "https://new.example/", auth: { type: "bearer", token: "fresh" } },
      context,
    );
    expect(callback?.auth).toEqual({ type: "bearer", secret: { kind: "set", value: "fresh" } });
  });

  it("stays of another callback's id only with that callback's origin", () => {
    expect(
      checkOneCallback({ id: otherId, url, auth: { type: "bearer" } }, context).errors.map(
        ({ path }) => path,
      ),
    ).toEqual(["auth.token"]);
  });
});
