import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAdvancedSettings, checkOneCallback, type SettingsContext } from "./advanced-settings.ts";
import { triggers } from "./words.ts";

const url = "https://yourdomain.com/api/lead-callback";
const id = "0123456789abcdef01234567";
const otherId = "0123456789abcdef01234568";

const context: SettingsContext = {
  policy: { allowLoopback: false, allow: [] },
  fixedSource: false,
  stateNames: ["make_first_call", "interested"],
  dispositionNames: ["Interested", "No Answer"],
  stored: [
    { id, url, auth: { type: "bearer" } },
    { id: otherId, url: "https://other.example.com/x", auth: { type: "header", key: "X-API-Key" } },
  ],
};

const defaults = {
  id: null,
  name: "Callback 1",
  enabled: true,
  url,
  payloadFormat: "activity_update",
  requiresWhitelistedSource: false,
  auth: { type: "none" },
  triggers: [...triggers],
  dispositions: null,
  states: null,
  order: "per_lead",
  rateLimit: null,
  timeoutMs: 15_000,
  signing: "v1",
};

const one = (input: unknown, changed: Partial<SettingsContext> = {}) =>
  checkOneCallback(input, { ...context, ...changed });
const list = (...leadUpdateCallbacks: unknown[]) => checkAdvancedSettings({ leadUpdateCallbacks }, context);
const paths = ({ errors }: { errors: { path: string }[] }) => errors.map(({ path }) => path);

describe("a callback that is right", () => {
  it("needs a URL, and gets the rest by default", () => {
    const { callback, errors, warnings, hints } = one({ url });
    expect({ callback, errors, warnings }).toEqual({ callback: defaults, errors: [], warnings: [] });
    expect(hints).toEqual([{ path: "auth", message: expect.stringMatching(/^Anyone who learns the URL/) }]);
  });

  it("keeps every setting", () => {
    const input = {
      id,
      name: "  CRM हिन्दी  ",
      enabled: false,
      url,
      payloadFormat: "lead_history",
      requiresWhitelistedSource: true,
      auth: { type: "header", key: "X-API-Key", value: "a key" },
      triggers: ["disposition.final"],
      dispositions: ["No Answer"],
      states: ["interested", "make_first_call"],
      order: "none",
      rateLimit: 0.1,
      timeoutMs: 30_000,
      signing: "v1a",
    };
    const { callback, errors, hints } = one(input, { fixedSource: true });
    expect(errors).toEqual([]);
    expect(hints).toEqual([]);
    expect(callback).toEqual({
      ...input,
      name: "CRM हिन्दी",
      auth: { type: "header", key: "X-API-Key", secret: { kind: "set", value: "a key" } },
    });
  });

  it("may come as it was read back", () => {
    const readBack = {
      ...defaults,
      id,
      name: "CRM",
      auth: { type: "bearer", token: { set: true, last4: "3f9a" } },
    };
    const readOnly = {
      warnings: [],
      state: "paused",
      pausedReason: "gone",
      pausedAt: "2026-01-12T04:54:00Z",
    };
    const { settings, errors } = checkAdvancedSettings(
      { revision: 7, status: "OK", leadUpdateCallbacks: [{ ...readBack, ...readOnly }] },
      context,
    );
    expect(errors).toEqual([]);
    expect(settings).toEqual([{ ...readBack, auth: { type: "bearer", secret: { kind: "keep" } } }]);
  });

  it("is warned of http, and stored all the same", () => {
    const { settings, warnings } = list({ url }, { url: "http://yourdomain.com/x" });
    expect(settings).toHaveLength(2);
    expect(warnings).toEqual([
      {
        path: "leadUpdateCallbacks.1.url",
        message: "HTTPS is recommended: over http anyone on the way can read leads",
      },
    ]);
  });

  it("obeys the deployment's address policy", () => {
    const loopback = { url: "http://localhost:4000/x" };
    expect(one(loopback).callback).toBeNull();
    expect(one(loopback, { policy: { allowLoopback: true, allow: [] } }).errors).toEqual([]);
    const inside = { url: "http://crm.internal/x" };
    expect(one(inside).callback).toBeNull();
    expect(one(inside, { policy: { allowLoopback: false, allow: ["10.0.0.0/8"] } }).errors).toEqual([]);
  });
});

