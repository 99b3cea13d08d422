import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { selfSigned } from "../../test/fakes/certificates.ts";
import { FakeClock } from "../../test/fakes/clock.ts";
import { authority, outcomeOf, plainConnect, receiver, request, sender } from "../../test/fakes/sending.ts";
import { ConnectError } from "./connect.ts";

describe("answers", () => {
  it.each([200, 201, 202, 204, 299])("%d is a success", async (status) => {
    expect(await outcomeOf({ status })).toMatchObject({ error: null, hint: null });
  });

  it.each([400, 401, 404, 405, 410, 413, 429, 500, 503])("%d is a failure with a hint", async (status) => {
    const record = await outcomeOf({ status, headers: { "Retry-After": "7" }, body: "no" });
    expect(record).toMatchObject({
      response: { statusCode: status, headers: { "retry-after": "7" }, body: "no", truncated: false },
      error: { class: "status", message: expect.stringContaining(`answered ${status} `) },
      hint: expect.any(String),
    });
  });

  it("names the auth header that was refused", async () => {
    const authHeader = { name: "X-API-Key", value: "wrong" };
    expect((await outcomeOf({ status: 401 }, { authHeader })).hint).toContain("X-API-Key");
  });

  it("3xx is a failure that names the Location, and is not followed", async () => {
    const got = await receiver(() => ({ status: 307, headers: { location: "/elsewhere" } }));
    const record = await sender().send(request(got.url));
    expect(record.error?.message).toContain("/elsewhere");
    expect(record.hint).toContain("/elsewhere");
    expect(got.requests).toHaveLength(1);
  });

  it("1xx before it are ignored", async () => {
    const record = await outcomeOf({ status: 202, informational: true, body: "taken" });
    expect(record).toMatchObject({ error: null, response: { statusCode: 202, body: "taken" } });
    const none = await outcomeOf({ informational: true, misbehave: "half-headers" });
    expect(none).toMatchObject({ error: { class: "reset" }, response: null });
  });

  it("keeps headers that come more than once, and bodies that are no text", async () => {
    const body = Buffer.from([0x61, 0, 0xff, 0x62]);
    const record = await outcomeOf({ headers: { "Set-Cookie": ["a=1", "b=2"] }, body });
    expect(record.response?.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(record.response?.body).toBe("a\uFFFD\uFFFDb");
  });

  it("keeps a body of 16 KiB whole, and cuts one that is longer", async () => {
    const whole = await outcomeOf({ body: "x".repeat(16_384) });
    expect(whole.response).toMatchObject({ body: "x".repeat(16_384), truncated: false });
    const longer = await outcomeOf({ body: `${"x".repeat(16_383)}€` });
    expect(longer).toMatchObject({
      response: { body: "x".repeat(16_383), truncated: true },
      error: null,
    });
  });
});

describe("bodies that misbehave do not undo the success", () => {
  it.each(["endless-body", "half-body"] as const)("%s", async (misbehave) => {
    const record = await outcomeOf({ misbehave });
    expect(record).toMatchObject({ response: { statusCode: 200, truncated: true }, error: null, hint: null });
    expect(record.response?.body).toMatch(misbehave === "half-body" ? /^half of it$/ : /^x{16384}$/);
  });

  it("drip-body, once the time is up", async () => {
    const record = await outcomeOf({ misbehave: "drip-body" }, { timeoutMs: 300 });
    expect(record).toMatchObject({ response: { statusCode: 200, truncated: true }, error: null });
    expect(record.response?.body).toMatch(/^\.{3,15}$/);
    expect(record.timings.total).toBeGreaterThanOrEqual(295);
    expect(record.timings.total).toBeLessThan(1_000);
  });

  it("nor do they undo a failure", async () => {
    const record = await outcomeOf({ status: 500, misbehave: "half-body" });
    expect(record).toMatchObject({ response: { truncated: true }, error: { class: "status" } });
  });

  it("and the connection is not used again", async () => {
    const got = await receiver((_, n) => (n === 1 ? { misbehave: "endless-body" } : {}));
    const one = sender();
    for (const _ of [1, 2]) expect((await one.send(request(got.url))).error).toBeNull();
    expect(got.connections).toBe(2);
    expect(got.open).toBe(1);
  });
});

describe("what is no answer", () => {
  it.each([
    ["reset", "reset"],
    ["half-headers", "reset"],
    ["garbage", "protocol"],
  ] as const)("%s fails as %s", async (misbehave, errorClass) => {
    const record = await outcomeOf({ misbehave });
    expect(record).toMatchObject({
      response: null,
      error: { class: errorClass },
      hint: expect.any(String),
    });
  });

  it.each(["silent", "drip-headers"] as const)("%s fails as timeout", async (misbehave) => {
    const got = await receiver(() => ({ misbehave }));
    const record = await sender().send(request(got.url, { timeoutMs: 200 }));
    expect(record).toMatchObject({
      response: null,
      error: { class: "timeout", message: "no answer within 0.2 s" },
      hint: expect.stringContaining("within 0.2 s"),
    });
    expect(record.timings.total).toBeLessThan(1_000);
    await expect.poll(() => got.open).toBe(0);
  });

  it("an answer slower than the timeout fails by the injected clock alone", async () => {
    const clock = new FakeClock();
    const got = await receiver((_, n) => (n === 1 ? {} : { misbehave: "silent" }));
    const one = sender({ clock });
    await one.send(request(got.url));
    expect(clock.pending).toBe(0);
    const sent = one.send(request(got.url, { timeoutMs: 15_000 }));
    await got.waitFor(2);
    await clock.advance(15_000);
    expect(await sent).toMatchObject({ at: clock.now() - 15_000, error: { class: "timeout" } });
    expect(clock.pending).toBe(0);
  });

  it("a refused connection", async () => {
    const got = await receiver(() => ({}));
    await got.close();
    expect(await sender().send(request(got.url))).toMatchObject({
      response: null,
      error: { class: "refused", message: "the connection was refused" },
      timings: { connect: null, firstByte: null },
    });
  });

  it("a connection that does not come about in time, and what comes later is closed", async () => {
    const got = await receiver(() => ({}));
    const late: { aborted: boolean; socket: Socket | null } = { aborted: false, socket: null };
    const one = sender({
      async connect(target, signal) {
        signal.addEventListener("abort", () => (late.aborted = true));
        await new Promise((resolve) => setTimeout(resolve, 100));
        const connected = await plainConnect(target, new AbortController().signal);
        late.socket = connected.socket;
        return connected;
      },
    });
    const record = await one.send(request(got.url, { timeoutMs: 50 }));
    expect(record.error).toEqual({ class: "timeout", message: "no connection within 0.05 s" });
    expect(late.aborted).toBe(true);
    await expect.poll(() => late.socket?.destroyed).toBe(true);
    expect(got.requests).toHaveLength(0);
  });

  it("what the connector refuses, in its words", async () => {
    const timings = { dns: 1.26, connect: null, tls: null };
    const one = sender({
      connect: () => Promise.reject(new ConnectError("blocked", "10.0.0.1 is private", null, timings)),
    });
    expect(await one.send(request("http://example.com/"))).toMatchObject({
      error: { class: "blocked", message: "10.0.0.1 is private" },
      timings: { dns: 1.3 },
      hint: expect.stringContaining("EGRESS_ALLOW"),
    });
  });
});

describe("TLS", () => {
  it("sends over it, with timings", async () => {
    const got = await receiver(() => ({ body: "ok" }), authority.issue());
    const one = sender();
    const record = await one.send(request(got.url));
    expect(record).toMatchObject({ error: null, response: { body: "ok" } });
    expect(record.timings.tls).toBeGreaterThan(0);
    await one.send(request(got.url));
    expect(got.connections).toBe(1);
  });

  it.each([
    ["expired", authority.issue({ notAfter: Date.now() - 1_000 }), /expired/],
    ["self-signed", selfSigned(), /self-signed/],
    ["for another host", authority.issue({ hosts: ["example.com"] }), /another host/],
  ])("a certificate that is %s fails as tls", async (_, tls, words) => {
    const got = await receiver(() => ({}), tls);
    const record = await sender().send(request(got.url));
    expect(record).toMatchObject({
      error: { class: "tls", message: expect.stringMatching(words) },
      hint: expect.stringMatching(words),
    });
    expect(got.requests).toHaveLength(0);
  });

  it("where none is spoken fails as tls", async () => {
    const got = await receiver(() => ({}));
    const record = await sender().send(request(got.url.replace("http:", "https:")));
    expect(record).toMatchObject({ error: { class: "tls" }, hint: expect.stringContaining("not speak TLS") });
  });
});
