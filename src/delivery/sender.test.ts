import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { createAuthority, selfSigned } from "../../test/fakes/certificates.ts";
import { FakeClock } from "../../test/fakes/clock.ts";
import {
  type Answer,
  type Receiver,
  type ReceiverOptions,
  startReceiver,
} from "../../test/fakes/receiver.ts";
import type { AttemptRecord } from "../contract/delivery.ts";
import { systemClock } from "../platform/clock.ts";
import { type Connect, ConnectError } from "./connect.ts";
import type { SendRequest } from "./prepared-request.ts";
import { createSender, type Sender, type SenderOptions } from "./sender.ts";
import { newSigningSecret, prepareSigner } from "./signing.ts";

const authority = createAuthority();
const secret = newSigningSecret("v1");
const sign = prepareSigner([secret]);

/** A connector without any guard: what net and tls do by themselves. */
const plainConnect: Connect = ({ protocol, hostname, port }, signal) =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const ready = (): void => {
      const took = performance.now() - startedAt;
      resolve({ socket, timings: { dns: null, connect: took, tls: protocol === "https:" ? took : null } });
    };
    const socket: Socket =
      protocol === "https:"
        ? connectTls({ host: hostname, port, ca: authority.cert, servername: "localhost" }, ready)
        : connectTcp({ host: hostname, port }, ready);
    socket.once("error", reject);
    signal.addEventListener("abort", () => socket.destroy(new Error("aborted")));
  });

const toClose: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const closable of toClose.splice(0)) await closable.close();
});

function sender(options: Partial<SenderOptions> = {}): Sender {
  const made = createSender({
    clock: systemClock,
    connect: plainConnect,
    userAgent: "Ringback/test",
    ...options,
  });
  toClose.unshift({ close: () => made.close(0) });
  return made;
}

async function receiver(answer: ReceiverOptions["answer"], tls?: ReceiverOptions["tls"]): Promise<Receiver> {
  const started = await startReceiver({ ...(answer && { answer }), ...(tls && { tls }) });
  toClose.push(started);
  return started;
}

function request(url: string, more: Partial<SendRequest> = {}): SendRequest {
  return {
    deliveryId: "6964f2c80a7a6964f2c80a7a",
    attempt: 1,
    url,
    body: '{"name":"आशा"}',
    authHeader: null,
    sign,
    timeoutMs: 5_000,
    route: "open",
    ...more,
  };
}

/** What comes of one send to a receiver that always answers so. */
async function outcomeOf(answer: Answer, more: Partial<SendRequest> = {}): Promise<AttemptRecord> {
  const { url } = await receiver(() => answer);
  return sender().send(request(url, more));
}

