import { describe, expect, it } from "vitest";
import { firstWrong, isShown } from "./controls.ts";
import { type AuthDraft, draftOf, newCallback, typed } from "./draft.ts";
import { edited } from "./edits.ts";
import { byBlock, contextOf, findingsOf, settingsErrors, stillRefused, withRefused } from "./findings.ts";
import { newErrors } from "./outcome-errors.ts";
import { storedCallback, storedProcess } from "./stored.fixture.ts";

const deployment = {
  egress: { fixed: false, sources: [], allowLoopback: false, allow: [] },
};
const stored = storedProcess([
  storedCallback("a", { auth: { type: "bearer", token: { set: true, last4: "3f9a" } } }),
  storedCallback("b"),
]);
const start = draftOf(stored);
const look = (draft = start) => findingsOf(draft, contextOf(stored, draft, deployment, []));
const noAuth: AuthDraft = { type: "none", token: typed(""), key: "", value: typed("") };
const bearer = (text: string): AuthDraft => ({ ...noAuth, type: "bearer", token: typed(text) });
const set = (key: string, fields: Partial<(typeof start.callbacks)[number]>, draft = start) =>
  edited(draft, { type: "callback.set", key, fields });

describe("what is wrong in the form", () => {
  it("is nothing in what is stored", () => {
    expect(look().errors).toEqual([]);
  });

  it("is counted by block and shown only where it shall be", () => {
    const draft = edited(start, {
      type: "callback.add",
      callback: newCallback("new-1", start.callbacks, 15_000),
    });
    const findings = look(draft);
    expect(settingsErrors(findings)).toHaveLength(1);
    const hidden = byBlock(draft, findings, () => false);
    expect(hidden.map(({ count }) => count)).toEqual([0, 0, 1]);
    expect(hidden[2]?.errors).toEqual({});
    expect(byBlock(draft, findings, () => true)[2]?.errors.url).toMatch(/^Enter the URL/);
  });

  it("asks for a stored secret again as soon as a URL that leads elsewhere was left", () => {
    const draft = set("a", { url: "https://elsewhere.example.com/" });
    expect(look(draft).errors.map(({ path }) => path)).toEqual(["leadUpdateCallbacks.0.auth.token"]);
    expect(isShown(draft, "a", "auth.token", new Set())).toBe(false);
    expect(isShown(draft, "a", "auth.token", new Set(["callback-a-url"]))).toBe(true);
    const typing = set("a", { auth: bearer("") }, draft);
    expect(isShown(typing, "a", "auth.token", new Set(["callback-a-url"]))).toBe(false);
  });

  it("knows the states and dispositions as they are in the form", () => {
    const narrowed = set("a", { states: ["interested"] });
    const draft = edited(narrowed, { type: "state.remove", index: 1 });
    expect(look(narrowed).errors).toEqual([]);
    const blocks = byBlock(draft, look(draft), () => true);
    expect(blocks[0]?.errors.states).toBe('This process has no state "interested". Choose one that it has.');
  });

  it("takes an inspector's URL, and no other local one", () => {
    const draft = set("a", { url: "http://localhost:8080/inspect/x", auth: noAuth });
    expect(look(draft).errors).toHaveLength(1);
    const urls = ["http://localhost:8080/inspect/x"];
    expect(findingsOf(draft, contextOf(stored, draft, deployment, urls)).errors).toEqual([]);
  });
});

describe("the first wrong field", () => {
  it("stands first on the page, whatever was found first", () => {
    const draft = set("b", { url: "", timeoutMs: 1, name: "" }, set("a", { triggers: [], rateLimit: -1 }));
    expect(firstWrong(draft, settingsErrors(look(draft)))).toEqual({
      key: "a",
      field: "triggers",
      control: "callback-a-triggers",
    });
    expect(firstWrong({ ...draft, name: "" }, look({ ...draft, name: "" }).errors)).toMatchObject({
      key: null,
      field: "name",
    });
  });
});

describe("what the server refused", () => {
  const errors = [
    { path: "advancedSettings.leadUpdateCallbacks.1.url", message: "No" },
    { path: "name", message: "Not this" },
    { path: "", message: "Not at all" },
  ];

  it("stands until that is changed, also when its place changes", () => {
    const refusal = { draft: start, errors };
    expect(stillRefused(refusal, start).map(({ path }) => path)).toEqual([
      "leadUpdateCallbacks.1.url",
      "name",
    ]);
    const first = edited(start, { type: "callback.remove", key: "a" });
    expect(stillRefused(refusal, first)[0]?.path).toBe("leadUpdateCallbacks.0.url");
    expect(stillRefused(refusal, set("b", { url: "https://c.example.com/" }))).toHaveLength(1);
    expect(stillRefused(refusal, { ...start, name: "Other" })).toHaveLength(1);
  });

  it("counts beside what was found here, each field once", () => {
    const draft = set("b", { url: "" });
    const refused = stillRefused({ draft, errors }, draft);
    const all = withRefused(look(draft), refused);
    expect(settingsErrors(all)).toHaveLength(1);
    expect(settingsErrors(all)[0]?.message).toMatch(/^Enter the URL/);
    expect(all.errors).toHaveLength(2);
  });
});

describe("an entry of a list in its dialog", () => {
  it("may not have the name of another, whichever of the two is changed", () => {
    const put = { type: "state.put", index: 0, name: "interested" } as const;
    expect(newErrors(start, put, "states", "Name")).toEqual([
      { path: "name", message: '"interested" is there twice' },
    ]);
    expect(newErrors(start, { type: "state.put", index: null, name: "" }, "states", "Name")[0]?.message).toBe(
      "Name must not be empty",
    );
    expect(newErrors(start, { type: "state.put", index: 0, name: "new" }, "states", "Name")).toEqual([]);
  });
});
