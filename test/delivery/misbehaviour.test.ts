import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createAuthority, selfSigned } from "../fakes/certificates.ts";
import type { Answer } from "../fakes/receiver.ts";
import { attempted, until, withServer } from "./setting.ts";

/** What comes of one attempt, as the API shows it. */
interface Shown {
  status: string;
  lastStatusCode: number | null;
  lastError: RegExp;
  hint: RegExp;
}
const retried = { status: "pending" };

describe("a receiver that misbehaves", () => {
  const authority = createAuthority();
  const settingOf = withServer({ ca: [authority.cert] });

  it.each<[string, Answer, Shown]>([
    ["resets", { misbehave: "reset" }, { ...retried, lastStatusCode: null, lastError: /closed/, hint: /./ }],
    [
      "cuts its headers",
      { misbehave: "half-headers" },
      { ...retried, lastStatusCode: null, lastError: /closed/, hint: /./ },
    ],
    [
      "speaks no HTTP",
      { misbehave: "garbage" },
      { ...retried, lastStatusCode: null, lastError: /no HTTP/, hint: /./ },
    ],
    [
      "redirects",
      { status: 301, headers: { location: "https://elsewhere.example/x" } },
      { ...retried, lastStatusCode: 301, lastError: /https:\/\/elsewhere\.example\/x/, hint: /redirect/i },
    ],
    [
      "wants other credentials",
      { status: 401 },
      { ...retried, lastStatusCode: 401, lastError: /401/, hint: /auth/i },
    ],
    ["forbids", { status: 403 }, { ...retried, lastStatusCode: 403, lastError: /403/, hint: /auth/i }],
    ["has moved", { status: 404 }, { ...retried, lastStatusCode: 404, lastError: /404/, hint: /path|URL/ }],
    [
      "takes no POST",
      { status: 405 },
      { ...retried, lastStatusCode: 405, lastError: /405/, hint: /must accept POST/i },
    ],
    ["finds it too large", { status: 413 }, { ...retried, lastStatusCode: 413, lastError: /413/, hint: /./ }],
    [
      "breaks",
      { status: 500, body: "oops" },
      { ...retried, lastStatusCode: 500, lastError: /500/, hint: /./ },
    ],
    [
      "says no more of this one",
      { status: 400, headers: { "webhook-delivery": "abort-message" } },
      { status: "failed", lastStatusCode: 400, lastError: /400/, hint: /./ },
    ],
  ])("that %s", async (_, answer, shown) => {
    const setting = await settingOf({ answer: () => answer });
    await setting.project.report(await setting.lead());
    const delivery = await attempted(setting, 1);
    expect(delivery).toMatchObject({
      status: shown.status,
      lastStatusCode: shown.lastStatusCode,
      lastError: expect.stringMatching(shown.lastError),
      hint: expect.stringMatching(shown.hint),
      paused: false,
    });
    const again = shown.status === "pending" ? new Date(setting.clock.now() + 5_000).toISOString() : null;
    expect(delivery.nextAttemptAt).toBe(again);
    expect(delivery.attempts[0]).toMatchObject({ number: 1, hint: delivery.hint });
  });

  it.each<[string, Answer, boolean]>([
    ["endless", { misbehave: "endless-body" }, true],
    ["half", { misbehave: "half-body" }, true],
    ["longer than 16 KiB", { body: "x".repeat(20_000) }, true],
    ["short", { body: "thanks" }, false],
  ])("is delivered to whatever the body of its 2xx is: %s", async (_, answer, truncated) => {
    const setting = await settingOf({ answer: () => answer });
    await setting.project.report(await setting.lead());
    const delivery = await attempted(setting, 1);
    expect(delivery).toMatchObject({ status: "delivered", lastStatusCode: 200, hint: null, lastError: null });
    const { response } = delivery.attempts[0] as unknown as {
      response: { body: string; truncated: boolean };
    };
    expect(response.truncated).toBe(truncated);
    expect(response.body.length).toBeLessThanOrEqual(16_384);
  });

  it("whose compressed answer would grow without end is kept as it came, 16 KiB of it", async () => {
    // 64 MiB in 64 KiB; what stands there is shown and never inflated.
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const headers = { "content-encoding": "gzip", "content-type": "application/json" };
    const setting = await settingOf({ answer: () => ({ status: 200, headers, body: bomb }) });
    await setting.project.report(await setting.lead());
    const delivery = await attempted(setting, 1);
    expect(delivery.status).toBe("delivered");
    const { request, response } = delivery.attempts[0] as unknown as {
      request: { headers: Record<string, string> };
      response: { body: string; truncated: boolean };
    };
    // It was not asked for either.
    expect(Object.keys(request.headers).map((name) => name.toLowerCase())).not.toContain("accept-encoding");
    expect(bomb.length).toBeGreaterThan(16_384);
    expect(response.truncated).toBe(true);
    expect(response.body.length).toBeGreaterThan(1_000);
    expect(response.body.length).toBeLessThanOrEqual(16_384);
  });

  it.each<[string, Answer]>([
    ["never answers", { misbehave: "silent" }],
    ["never ends its headers", { misbehave: "drip-headers" }],
  ])("that %s is given up after the callback's time", async (_, answer) => {
    const setting = await settingOf({ answer: () => answer, callback: { timeoutMs: 3_000 } });
    await setting.project.report(await setting.lead());
    await setting.arrived(1);
    await setting.clock.advance(2_999);
    expect((await setting.delivery()).attempts).toEqual([]);
    await setting.clock.advance(1);
    const delivery = await attempted(setting, 1);
    expect(delivery).toMatchObject({ status: "pending", lastStatusCode: null });
    expect(delivery.lastError).toMatch(/no answer within 3 s/);
    expect(delivery.hint).toMatch(/3 s/);
  });

  it.each<[string, Answer, string]>([
    ["410", { status: 410 }, "failed"],
    ["webhook-delivery: disable", { status: 500, headers: { "webhook-delivery": "disable" } }, "failed"],
    ["webhook-delivery: disable with a 2xx", { headers: { "webhook-delivery": "disable" } }, "delivered"],
  ])("that wants no more (%s) pauses the callback, which goes on being owed", async (_, answer, status) => {
    const setting = await settingOf({ answer: (__, n) => (n === 1 ? answer : {}) });
    const { api, project, receiver, clock, callbackId } = setting;
    const lead = await setting.lead();
    await project.report(lead);
    expect(await attempted(setting, 1)).toMatchObject({ status });
    const callback = await until(
      clock,
      async () => (await api.get(`/api/v1/callbacks/${callbackId}`)).json,
      (json) => json.state !== "active",
    );
    expect(callback).toMatchObject({ state: "paused", pausedReason: expect.stringMatching(/410|disable/) });
    await project.report(lead);
    await clock.advance(24 * 3_600_000);
    expect(receiver.requests).toHaveLength(1);
    expect((await setting.deliveries())[1]).toMatchObject({ status: "pending", paused: true });
    const resumed = await api.post(`/api/v1/callbacks/${callbackId}/resume`, { pending: "send" });
    expect(resumed.json).toMatchObject({ state: "active", skipped: 0 });
    await setting.arrived(2);
    await until(clock, setting.deliveries, ([, second]) => second?.status === "delivered");
  });

  it.each<[string, Answer, number]>([
    ["429 with a longer Retry-After", { status: 429, headers: { "retry-after": "90" } }, 90_000],
    ["429 that asks for days", { status: 429, headers: { "retry-after": "999999" } }, 24 * 3_600_000],
    ["429 that asks for less than the schedule", { status: 429, headers: { "retry-after": "1" } }, 5_000],
    ["500, of which Retry-After means nothing", { status: 500, headers: { "retry-after": "90" } }, 5_000],
  ])("that asks for time is given it: %s", async (_, answer, wait) => {
    const setting = await settingOf({ answer: (__, n) => (n === 1 ? answer : {}) });
    await setting.project.report(await setting.lead());
    const delivery = await attempted(setting, 1);
    expect(delivery.nextAttemptAt).toBe(new Date(setting.clock.now() + wait).toISOString());
    await setting.clock.advance(wait - 1);
    expect(setting.receiver.requests).toHaveLength(1);
    await setting.clock.advance(1);
    await setting.arrived(2);
  });

  it("that names a date is given time until then", async () => {
    let date = "";
    const setting = await settingOf({ answer: () => ({ status: 503, headers: { "retry-after": date } }) });
    const until = (Math.ceil(setting.clock.now() / 1000) + 600) * 1000;
    date = new Date(until).toUTCString();
    await setting.project.report(await setting.lead());
    expect((await attempted(setting, 1)).nextAttemptAt).toBe(new Date(until).toISOString());
  });

  it("that cannot be connected to is named as such", async () => {
    const setting = await settingOf();
    await setting.receiver.close();
    await setting.project.report(await setting.lead());
    const delivery = await attempted(setting, 1);
    expect(delivery).toMatchObject({ status: "pending", lastStatusCode: null });
    expect(delivery.lastError).toMatch(/refused/);
    expect(delivery.attempts[0]).toMatchObject({ error: { class: "refused" }, response: null });
  });

  it.each([
    ["expired", authority.issue({ notAfter: Date.now() - 60_000 }), /expired/],
    ["of another host", authority.issue({ hosts: ["example.com"] }), /another host/],
    ["self-signed", selfSigned(), /self-signed/],
  ])("whose certificate is %s is told so", async (_, tls, reason) => {
    const setting = await settingOf({ tls });
    await setting.project.report(await setting.lead());
    const delivery = await attempted(setting, 1);
    expect(setting.receiver.requests).toEqual([]);
    expect(delivery).toMatchObject({ status: "pending", lastStatusCode: null });
    expect(delivery.lastError).toMatch(reason);
    expect(delivery.hint).toMatch(/certificate/i);
  });

  it("with a certificate in order is delivered to", async () => {
    const setting = await settingOf({ tls: authority.issue() });
    await setting.project.report(await setting.lead());
    expect(await attempted(setting, 1)).toMatchObject({ status: "delivered" });
  });
});
