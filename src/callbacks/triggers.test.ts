import { describe, expect, it } from "vitest";
import { callStatuses, dispositionTypes, triggers } from "../contract/words.ts";
import { type Change, triggersOf } from "./triggers.ts";

const change = (fields: Partial<Change>): Change => ({
  type: "call",
  callStatus: "completed",
  moved: false,
  dispositionType: null,
  ...fields,
});
const other = (type: Change["type"], fields: Partial<Change> = {}) =>
  change({ type, callStatus: null, ...fields });

describe("triggersOf", () => {
  it.each(callStatuses.filter((status) => status !== "in-progress"))(
    "a call that ended: %s",
    (callStatus) => {
      expect(triggersOf(change({ callStatus }))).toEqual(["call.completed", "activity.latest_changed"]);
    },
  );

  it.each([
    ["a call that only began", change({ callStatus: "in-progress" })],
    ["a note", other("note")],
    ["a note with whatever else", other("note", { moved: true, dispositionType: "success" })],
    ["a change of metadata alone", other("update")],
  ])("%s is nothing that a backend is told", (_, of) => {
    expect(triggersOf(of)).toEqual([]);
  });

  it("a completed call that moved the lead with a final disposition is all four at once, in order", () => {
    expect(triggersOf(change({ moved: true, dispositionType: "success" }))).toEqual(triggers);
  });

  it.each(dispositionTypes)("a disposition of type %s", (dispositionType) => {
    const found = triggersOf(change({ moved: true, dispositionType }));
    expect(found.includes("disposition.final")).toBe(dispositionType !== "neutral");
  });

  it("a schedule is a new latest activity, and an update where it moved something", () => {
    expect(triggersOf(other("schedule"))).toEqual(["activity.latest_changed"]);
    expect(triggersOf(other("update", { moved: true }))).toEqual([
      "lead.status_changed",
      "activity.latest_changed",
    ]);
    // The same final disposition set again moves nothing, and was set.
    expect(triggersOf(other("update", { dispositionType: "failure" }))).toEqual(["disposition.final"]);
  });
});
