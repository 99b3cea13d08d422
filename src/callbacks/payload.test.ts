import { describe, expect, it } from "vitest";
import { type ActivityFacts, activityBody } from "./activity-body.ts";
import {
  type ActivityEnvelope,
  activityUpdate,
  type HistoryEntry,
  historyBytes,
  leadHistory,
  leadUpdate,
  payloadOf,
  updateOutcomeBody,
} from "./payload.ts";

const id = (n: number) => n.toString(16).padStart(24, "0");

const facts: ActivityFacts = {
  id: id(2),
  leadId: id(1),
  projectId: id(4),
  referenceId: "AB123456789",
  type: "call",
  fromState: "make_first_call",
  toState: "schedule_second_call",
  scheduledAt: 1768193400000,
  call: {
    direction: "outbound",
    connected: false,
    startedAt: 1768193700000,
    endedAt: 1768193759000,
    providerCallId: "CA1",
    callStatus: "completed",
    input: "{}",
    recordingUrl: null,
    transcript: "[]",
    data: "null",
  },
  update: null,
  analysis: { disposition: "Attempted", dispositionType: "neutral", summary: "Rang out" },
};
const envelope: ActivityEnvelope = {
  activityId: id(2),
  leadId: id(1),
  lastActivityId: id(3),
  processId: id(5),
  referenceId: "AB123456789",
  timestamp: 1768193759048,
  sequence: 4,
  triggers: ["call.completed", "lead.status_changed", "activity.latest_changed"],
  body: activityBody(facts),
};

/** The example of API.md "What a receiver gets", as bytes; `data` is what was reported as `result`. */
const example =
  `{"action_type":"update","activityId":"${id(2)}","leadId":"${id(1)}","lastActivityId":"${id(3)}",` +
  `"processId":"${id(5)}","referenceId":"AB123456789","timestamp":1768193759048,"sequence":4,` +
  `"triggers":["call.completed","lead.status_changed","activity.latest_changed"],` +
  `"activity":{"type":"call","status":"success","fromState":"make_first_call","toState":"schedule_second_call",` +
  `"scheduledAt":1768193400000,"result":{"success":true,"type":"call","leadId":"${id(1)}","projectId":"${id(4)}",` +
  `"activityId":"${id(2)}","referenceId":"AB123456789","direction":"outbound","connected":false,` +
  `"startedAt":1768193700000,"endedAt":1768193759000,"duration":59,"providerCallId":"CA1","status":"completed",` +
  `"input":{},"recordingUrl":null,"transcript":[],"analysis":{"success":false,"disposition":"Attempted",` +
  `"dispositionType":"neutral","final":false,"summary":"Rang out"},"data":null}}}`;

describe("activity_update", () => {
  it("is the example of API.md, byte for byte", () => {
    expect(activityUpdate(envelope)).toBe(example);
    expect(payloadOf("activity_update", envelope, null, null)).toBe(example);
  });

  it("has null for what has no value, never leaving it out", () => {
    const first = { ...envelope, lastActivityId: null, referenceId: null, sequence: 1, triggers: [] };
    expect(JSON.parse(activityUpdate(first))).toMatchObject({ lastActivityId: null, referenceId: null });
    const call = facts.call && { ...facts.call, startedAt: null, providerCallId: null };
    const bare = {
      ...facts,
      scheduledAt: null,
      fromState: null,
      toState: null,
      referenceId: null,
      analysis: null,
    };
    expect(JSON.parse(activityBody({ ...bare, call }))).toMatchObject({
      fromState: null,
      toState: null,
      scheduledAt: null,
      result: { referenceId: null, startedAt: null, duration: null, providerCallId: null, analysis: null },
    });
  });

  it("escapes every text", () => {
    const text = '"\\\u2028\n\u0001आशा \ud800';
    const written = activityBody({
      ...facts,
      toState: text,
      referenceId: text,
      call: facts.call && { ...facts.call, providerCallId: text, recordingUrl: text },
      analysis: { disposition: text, dispositionType: "success", summary: text },
    });
    const payload = activityUpdate({ ...envelope, referenceId: text, body: written });
    expect(JSON.parse(payload)).toMatchObject({
      referenceId: text,
      activity: {
        toState: text,
        result: { providerCallId: text, recordingUrl: text, analysis: { disposition: text, summary: text } },
      },
    });
  });

  it.each([
    ["completed", "success"],
    ["no-answer", "success"],
    ["busy", "success"],
    ["voicemail", "success"],
    ["failed", "failed"],
    ["canceled", "canceled"],
  ] as const)("a call that was %s is a step that was %s", (callStatus, status) => {
    const call = facts.call && { ...facts.call, callStatus };
    expect(JSON.parse(activityBody({ ...facts, call }))).toMatchObject({
      status,
      result: { success: status === "success", status: callStatus },
    });
  });

  it.each([
    ["success", true, true],
    ["failure", false, true],
    ["neutral", false, false],
  ] as const)("a disposition of type %s ends the conversation so", (dispositionType, success, final) => {
    const analysis = { disposition: "D", dispositionType, summary: null };
    expect(JSON.parse(activityBody({ ...facts, analysis }))).toMatchObject({
      result: { analysis: { success, disposition: "D", dispositionType, final, summary: null } },
    });
  });

  it("tells an update and a schedule in the same frame", () => {
    const update = { updateId: id(9), userId: "u", changed: ["currentState", "metadata"] };
    const told = activityBody({
      ...facts,
      type: "update",
      scheduledAt: null,
      call: null,
      analysis: null,
      update,
    });
    expect(told).toBe(
      `{"type":"update","status":"success","fromState":"make_first_call","toState":"schedule_second_call",` +
        `"scheduledAt":null,"result":{"success":true,"type":"update","leadId":"${id(1)}","projectId":"${id(4)}",` +
        `"activityId":"${id(2)}","referenceId":"AB123456789","updateId":"${id(9)}","userId":"u",` +
        `"changed":["currentState","metadata"]}}`,
    );
    const schedule = activityBody({ ...facts, type: "schedule", call: null, analysis: null });
    expect(JSON.parse(schedule)).toMatchObject({
      type: "schedule",
      status: "success",
      scheduledAt: 1768193400000,
    });
  });
});

