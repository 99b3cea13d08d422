import { describe, expect, it } from "vitest";
import { draftOf, newCallback } from "./draft.ts";
import { type Edit, edited } from "./edits.ts";
import { storedCallback, storedProcess } from "./stored.fixture.ts";

const draft = draftOf(
  storedProcess([
    storedCallback("a", { states: ["interested"], dispositions: ["Interested"] }),
    storedCallback("b"),
  ]),
);
const having = (edit: Edit) => edited(draft, edit);

describe("a state", () => {
  it("that is renamed is renamed wherever it is named", () => {
    const { states, dispositions, callbacks } = having({ type: "state.put", index: 1, name: "warm" });
    expect(states.map(({ name }) => name)).toEqual(["make_first_call", "warm"]);
    expect(dispositions[0]?.toState).toBe("warm");
    expect(callbacks[0]?.states).toEqual(["warm"]);
    expect(callbacks[1]).toBe(draft.callbacks[1]);
  });

  it("that goes leaves dispositions that move nowhere, and callbacks that fire for no more than before", () => {
    const { states, dispositions, callbacks } = having({ type: "state.remove", index: 1 });
    expect(states.map(({ name }) => name)).toEqual(["make_first_call"]);
    expect(dispositions[0]?.toState).toBeNull();
    expect(callbacks[0]?.states).toEqual(["interested"]);
  });

  it("moves and is added", () => {
    expect(having({ type: "state.move", index: 0, to: 1 }).states.map(({ name }) => name)).toEqual([
      "interested",
      "make_first_call",
    ]);
    expect(having({ type: "state.put", index: null, name: "new" }).states.at(-1)).toEqual({ name: "new" });
  });
});

describe("a disposition", () => {
  it("that is renamed is renamed in the callbacks that are narrowed to it", () => {
    const disposition = { name: "Keen", type: "success", description: "", toState: null } as const;
    const { dispositions, callbacks } = having({ type: "disposition.put", index: 0, disposition });
    expect(dispositions[0]).toEqual(disposition);
    expect(callbacks[0]?.dispositions).toEqual(["Keen"]);
  });

  it("that is renamed is renamed in the outcomes of voice providers", () => {
    const outcomes = { busy: "Interested", failed: "No Answer" };
    const retell = { secret: null, createLeads: false, outcomes };
    const before = { ...draft, voiceProviders: { ...draft.voiceProviders, retell } };
    const disposition = { name: "Keen", type: "success", description: "", toState: null } as const;
    const { voiceProviders } = edited(before, { type: "disposition.put", index: 0, disposition });
    expect(voiceProviders.retell.outcomes).toEqual({ busy: "Keen", failed: "No Answer" });
  });

  it("is removed and moves", () => {
    const names = (edit: Edit) => having(edit).dispositions.map(({ name }) => name);
    expect(names({ type: "disposition.remove", index: 0 })).toEqual(["No Answer"]);
    expect(names({ type: "disposition.move", index: 1, to: 0 })).toEqual(["No Answer", "Interested"]);
  });
});

describe("a callback", () => {
  const callback = newCallback("new-1", draft.callbacks, 15_000);
  const keys = (edit: Edit) => having(edit).callbacks.map(({ key }) => key);

  it("is added at the end, or after another", () => {
    expect(keys({ type: "callback.add", callback })).toEqual(["a", "b", "new-1"]);
    expect(keys({ type: "callback.add", callback, after: "a" })).toEqual(["a", "new-1", "b"]);
  });

  it("is changed alone, and removed", () => {
    const { callbacks } = having({
      type: "callback.set",
      key: "b",
      fields: { url: "https://c.example.com/" },
    });
    expect(callbacks[1]?.url).toBe("https://c.example.com/");
    expect(callbacks[0]).toBe(draft.callbacks[0]);
    expect(keys({ type: "callback.remove", key: "a" })).toEqual(["b"]);
  });
});