describe("one wrong field", () => {
  it.each<[string, unknown, string, RegExp]>([
    ["no object", 5, "", /an object/],
    ["null", null, "", /an object/],
    ["a list", [], "", /an object/],
    ["unknown field", { url, retries: 3 }, "retries", /^"retries" is not a setting here/],
    ["prototype", JSON.parse(`{"url":"${url}","__proto__":{}}`), "__proto__", /not a setting/],
    ["id of another type", { url, id: 5 }, "id", /text/],
    ["unknown id", { url, id: "f".repeat(24) }, "id", /no callback with this id/],
    ["name of another type", { url, name: 5 }, "name", /text/],
    ["empty name", { url, name: "  " }, "name", /^Enter a name/],
    ["long name", { url, name: "a".repeat(81) }, "name", /at most 80/],
    ["NUL in the name", { url, name: "a\0b" }, "name", /control or broken/],
    ["half a character in the name", { url, name: "a\ud800" }, "name", /control or broken/],
    ["enabled", { url, enabled: "yes" }, "enabled", /true or false/],
    ["no URL", {}, "url", /^Enter the URL/],
    ["empty URL", { url: "" }, "url", /^Enter the URL/],
    ["URL of another type", { url: 5 }, "url", /text/],
    ["refused URL", { url: "http://10.0.0.1/" }, "url", /not public \(private\)/],
    ["format", { url, payloadFormat: "xml" }, "payloadFormat", /activity_update, lead_update, lead_history/],
    [
      "source of another type",
      { url, requiresWhitelistedSource: 1 },
      "requiresWhitelistedSource",
      /true or false/,
    ],
    [
      "no fixed source",
      { url, requiresWhitelistedSource: true },
      "requiresWhitelistedSource",
      /EGRESS_FIXED_PROXY or EGRESS_FIXED_LOCAL_ADDRESS/,
    ],
    ["auth null", { url, auth: null }, "auth", /an object/],
    ["auth a list", { url, auth: [] }, "auth", /an object/],
    ["auth without a type", { url, auth: {} }, "auth.type", /none, bearer, header/],
    ["auth of unknown type", { url, auth: { type: "basic" } }, "auth.type", /none, bearer, header/],
    ["auth none with a token", { url, auth: { type: "none", token: "x" } }, "auth.token", /not a setting/],
    ["bearer without token", { url, auth: { type: "bearer" } }, "auth.token", /^Enter the Bearer Token/],
    [
      "bearer with empty token",
      { url, auth: { type: "bearer", token: "" } },
      "auth.token",
      /^Enter the Bearer/,
    ],
    ["bearer with a number", { url, auth: { type: "bearer", token: 5 } }, "auth.token", /text/],
    ["bearer with a bad token", { url, auth: { type: "bearer", token: "a\nb" } }, "auth.token", /control/],
    ["bearer set false", { url, auth: { type: "bearer", token: { set: false } } }, "auth.token", /text/],
    [
      "bearer with a key",
      { url, auth: { type: "bearer", token: "a", key: "b" } },
      "auth.key",
      /not a setting/,
    ],
    ["header without key", { url, auth: { type: "header", value: "a" } }, "auth.key", /^Enter the name/],
    [
      "header with a taken key",
      { url, auth: { type: "header", key: "Host", value: "a" } },
      "auth.key",
      /itself sets/,
    ],
    [
      "header without value",
      { url, auth: { type: "header", key: "X-Key" } },
      "auth.value",
      /^Enter the Auth Value/,
    ],
    ["triggers of another type", { url, triggers: "call.completed" }, "triggers", /a list/],
    ["no triggers", { url, triggers: [] }, "triggers", /at least one trigger/],
    ["unknown trigger", { url, triggers: ["call.completed", "x"] }, "triggers.1", /call\.completed/],
    ["a trigger twice", { url, triggers: ["call.completed", "call.completed"] }, "triggers.1", /twice/],
    [
      "unknown disposition",
      { url, dispositions: ["Interested", "x"] },
      "dispositions.1",
      /no disposition "x"/,
    ],
    ["no dispositions", { url, dispositions: [] }, "dispositions", /at least one, or null/],
    [
      "too many dispositions",
      { url, dispositions: Array(201).fill("Interested") },
      "dispositions",
      /At most 200/,
    ],
    ["disposition of another type", { url, dispositions: [5] }, "dispositions.0", /text/],
    ["a disposition twice", { url, dispositions: ["Interested", "Interested"] }, "dispositions.1", /twice/],
    ["unknown state", { url, states: ["x"] }, "states.0", /no state "x"/],
    ["states of another type", { url, states: {} }, "states", /a list/],
    ["order", { url, order: "random" }, "order", /per_lead, none/],
    ["rate of another type", { url, rateLimit: "5" }, "rateLimit", /a number/],
    ["rate 0", { url, rateLimit: 0 }, "rateLimit", /0\.1 to 10,000/],
    ["rate too high", { url, rateLimit: 10_001 }, "rateLimit", /0\.1 to 10,000/],
    ["rate not a number", { url, rateLimit: Number.NaN }, "rateLimit", /a number/],
    ["timeout null", { url, timeoutMs: null }, "timeoutMs", /a number/],
    ["timeout too short", { url, timeoutMs: 99 }, "timeoutMs", /100 to 60,000/],
    ["timeout too long", { url, timeoutMs: 60_001 }, "timeoutMs", /100 to 60,000/],
    ["timeout broken", { url, timeoutMs: 1500.5 }, "timeoutMs", /whole number/],
    ["signing", { url, signing: "v2" }, "signing", /v1, v1a/],
  ])("%s", (_, input, path, message) => {
    const checked = one(input);
    expect(checked.callback).toBeNull();
    expect(checked.errors).toEqual([{ path, message: expect.stringMatching(message) }]);
    const within = list({ url: "https://first.example.com/" }, input);
    expect(within.settings).toBeNull();
    expect(paths(within)).toEqual([["leadUpdateCallbacks.1", path].filter((part) => part !== "").join(".")]);
  });
});

