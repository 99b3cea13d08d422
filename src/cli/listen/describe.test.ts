import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { painter } from "../paint.ts";
import { arrivalAsJson, describeArrival, describeSummary, problemsOf } from "./describe.ts";
import { readPayload } from "./payload.ts";
import type { Arrival } from "./receiver.ts";
import { Tally } from "./tally.ts";

const plain = painter(new PassThrough());

const callBody = JSON.stringify({
  action_type: "update",
  leadId: "6964f0a7a1b2c3d4e5f60718",
  referenceId: "AB123456789",
  sequence: 4,
  triggers: ["call.completed", "lead.status_changed"],
  activity: {
    type: "call",
    status: "success",
    fromState: "make_first_call",
    toState: "interested",
    result: { status: "completed", analysis: { disposition: "Interested", summary: "Wants the details." } },
  },
});

function arrivalOf(body: string, changes: Partial<Arrival> = {}): Arrival {
  return {
    at: Date.UTC(2026, 0, 12, 4, 54, 3, 7),
    path: "/",
    headers: { "webhook-id": "d1" },
    body,
    facts: readPayload(body),
    webhookId: "d1",
    attempt: 1,
    verdict: { valid: true, scheme: "v1", key: 0 },
    answered: 200,
    tookMs: 3,
    how: "served",
    forwardError: null,
    seenBefore: null,
    after: null,
    ...changes,
  };
}

const lines = (arrival: Arrival): string[] => describeArrival(arrival, plain).split("\n");

describe("describeArrival", () => {
  it("says what happened, to whom, how it moved and what it was answered", () => {
    expect(lines(arrivalOf(callBody))).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:03\.007 {2}✓ signed {2}call completed → Interested {2}lead AB123456789 {2}#4 {2}attempt 1 {2}→ 200 in 3 ms$/,
      ),
      "    call.completed, lead.status_changed · make_first_call → interested",
      "    “Wants the details.”",
    ]);
  });

  it("points out a wrong signature, a duplicate and a wrong order, each with why", () => {
    const verdict = { valid: false, reason: "too-old", message: "signed 9 min ago" } as const;
    expect(lines(arrivalOf(callBody, { verdict })).at(-1)).toBe("    ✗ signature: signed 9 min ago");
    const seen = (answered: number | null) => lines(arrivalOf(callBody, { seenBefore: { answered } })).at(-1);
    expect(seen(200)).toMatch(/↻ duplicate: the same webhook-id was answered 200 before/);
    expect(seen(500)).toMatch(/↻ seen before, answered 500 then: a retry/);
    expect(seen(null)).toMatch(/↻ seen before, and not answered then: a retry/);
    expect(lines(arrivalOf(callBody, { after: 6 })).at(-1)).toMatch(/⚠ out of order: #4 came after #6/);
  });

  it("names outcomes of updates, schedules, other events and what is no JSON", () => {
    const what = (body: unknown) => readPayload(JSON.stringify(body)).what;
    expect(what({ updateId: "u1", success: true, error: null })).toBe("update accepted");
    expect(what({ updateId: "u1", success: false, error: "on a call" })).toBe("update refused: on a call");
    expect(what({ activity: { type: "schedule" } })).toBe("schedule");
    expect(what({ type: "callback.paused" })).toBe("callback.paused");
    expect(what([1, null])).toBe("unknown payload");
    expect(what(null)).toBe("unknown payload");
    const broken = arrivalOf("<html>", { answered: null });
    expect(problemsOf(broken)).toEqual([{ style: "red", text: "✗ body: <html>" }]);
    expect(lines(broken)[0]).toMatch(/not JSON.*the sender went away after 3 ms$/);
  });

  it("says that nothing was checked where there was no secret", () => {
    expect(lines(arrivalOf(callBody, { verdict: null }))[0]).toContain("○ not checked");
  });

  it("lets nothing that was received steer the terminal", () => {
    const body = JSON.stringify({ leadId: "\u001b[2J\u009b31m", activity: { type: "\u0007call\r\n" } });
    expect(describeArrival(arrivalOf(body), plain).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });
});

describe("arrivalAsJson", () => {
  it("is one line that holds the whole request", () => {
    const line = arrivalAsJson(arrivalOf(callBody, { seenBefore: { answered: 200 }, after: null }));
    expect(line).not.toContain("\n");
    expect(JSON.parse(line)).toMatchObject({
      receivedAt: "2026-01-12T04:54:03.007Z",
      webhookId: "d1",
      signature: { checked: true, valid: true },
      duplicate: true,
      outOfOrder: false,
      sequence: 4,
      answer: { status: 200, how: "served" },
      body: callBody,
    });
  });
});

describe("describeSummary", () => {
  it("counts everything", () => {
    const summary = {
      ...new Tally().summary,
      received: 9,
      unique: 6,
      duplicates: 2,
      retries: 1,
      badSignatures: 1,
    };
    expect(describeSummary(summary, plain)).toBe(
      "9 received · 6 unique · 2 duplicates (1 after an answer that was not 2xx) · 0 out of order · 1 bad signature",
    );
    expect(describeSummary({ ...summary, unchecked: 3 }, plain)).toContain("3 not checked");
  });
});