describe("what is sent", () => {
  it("is a signed POST with the headers of API.md, and the record shows it with the secret masked", async () => {
    const got = await receiver(() => ({ status: 201, headers: { "X-Seen": "1" }, body: "thanks" }));
    const authHeader = { name: "Authorization", value: "Bearer 0123456789abcd3f9a" };
    const before = Date.now();
    const record = await sender().send(request(`${got.url}/hook?a=1`, { attempt: 3, authHeader }));

    const [seen] = got.requests;
    expect(seen).toMatchObject({ method: "POST", path: "/hook?a=1", body: '{"name":"आशा"}' });
    const { headers = {} } = seen ?? {};
    expect(headers).toMatchObject({
      host: new URL(got.url).host,
      "content-type": "application/json",
      "user-agent": "Ringback/test",
      "webhook-id": "6964f2c80a7a6964f2c80a7a",
      "ringback-attempt": "3",
      authorization: "Bearer 0123456789abcd3f9a",
    });
    new Webhook(secret).verify(seen?.body ?? "", headers as Record<string, string>);

    const shown = Object.entries(record.requestHeaders).map(([name, value]) => [name.toLowerCase(), value]);
    expect(Object.fromEntries(shown)).toEqual({ ...headers, authorization: "Bearer ••••3f9a" });
    expect(JSON.stringify(record)).not.toContain("0123456789");
    expect(record).toMatchObject({
      url: `${got.url}/hook?a=1`,
      response: { statusCode: 201, body: "thanks", truncated: false },
      error: null,
      hint: null,
    });
    expect(record.response?.headers["x-seen"]).toBe("1");
    expect(record.at).toBeGreaterThanOrEqual(before);
  });

  it("shows nothing of a short secret, and masks custom headers whole", async () => {
    const shown = async (name: string, value: string) =>
      (await outcomeOf({}, { authHeader: { name, value } })).requestHeaders[name];
    expect(await shown("Authorization", "Bearer short-secret")).toBe("Bearer ••••cret");
    expect(await shown("Authorization", "Bearer shortsecret")).toBe("Bearer ••••");
    expect(await shown("X-API-Key", "two words of secret")).toBe("••••cret");
  });

  it("is not shown by way of an answer that echoes it", async () => {
    const value = "Bearer 0123456789abcd3f9a";
    const got = await receiver((seen) => ({
      headers: { "X-Echo": ["a", `${seen.headers.authorization}`] },
      body: JSON.stringify(seen.headers),
    }));
    const record = await sender().send(request(got.url, { authHeader: { name: "Authorization", value } }));
    expect(got.requests[0]?.headers.authorization).toBe(value);
    expect(record.response?.headers["x-echo"]).toEqual(["a", "Bearer ••••"]);
    expect(JSON.stringify(record)).not.toContain("0123456789");
  });

  it("has the same bytes at every attempt", async () => {
    const got = await receiver(() => ({ status: 500 }));
    const body = JSON.stringify({ text: "naïve \u2028 \ud83d\ude00", n: 1e21 });
    const one = sender();
    for (const attempt of [1, 2, 3]) await one.send(request(got.url, { body, attempt }));
    expect(got.requests.map((seen) => seen.body)).toEqual([body, body, body]);
    expect(got.requests.map((seen) => seen.headers["ringback-attempt"])).toEqual(["1", "2", "3"]);
  });
});

