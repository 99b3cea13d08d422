import { describe, expect, it } from "vitest";
import { activityReport } from "./activity-report.ts";

const paths = (report: unknown): string[] => {
  const parsed = activityReport.safeParse(report);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
};
const call = { leadId: "l", type: "call", callStatus: "completed" };

describe("activityReport", () => {
  it("reads times with any zone as ms, and drops what it does not know", () => {
    const report = {
      ...call,
      startedAt: "2026-01-12T10:24:00+05:30",
      endedAt: "2026-01-12T04:54:00.5Z",
      x: 1,
    };
    expect(activityReport.parse(report)).toEqual({
      ...call,
      startedAt: Date.UTC(2026, 0, 12, 4, 54),
      endedAt: Date.UTC(2026, 0, 12, 4, 54) + 500,
    });
  });

  it.each<[string, unknown, string[]]>([
    ["a call that is whole", call, []],
    [
      "null for all that is optional",
      { ...call, connected: null, transcript: null, input: null, toState: null },
      [],
    ],
    [
      "the same time for start and end",
      { ...call, startedAt: "2026-01-12T04:54:00Z", endedAt: "2026-01-12T04:54:00Z" },
      [],
    ],
    ["referenceId with processId", { referenceId: "r", processId: "p", type: "note" }, []],
    ["referenceId alone", { referenceId: "r", type: "note" }, ["leadId"]],
    ["null for the lead", { leadId: null, type: "note" }, ["leadId"]],
    ["no time", { ...call, startedAt: "2026-02-30T00:00:00Z" }, ["startedAt"]],
    ["a date alone", { ...call, endedAt: "2026-01-12" }, ["endedAt"]],
    [
      "a schedule with a call's status",
      { leadId: "l", type: "schedule", callStatus: "busy" },
      ["callStatus"],
    ],
    [
      "a call in progress with a disposition",
      { ...call, callStatus: "in-progress", disposition: "x" },
      ["disposition"],
    ],
    ["a note that moves", { leadId: "l", type: "note", toState: "x" }, ["toState"]],
    ["a summary at its limit", { ...call, summary: "x".repeat(16_384) }, []],
    ["a summary over its limit", { ...call, summary: "x".repeat(16_385) }, ["summary"]],
    ["a recording's URL over its limit", { ...call, recordingUrl: "x".repeat(2_049) }, ["recordingUrl"]],
  ])("%s", (_, report, expected) => {
    expect(paths(report)).toEqual(expected);
  });
});
