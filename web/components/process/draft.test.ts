import { describe, expect, it } from "vitest";
import { draftOf, duplicateOf, isChanged, newCallback, sentProcess, typed } from "./draft.ts";
import { storedCallback, storedProcess } from "./stored.fixture.ts";

const stored = storedProcess([
  storedCallback("a", { auth: { type: "header", key: "X-API-Key", value: { set: true, last4: "3f9a" } } }),
  storedCallback("b"),
]);

const settingsOf = (draft: ReturnType<typeof draftOf>) =>
  (sentProcess(draft).advancedSettings as { leadUpdateCallbacks: Record<string, unknown>[] })
    .leadUpdateCallbacks;

describe("a process as a form", () => {
  it("is not changed before anything is", () => {
    expect(isChanged(draftOf(stored), stored)).toBe(false);
  });

  it("is changed by one letter, and not any more once it is taken back", () => {
    const draft = draftOf(stored);
    expect(isChanged({ ...draft, name: `${draft.name}x` }, stored)).toBe(true);
    expect(isChanged({ ...draft, name: draft.name }, stored)).toBe(false);
  });

  it("sends no stored secret, and nothing that only the server says", () => {
    const [first] = settingsOf(draftOf(stored));
    expect(JSON.parse(JSON.stringify(first))).toMatchObject({
      id: "a",
      auth: { type: "header", key: "X-API-Key" },
    });
    expect(JSON.stringify(first)).not.toMatch(/3f9a|"value"|pausedAt|warnings|"key":"a"/);
  });

  it("sends a secret that was typed in place of the stored one, empty too", () => {
    const draft = draftOf(stored);
    const [first, second] = draft.callbacks;
    if (first === undefined || second === undefined) throw new Error("no callbacks");
    const write = (text: string) => ({
      ...draft,
      callbacks: [{ ...first, auth: { ...first.auth, value: typed(text) } }, second],
    });
    expect(settingsOf(write("new"))[0]).toMatchObject({ auth: { value: "new" } });
    expect(settingsOf(write(""))[0]).toMatchObject({ auth: { value: "" } });
  });
});

describe("a callback that is added", () => {
  const { callbacks } = draftOf(stored);

  it("is named after its place, by a name that none has", () => {
    expect(newCallback("new-1", callbacks, 15_000).name).toBe("Callback 3");
    const named = callbacks.map((one, index) => ({ ...one, name: `Callback ${index + 2}` }));
    expect(newCallback("new-1", named, 15_000).name).toBe("Callback 4");
  });

  it("has an id only from the server, also as a copy, and a copy no stored secret", () => {
    const [first] = callbacks;
    if (first === undefined) throw new Error("no callback");
    const copy = duplicateOf("new-2", first, callbacks);
    expect(copy).toMatchObject({ id: null, key: "new-2", url: first.url, name: "Callback 3" });
    expect(copy.auth).toMatchObject({ type: "header", key: "X-API-Key", value: { kind: "typed", text: "" } });
  });
});
