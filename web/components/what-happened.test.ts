import { describe, expect, it } from "vitest";
import type { CallStatus } from "../../src/contract/words.ts";
import type { CausingActivity } from "../api/deliveries.ts";
import { happened as words } from "../strings/en/happened.ts";
import { activityWords, deliveryWords, inOneLine } from "./what-happened.ts";

const activity = (given: Partial<CausingActivity>): CausingActivity => ({
  type: "call",
  callStatus: null,
  disposition: null,
  fromState: "first",
  toState: "first",
  ...given,
});
const line = (given: Partial<CausingActivity>, triggers: string[] = []): string =>
  inOneLine(activityWords(activity(given), words, triggers));

describe("an activity in words", () => {
  it.each([
    [
      { callStatus: "completed", disposition: "Interested", toState: "second" },
      "call completed → Interested",
    ],
    [{ callStatus: "completed", toState: "second" }, "call completed → second"],
    [{ callStatus: "completed" }, "call completed"],
    [{ callStatus: "no-answer", disposition: "No Answer" }, "call not answered → No Answer"],
    [{ callStatus: "in-progress" }, "call began"],
    [{ callStatus: "unheard-of" as CallStatus }, "call"],
    [{ callStatus: null }, "call"],
    [{ type: "schedule" }, "call back scheduled"],
    [{ type: "schedule", toState: "second" }, "call back scheduled → second"],
    [{ type: "update", toState: "second" }, "status → second"],
    [{ type: "update", fromState: null, toState: null }, "update"],
    [{ type: "update", disposition: "Call Back Later", toState: "second" }, "disposition → Call Back Later"],
    [{ type: "note", toState: "second" }, "note"],
  ] as const)("%o is “%s”", (given, words) => {
    expect(line(given)).toBe(words);
  });

  it("tells a final disposition as one, where that is known", () => {
    const update = { type: "update", disposition: "Not Interested" } as const;
    expect(line(update, ["lead.status_changed", "disposition.final"])).toBe(
      "final disposition → Not Interested",
    );
  });
});

describe("a delivery in words", () => {
  it("is its activity, or what else it was owed for", () => {
    const told = (kind: "activity" | "update_outcome" | "test" | "operational") =>
      inOneLine(
        deliveryWords(
          { kind, activity: kind === "activity" ? activity({ callStatus: "busy" }) : null, triggers: [] },
          words,
        ),
      );
    expect(told("activity")).toBe("call busy");
    expect(told("update_outcome")).toBe("update outcome");
    expect(told("test")).toBe("test");
    expect(told("operational")).toBe("operational notice");
  });
});
