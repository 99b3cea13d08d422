import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { outcomeOf, plainConnect, receiver, request, secret, sender } from "../../test/fakes/sending.ts";

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
    const closed = Promise.all([one.close(), one.close()]);
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