describe("several wrong fields", () => {
  it("are all reported, each once, also where the rules of one need another", () => {
    const wrong = {
      id: "unknown",
      name: 5,
      url: "ftp://x.example/",
      requiresWhitelistedSource: true,
      auth: { type: "header", key: "Host" },
      triggers: [],
      dispositions: ["x", "x"],
      states: ["y"],
      rateLimit: -1,
      surprise: 1,
    };
    const { settings, errors } = list(wrong, { url: 5 });
    expect(settings).toBeNull();
    const first =
      "id name url requiresWhitelistedSource auth.key auth.value triggers dispositions.0 dispositions.1 states.0 rateLimit surprise";
    expect(paths({ errors }).toSorted()).toEqual(
      [
        ...first.split(" ").map((path) => `leadUpdateCallbacks.0.${path}`),
        "leadUpdateCallbacks.1.url",
      ].toSorted(),
    );
  });

  it.each<[string, unknown, string[]]>([
    ["no object", "text", [""]],
    ["no list", {}, ["leadUpdateCallbacks"]],
    ["list null", { leadUpdateCallbacks: null }, ["leadUpdateCallbacks"]],
    [
      "unknown field beside it",
      { leadUpdateCallbacks: [{}], more: 1 },
      ["more", "leadUpdateCallbacks.0.url"],
    ],
  ])("of the section: %s", (_, input, expected) => {
    expect(paths(checkAdvancedSettings(input, context))).toEqual(expected);
  });

  it("a process has at most 20 callbacks", () => {
    const many = (n: number) =>
      list(...Array.from({ length: n }, (_, i) => ({ url: `https://a.example/${i}` })));
    expect(many(20).settings?.at(-1)?.name).toBe("Callback 20");
    expect(many(21).errors).toEqual([
      { path: "leadUpdateCallbacks", message: "A process can have at most 20 callbacks." },
    ]);
  });

  it("no callbacks at all is right", () => {
    expect(list()).toEqual({ settings: [], errors: [], warnings: [], hints: [] });
  });
});

describe("callbacks of one list", () => {
  it.each([
    ["https://a.example/x", "https://a.example/x"],
    ["https://a.example", "https://A.example:443/"],
    ["https://a.example/b", "https://a.example/c/../b"],
  ])("%s and %s are the same URL", (first, second) => {
    expect(list({ url: first }, { url: "https://b.example" }, { url: second }).errors).toEqual([
      {
        path: "leadUpdateCallbacks.2.url",
        message: '"Callback 1" has the same URL. Write another, or remove one of the two.',
      },
    ]);
  });

  it("are different by scheme, path and query", () => {
    const urls = ["https://a.example/", "http://a.example/", "https://a.example/x", "https://a.example/?x"];
    expect(list(...urls.map((text) => ({ url: text }))).errors).toEqual([]);
  });

  it("have an id once, known or not", () => {
    const keep = { type: "bearer" };
    expect(paths(list({ id, url, auth: keep }, { id, url: "https://b.example" }))).toEqual([
      "leadUpdateCallbacks.1.id",
    ]);
    expect(paths(list({ id: "x", url }, { id: "x", url: "https://b.example" }))).toEqual([
      "leadUpdateCallbacks.0.id",
      "leadUpdateCallbacks.1.id",
    ]);
  });
});

it("never throws, and reports a field once, whatever is sent", () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(url, id, "bearer", { type: "bearer" }, { type: "header", value: { set: true } }),
    fc.constantFrom<unknown>(["call.completed", "call.completed"], ["x", 5], [], 0.5, 5000, true, undefined),
  );
  const keys = [...Object.keys(defaults), "surprise", "revision"];
  const callback = fc.oneof(
    value,
    fc.dictionary(fc.constantFrom(...keys), value, { noNullPrototype: true }),
    fc
      .dictionary(fc.constantFrom(...keys), value, { noNullPrototype: true })
      .map((some) => ({ ...some, url })),
  );
  fc.assert(
    fc.property(
      fc.oneof(value, fc.record({ leadUpdateCallbacks: fc.array(callback, { maxLength: 4 }) })),
      (input) => {
        const { settings, errors } = checkAdvancedSettings(input, context);
        expect(settings === null).toBe(errors.length > 0);
        expect(new Set(paths({ errors })).size).toBe(errors.length);
        for (const { message } of errors) expect(message).toMatch(/^["A-Z].*\.$/s);
      },
    ),
    { numRuns: 1000 },
  );
});
