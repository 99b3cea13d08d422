import { describe, expect, it } from "vitest";
import type { AttemptRecord } from "../contract/delivery.ts";
import type { ReadyDelivery } from "../store/engine.ts";
import { attemptOutcome } from "./attempt-outcome.ts";

const now = Date.UTC(2026, 0, 12, 4, 54);
const delivery: ReadyDelivery = {
  n: 7,
  id: "6964f2c80a7a6964f2c80a7a",
  projectId: "p",
  processId: "q",
  callbackId: "c",
  leadId: "l",
  attempts: 2,
  step: 1,
  lane: 0,
  owedAt: now,
  traceparent: null,
  body: "{}",
};
const rules = { schedule: [1_000, 10_000], random: () => 0.5 };

function recordOf(status: number, headers: Record<string, string> = {}): AttemptRecord {
  const ok = status >= 200 && status < 300;
  return {
    at: now - 40,
    url: "https://example.com/lead",
    requestHeaders: { authorization: "Bearer ****" },
    response: { statusCode: status, headers, body: "said", truncated: false },
    error: ok ? null : { class: "status", message: `answered ${status}` },
    timings: { dns: null, connect: 1, tls: null, firstByte: 2, total: 40 },
    hint: ok ? null : "look",
  };
}
const judged = (record: AttemptRecord, more: Partial<ReadyDelivery> = {}, early: number | null = null) =>
  attemptOutcome({ ...delivery, ...more }, record, rules, now, early);

describe("attemptOutcome", () => {
  it("goes on waiting for the deployment's own source, without using up the schedule", () => {
    const error = { class: "source" as const, message: "the proxy is down" };
    const { outcome } = judged({ ...recordOf(500), response: null, error }, { attempts: 90, step: 2 });
    expect(outcome).toMatchObject({ verdict: "retry", number: 91, step: 2, dueAt: now + 330_000 });
  });

  it("keeps the attempt, numbered on from those before it", () => {
    const record = recordOf(204);
    const { outcome, slowDown } = judged(record);
    expect(slowDown).toBe(false);
    expect(outcome).toMatchObject({
      n: 7,
      projectId: "p",
      callbackId: "c",
      leadId: "l",
      lane: 0,
      number: 3,
      at: now - 40,
      endedAt: now,
      statusCode: 204,
      errorClass: null,
      errorMessage: null,
      hint: null,
      verdict: "delivered",
      dueAt: null,
      step: 1,
      pause: null,
    });
    const { at, ...shown } = record;
    expect(JSON.parse(outcome.record)).toEqual(shown);
  });

  it("is due again after the schedule's wait, lengthened at random", () => {
    const { outcome } = judged(recordOf(500));
    expect(outcome).toMatchObject({ verdict: "retry", step: 2, dueAt: now + 11_000, errorClass: "status" });
    const atOnce = attemptOutcome(delivery, recordOf(500), { ...rules, random: () => 0 }, now);
    expect(atOnce.outcome.dueAt).toBe(now + 10_000);
  });

  it("has failed when the schedule is used up", () => {
    const { outcome } = judged(recordOf(500), { step: 2 });
    expect(outcome).toMatchObject({ verdict: "failed", step: 2, dueAt: null, errorMessage: "answered 500" });
  });

  it("waits for as long as the receiver asks, but no less than the schedule says", () => {
    expect(judged(recordOf(429, { "retry-after": "60" })).outcome.dueAt).toBe(now + 60_000);
    expect(judged(recordOf(503, { "retry-after": "2" })).outcome.dueAt).toBe(now + 11_000);
    // The last attempt stays the last.
    expect(judged(recordOf(429, { "retry-after": "60" }), { step: 2 }).outcome.verdict).toBe("failed");
  });

  it.each([
    [429, true],
    [502, true],
    [504, true],
    [500, false],
    [503, false],
    [404, false],
  ])("a %i says whether the receiver is overloaded: %s", (status, slowDown) => {
    expect(judged(recordOf(status)).slowDown).toBe(slowDown);
  });

  it.each([
    [recordOf(410), "failed", "answered 410 Gone"],
    [
      recordOf(500, { "webhook-delivery": "disable" }),
      "failed",
      "answered with the header webhook-delivery: disable",
    ],
    [
      recordOf(200, { "webhook-delivery": "disable" }),
      "delivered",
      "answered with the header webhook-delivery: disable",
    ],
    [recordOf(400, { "webhook-delivery": "abort-message" }), "failed", null],
  ] as const)("what wants no more ends at once: %#", (record, verdict, reason) => {
    const pause = reason === null ? null : { kind: "gone", reason };
    expect(judged(record).outcome).toMatchObject({ verdict, pause, dueAt: null });
  });

  it("leaves the schedule where it was after an attempt before its time, though it is used up", () => {
    const hour = now + 3_600_000;
    expect(judged(recordOf(500), {}, hour).outcome).toMatchObject({ verdict: "retry", step: 1, dueAt: hour });
    expect(judged(recordOf(500), { step: 2 }, hour).outcome).toMatchObject({
      verdict: "retry",
      step: 2,
      dueAt: hour,
    });
    expect(judged(recordOf(200), {}, hour).outcome).toMatchObject({ verdict: "delivered", dueAt: null });
    expect(judged(recordOf(410), {}, hour).outcome).toMatchObject({ verdict: "failed", dueAt: null });
  });

  it("keeps the time that the receiver named, also over the schedule's own", () => {
    const named = recordOf(503, { "retry-after": "60" });
    expect(judged(named).outcome).toMatchObject({ notBefore: now + 60_000, dueAt: now + 60_000, step: 2 });
    expect(judged(named, {}, now + 1_000).outcome).toMatchObject({ dueAt: now + 60_000, step: 1 });
    expect(judged(named, {}, now + 90_000).outcome.dueAt).toBe(now + 90_000);
    expect(judged(recordOf(503)).outcome.notBefore).toBeNull();
  });

  it.each([
    [200, {}, "works"],
    [400, { "webhook-delivery": "abort-message" }, "works"],
    [410, {}, "fails"],
    [404, {}, "fails"],
    [500, {}, "fails"],
  ])("says of %i whether the receiver works: %#", (status, headers, receiver) => {
    expect(judged(recordOf(status, headers as Record<string, string>)).receiver).toBe(receiver);
  });

  it("tells a failure without an answer", () => {
    const record = {
      ...recordOf(500),
      response: null,
      error: { class: "reset" as const, message: "closed" },
    };
    expect(judged(record).outcome).toMatchObject({
      verdict: "retry",
      statusCode: null,
      errorClass: "reset",
      errorMessage: "closed",
      hint: "look",
    });
  });
});
