import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeOutcome, nextWait, parseRetryAfter, sourceWait } from "./retry-schedule.ts";

const schedule = [5_000, 300_000, 1_800_000];
const day = 86_400_000;
const now = Date.UTC(2026, 0, 12, 4, 54, 0);

describe("nextWait", () => {
  it("follows the schedule and ends with it", () => {
    const waits = [0, 1, 2, 3].map((step) => nextWait(schedule, step, () => 0));
    expect(waits).toEqual([5_000, 300_000, 1_800_000, null]);
    expect(nextWait([], 0, () => 0)).toBeNull();
  });

  it("lengthens each wait by up to a fifth, and spreads", () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * day }), random, (wait, value) => {
        const next = nextWait([wait], 0, () => value);
        expect(next).toBeGreaterThanOrEqual(wait);
        expect(next).toBeLessThanOrEqual(Math.ceil(wait * 1.2));
      }),
    );
    expect(nextWait(schedule, 0, () => 0.5)).toBe(5_500);
    expect(nextWait(schedule, 0, () => 0.999_99)).toBe(6_000);
  });
});

describe("parseRetryAfter", () => {
  it.each([
    ["120", 120_000],
    [" 7 ", 7_000],
    ["1.5", 1_500],
    ["0", 0],
    ["-5", 0],
    ["86401", day],
    ["99999999999999999999", day],
    ["Mon, 12 Jan 2026 04:55:00 GMT", 60_000],
    ["Monday, 12-Jan-26 04:55:00 GMT", 60_000],
    ["Mon Jan 12 04:55:00 2026", 60_000],
    ["Sun, 11 Jan 2026 04:54:00 GMT", 0],
    ["Mon, 12 Jan 2099 04:54:00 GMT", day],
  ])("understands %j as %d ms", (value, wait) => {
    expect(parseRetryAfter(value, now)).toBe(wait);
  });

  it.each([undefined, "", "soon", "5 minutes", "1e3", "0x10", "Monday", "2026-01-12", "NaN", "Infinity"])(
    "makes nothing of %j",
    (value) => {
      expect(parseRetryAfter(value, now)).toBeNull();
    },
  );

  it("gives null or a whole number of ms between 0 and 24 h, whatever it is given", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.date().map(String)), (value) => {
        const wait = parseRetryAfter(value, now);
        return wait === null || (Number.isInteger(wait) && wait >= 0 && wait <= day);
      }),
    );
  });
});

/** An attempt that was answered so. */
function answered(statusCode: number, headers: Record<string, string | string[]> = {}) {
  const error = statusCode < 300 ? null : { class: "status" as const, message: `answered ${statusCode}` };
  return { response: { statusCode, headers, body: "", truncated: false }, error };
}

const plainRetry = { kind: "retry", retryAfterMs: null, slowDown: false };

describe("judgeOutcome", () => {
  it("takes every 2xx as delivered, also where the receiver wants no more", () => {
    for (const status of [200, 201, 202, 204, 299]) {
      expect(judgeOutcome(answered(status), now)).toEqual({ kind: "delivered", pause: false });
    }
    const disable = { "webhook-delivery": "disable" };
    expect(judgeOutcome(answered(200, disable), now)).toEqual({ kind: "delivered", pause: true });
    const abort = { "webhook-delivery": "abort-message" };
    expect(judgeOutcome(answered(200, abort), now)).toEqual({ kind: "delivered", pause: false });
  });

  it("ends the delivery on 410 and on the receiver's wish", () => {
    expect(judgeOutcome(answered(410), now)).toEqual({ kind: "gone" });
    expect(judgeOutcome(answered(500, { "webhook-delivery": " Disable" }), now)).toEqual({ kind: "gone" });
    expect(judgeOutcome(answered(400, { "webhook-delivery": "abort-message" }), now)).toEqual({
      kind: "abort",
    });
    expect(judgeOutcome(answered(410, { "webhook-delivery": "abort-message" }), now)).toEqual({
      kind: "gone",
    });
    expect(judgeOutcome(answered(400, { "webhook-delivery": "unknown" }), now)).toEqual(plainRetry);
  });

  it("tries everything else again", () => {
    for (const status of [301, 400, 401, 404, 405, 413, 500]) {
      expect(judgeOutcome(answered(status), now)).toEqual(plainRetry);
    }
    for (const kind of ["dns", "blocked", "refused", "timeout", "reset", "tls", "configuration"] as const) {
      const failed = { response: null, error: { class: kind, message: "" } };
      expect(judgeOutcome(failed, now)).toEqual(plainRetry);
    }
  });

  it("waits for the deployment's own source, which is no failure of the receiver", () => {
    const failed = { response: null, error: { class: "source" as const, message: "" } };
    expect(judgeOutcome(failed, now)).toEqual({ kind: "wait" });
    const waits = [0, 1, 2, 5, 6, 7, 5_000].map((attempts) => sourceWait(attempts, () => 0));
    expect(waits).toEqual([5_000, 10_000, 20_000, 160_000, 300_000, 300_000, 300_000]);
    expect(sourceWait(0, () => 0.5)).toBe(5_500);
  });

  it("slows down for 429, 502 and 504, and honours Retry-After of 429 and 503 alone", () => {
    const later = { "retry-after": ["30", "60"] };
    const judged = [429, 502, 503, 504, 500].map((status) => judgeOutcome(answered(status, later), now));
    expect(judged).toEqual([
      { kind: "retry", retryAfterMs: 30_000, slowDown: true },
      { kind: "retry", retryAfterMs: null, slowDown: true },
      { kind: "retry", retryAfterMs: 30_000, slowDown: false },
      { kind: "retry", retryAfterMs: null, slowDown: true },
      { kind: "retry", retryAfterMs: null, slowDown: false },
    ]);
    expect(judgeOutcome(answered(429), now)).toEqual({ kind: "retry", retryAfterMs: null, slowDown: true });
  });
});
