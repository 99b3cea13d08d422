import { describe, expect, it } from "vitest";
import { atFirst, reportOf } from "./report-of.ts";

const now = Date.parse("2026-01-12T05:00:00Z");
const all = {
  ...atFirst,
  disposition: "Interested",
  toState: "interested",
  minutes: 1.5,
  summary: "  Wants a demo ",
  scheduledAt: "2026-01-13T10:00",
};

describe("what a form reports", () => {
  it("of a call: its outcome, and when it was from how long it lasted", () => {
    expect(reportOf("lead", all, now)).toEqual({
      leadId: "lead",
      type: "call",
      callStatus: "completed",
      disposition: "Interested",
      toState: "interested",
      summary: "Wants a demo",
      startedAt: "2026-01-12T04:58:30.000Z",
      endedAt: "2026-01-12T05:00:00.000Z",
    });
  });

  it("of a call in progress and of a note: nothing that would move the lead", () => {
    const started = reportOf("lead", { ...all, callStatus: "in-progress" }, now);
    expect(started).toEqual({
      leadId: "lead",
      type: "call",
      callStatus: "in-progress",
      summary: "Wants a demo",
    });
    expect(reportOf("lead", { ...all, type: "note" }, now)).toEqual({
      leadId: "lead",
      type: "note",
      summary: "Wants a demo",
    });
  });

  it("of a schedule: when, in UTC", () => {
    const { scheduledAt, callStatus } = reportOf("lead", { ...all, type: "schedule" }, now);
    expect(scheduledAt).toBe(new Date("2026-01-13T10:00").toISOString());
    expect(callStatus).toBeUndefined();
  });

  it("leaves out what was not filled in", () => {
    expect(reportOf("lead", atFirst, now)).toEqual({ leadId: "lead", type: "call", callStatus: "completed" });
  });
});
