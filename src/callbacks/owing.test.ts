import { describe, expect, it } from "vitest";
import { triggers } from "../contract/words.ts";
import { type CallbackRules, type FiredActivity, isOwed } from "./owing.ts";

const rules: CallbackRules = {
  id: "c",
  enabled: true,
  payloadFormat: "activity_update",
  triggers,
  dispositions: null,
  states: null,
  order: "per_lead",
};
const fired: FiredActivity = {
  triggers: ["call.completed", "activity.latest_changed"],
  disposition: "Interested",
  toState: "interested",
};

describe("isOwed", () => {
  it.each<[string, Partial<CallbackRules>, Partial<FiredActivity>, boolean]>([
    ["with all triggers on", {}, {}, true],
    ["switched off", { enabled: false }, {}, false],
    ["with one of its triggers on", { triggers: ["call.completed"] }, {}, true],
    ["with none of its triggers on", { triggers: ["disposition.final"] }, {}, false],
    ["nothing fired", {}, { triggers: [] }, false],
    ["narrowed to its disposition", { dispositions: ["No Answer", "Interested"] }, {}, true],
    ["narrowed to another disposition", { dispositions: ["No Answer"] }, {}, false],
    ["narrowed to dispositions, none set", { dispositions: ["Interested"] }, { disposition: null }, false],
    ["narrowed to its state", { states: ["interested"] }, {}, true],
    ["narrowed to another state", { states: ["not_interested"] }, {}, false],
    ["narrowed to states, in none", { states: ["interested"] }, { toState: null }, false],
    ["narrowed to both, one fits", { states: ["x"], dispositions: ["Interested"] }, {}, false],
  ])("%s", (_, callback, activity, owed) => {
    expect(isOwed({ ...rules, ...callback }, { ...fired, ...activity })).toBe(owed);
  });
});