describe("connections", () => {
  it("are kept alive and reused, and the timings say so", async () => {
    const got = await receiver(() => ({ delayMs: 20 }));
    const one = sender();
    const first = await one.send(request(got.url));
    const second = await one.send(request(`${got.url}/other`));
    expect(got.connections).toBe(1);
    expect(first.timings.connect).toBeGreaterThanOrEqual(0);
    expect(second.timings).toMatchObject({ dns: null, connect: null, tls: null });
    for (const { firstByte, total } of [first.timings, second.timings]) {
      expect(firstByte).toBeGreaterThanOrEqual(18);
      expect(total).toBeGreaterThanOrEqual(firstByte ?? 0);
      expect(Math.round(total * 10) / 10).toBe(total);
    }
  });

  it("are not shared between the open and the fixed route", async () => {
    const got = await receiver(() => ({}));
    const routes: string[] = [];
    const one = sender({
      connect: (target, signal) => {
        routes.push(target.route);
        return plainConnect(target, signal);
      },
    });
    for (const route of ["open", "fixed", "open", "fixed"] as const) {
      await one.send(request(got.url, { route }));
    }
    expect(routes).toEqual(["open", "fixed"]);
  });

  it("carry one request each at a time", async () => {
    const got = await receiver(() => ({ delayMs: 30 }));
    const one = sender();
    const records = await Promise.all(Array.from({ length: 40 }, () => one.send(request(got.url))));
    expect(records.map((record) => record.response?.statusCode)).toEqual(new Array(40).fill(200));
    expect(got.connections).toBe(40);
    await Promise.all(Array.from({ length: 40 }, () => one.send(request(got.url))));
    expect(got.connections).toBe(40);
  });

  it("are closed beyond the number that may be idle, the one idle longest first", async () => {
    const got = await Promise.all([1, 2, 3].map(() => receiver(() => ({}))));
    const one = sender({ mostIdle: 2 });
    for (const { url } of got) await one.send(request(url));
    await expect.poll(() => got.map((each) => each.open)).toEqual([0, 1, 1]);
  });

  it("closed by the server while idle are replaced without a failure", async () => {
    const got = await receiver((_, n) => (n === 1 ? { misbehave: "close-idle" } : {}));
    const one = sender();
    await one.send(request(got.url));
    await expect.poll(() => got.open).toBe(0);
    const record = await one.send(request(got.url));
    expect(record).toMatchObject({ response: { statusCode: 200 }, error: null });
    expect(got.connections).toBe(2);
  });

  it("that turn out closed when reused are replaced once, within the same attempt", async () => {
    const got = await receiver((_, n) => (n === 2 ? { misbehave: "reset" } : {}));
    const one = sender();
    await one.send(request(got.url));
    const record = await one.send(request(got.url, { attempt: 2 }));
    expect(record).toMatchObject({ response: { statusCode: 200 }, error: null });
    expect(record.timings.connect).not.toBeNull();
    expect(got.requests.map((seen) => seen.connection)).toEqual([1, 1, 2]);
    expect(got.requests[2]).toMatchObject({ body: got.requests[1]?.body });
    expect(got.requests[2]?.headers).toEqual(got.requests[1]?.headers);
  });

  it("are replaced once and no more", async () => {
    const got = await receiver((_, n) => (n === 1 ? {} : { misbehave: "reset" }));
    const one = sender();
    await one.send(request(got.url));
    expect(await one.send(request(got.url))).toMatchObject({ response: null, error: { class: "reset" } });
    expect(got.requests).toHaveLength(3);
  });

  it("that broke after a byte of the answer are not replaced", async () => {
    const got = await receiver((_, n) => (n === 1 ? {} : { misbehave: "half-headers" }));
    const one = sender();
    await one.send(request(got.url));
    expect(await one.send(request(got.url))).toMatchObject({ response: null, error: { class: "reset" } });
    expect(got.requests).toHaveLength(2);
  });

  it("are not reused where the server says close", async () => {
    const got = await receiver(() => ({ headers: { connection: "close" } }));
    const one = sender();
    for (const _ of [1, 2]) expect((await one.send(request(got.url))).error).toBeNull();
    expect(got.connections).toBe(2);
  });
});

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

describe("what cannot be sent", () => {
  it.each([
    [
      "an unreadable secret",
      {
        sign: () => {
          throw new Error("the secret cannot be read");
        },
      },
    ],
    ["no URL", { url: "nowhere" }],
    ["another scheme", { url: "ftp://example.com/" }],
    ["a header with a line break", { authHeader: { name: "X-Key", value: "a\r\nb: c" } }],
    ["a header that HTTP sets", { authHeader: { name: "Transfer-Encoding", value: "chunked" } }],
  ])("%s fails as configuration", async (_, wrong) => {
    const got = await receiver(() => ({}));
    const record = await sender().send(request(got.url, wrong));
    expect(record).toMatchObject({
      response: null,
      error: { class: "configuration", message: expect.stringMatching(/./) },
      hint: expect.any(String),
    });
    expect(got.requests).toHaveLength(0);
    await expect.poll(() => got.open).toBe(0);
  });
});

describe("close", () => {
  it("waits for what is under way, then closes every connection and takes nothing more", async () => {
    const got = await receiver(() => ({ delayMs: 100 }));
    const one = sender();
    const sent = one.send(request(got.url));
    await got.waitFor(1);
    const closed = one.close();
    expect(await one.send(request(got.url))).toMatchObject({ error: { class: "configuration" } });
    expect((await sent).error).toBeNull();
    await closed;
    await expect.poll(() => got.open).toBe(0);
    expect(got.requests).toHaveLength(1);
  });

  it("cuts what lasts longer than the grace", async () => {
    const clock = new FakeClock();
    const got = await receiver(() => ({ misbehave: "silent" }));
    const one = sender({ clock });
    const sent = one.send(request(got.url));
    await got.waitFor(1);
    const closed = one.close(1_000);
    await clock.advance(1_000);
    expect(await sent).toMatchObject({ response: null, error: { class: "reset" } });
    await closed;
    await expect.poll(() => got.open).toBe(0);
  });
});