const lead = `{"_id":"${id(1)}","name":"Asha"}`;

describe("lead_update", () => {
  it("is activity_update with the lead behind it", () => {
    expect(leadUpdate(envelope, lead)).toBe(`${example.slice(0, -1)},"lead":${lead}}`);
  });
});

describe("lead_history", () => {
  const entry = (sequence: number, body = '{"type":"call"}'): HistoryEntry => ({
    activityId: id(sequence),
    sequence,
    timestamp: 1768193759048 + sequence,
    body,
  });
  const newestFirst = (count: number, body?: string) =>
    Array.from({ length: count }, (_, n) => entry(count - n, body));

  it("adds the activities, newest first", () => {
    const payload = leadHistory(envelope, lead, newestFirst(2));
    expect(payload).toBe(
      `${example.slice(0, -1)},"lead":${lead},"activities":[` +
        `{"activityId":"${id(2)}","sequence":2,"timestamp":1768193759050,"type":"call"},` +
        `{"activityId":"${id(1)}","sequence":1,"timestamp":1768193759049,"type":"call"}]}`,
    );
  });

  it("carries 100 whole, and says so where there were more", () => {
    const whole = JSON.parse(leadHistory(envelope, lead, newestFirst(100)));
    expect(whole.activities).toHaveLength(100);
    expect(whole).not.toHaveProperty("activitiesTruncated");
    const cut = JSON.parse(leadHistory(envelope, lead, newestFirst(101)));
    expect(cut.activities).toHaveLength(100);
    expect(cut.activities[0].sequence).toBe(101);
    expect(cut.activitiesTruncated).toBe(true);
  });

  it("is at most 256 KiB, cut from the oldest end, by bytes", () => {
    const body = `{"type":"call","x":"${"आ".repeat(2_000)}"}`;
    const payload = leadHistory(envelope, lead, newestFirst(90, body));
    const { activities, activitiesTruncated } = JSON.parse(payload);
    expect(activitiesTruncated).toBe(true);
    expect(activities.map((one: HistoryEntry) => one.sequence)).toEqual(
      Array.from({ length: activities.length }, (_, n) => 90 - n),
    );
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(historyBytes);
    // One more would not have fitted.
    expect(Buffer.byteLength(payload) + Buffer.byteLength(body)).toBeGreaterThan(historyBytes);
  });
});

describe("the outcome of an update", () => {
  it("is as API.md has it", () => {
    const outcome = {
      updateId: id(7),
      success: true,
      error: null,
      leadId: id(1),
      referenceId: 'a"b',
      timestamp: 5,
      data: '{"a":1}',
    };
    expect(updateOutcomeBody(outcome)).toBe(
      `{"action_type":"update","updateId":"${id(7)}","success":true,"error":null,"leadId":"${id(1)}",` +
        `"referenceId":"a\\"b","timestamp":5,"data":{"a":1}}`,
    );
    const refused = updateOutcomeBody({
      ...outcome,
      success: false,
      error: "no",
      referenceId: null,
      data: null,
    });
    expect(JSON.parse(refused)).toMatchObject({ success: false, error: "no", referenceId: null, data: null });
  });
});
