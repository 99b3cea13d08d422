import { describe, expect, it } from "vitest";
import { alike, isChanged, newCallback } from "./draft.ts";
import { type FormAction, nextState, startOf } from "./form-state.ts";
import { differences, merged } from "./merge.ts";
import { storedCallback, storedProcess } from "./stored.fixture.ts";

const stored = storedProcess([storedCallback("a"), storedCallback("b")]);
const having = (...actions: FormAction[]) => actions.reduce(nextState, startOf(stored));
const rename = (name: string): FormAction => ({ type: "fields", fields: { name } });
const setUrl = (key: string, url: string): FormAction => ({ type: "callback.set", key, fields: { url } });

describe("saving", () => {
  it("takes what the server stored, and keeps the blocks' names", () => {
    const added = newCallback("new-1", startOf(stored).draft.callbacks, 15_000);
    const before = having({ type: "callback.add", callback: { ...added, url: "https://c.example.com/" } });
    const answer = storedProcess(
      [
        storedCallback("a"),
        storedCallback("b"),
        storedCallback("c", { name: "Callback 3", url: "https://c.example.com/" }),
      ],
      { revision: 8 },
    );
    const now = nextState(before, { type: "saved", sent: before.draft, stored: answer });
    expect(now.draft.callbacks.map(({ key, id }) => [key, id])).toEqual([
      ["a", "a"],
      ["b", "b"],
      ["new-1", "c"],
    ]);
    expect(isChanged(now.draft, answer)).toBe(false);
  });

  it("keeps what was typed while it was under way", () => {
    const sent = having(rename("One"));
    const typing = nextState(sent, rename("Two"));
    const answer = storedProcess([storedCallback("a"), storedCallback("b")], { name: "One", revision: 8 });
    const now = nextState(typing, { type: "saved", sent: sent.draft, stored: answer });
    expect(now.draft.name).toBe("Two");
    expect(isChanged(now.draft, answer)).toBe(true);
  });
});

describe("a newer version of someone else", () => {
  const theirs = storedProcess(
    [storedCallback("a", { url: "https://theirs.example.com/", timeoutMs: 5_000 }), storedCallback("d")],
    { name: "Theirs", description: "Theirs", revision: 8 },
  );

  it("gets on top what was changed here, setting by setting", () => {
    const { draft } = having(rename("Mine"), setUrl("a", "https://mine.example.com/"), {
      type: "newer",
      stored: theirs,
    });
    expect(draft).toMatchObject({ name: "Mine", description: "Theirs" });
    expect(draft.callbacks.map(({ key }) => key)).toEqual(["a", "d"]);
    expect(draft.callbacks[0]).toMatchObject({ url: "https://mine.example.com/", timeoutMs: 5_000 });
  });

  it("drops a callback that was removed here, and keeps one that was added here", () => {
    const callback = newCallback("new-1", [], 15_000);
    const { draft } = having(
      { type: "callback.remove", key: "a" },
      { type: "callback.add", callback },
      { type: "newer", stored: theirs },
    );
    expect(draft.callbacks.map(({ key }) => key)).toEqual(["d", "new-1"]);
  });

  it("can be taken as it is", () => {
    const { draft, stored: base } = having(rename("Mine"), { type: "take theirs", stored: theirs });
    expect(base.revision).toBe(8);
    expect(isChanged(draft, theirs)).toBe(false);
  });

  it("is told field by field, and where both changed the same", () => {
    const mine = having(rename("Mine"), {
      type: "callback.set",
      key: "a",
      fields: { timeoutMs: 9_000 },
    }).draft;
    const found = differences(alike(stored, mine), alike(theirs, mine), mine);
    expect(found).toEqual([
      { kind: "field", field: "name", theirs: "Theirs", mine: "Mine", both: true },
      { kind: "field", field: "description", theirs: "Theirs", mine: "", both: false },
      {
        kind: "setting",
        callback: "Callback a",
        field: "url",
        theirs: "https://theirs.example.com/",
        mine: "https://a.example.com/x",
        both: false,
      },
      { kind: "setting", callback: "Callback a", field: "timeoutMs", theirs: 5_000, mine: 9_000, both: true },
      { kind: "added", callback: "Callback d" },
      { kind: "removed", callback: "Callback b" },
    ]);
  });

  it("is all there is where nothing was changed here", () => {
    const base = startOf(stored).draft;
    expect(merged(base, alike(theirs, base), base)).toEqual(alike(theirs, base));
  });
});
