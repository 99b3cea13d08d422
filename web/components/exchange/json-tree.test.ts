import { expect, it } from "vitest";
import { bodyOf, entriesOf, opensAtFirst } from "./json-tree.ts";

it("reads JSON objects and arrays, and leaves all else as text", () => {
  expect(bodyOf(' {"a":[1]}')).toEqual({ kind: "json", value: { a: [1] } });
  expect(bodyOf("[]")).toEqual({ kind: "json", value: [] });
  for (const text of ["ok", "12", '{"cut": "in the mid', "<h1>405</h1>"])
    expect(bodyOf(text)).toEqual({ kind: "text" });
  expect(bodyOf("")).toEqual({ kind: "empty" });
});

it("takes objects and arrays apart, and nothing else", () => {
  expect(entriesOf({ b: 1, a: null })?.entries).toEqual([
    ["b", 1],
    ["a", null],
  ]);
  expect(entriesOf(["x"])).toEqual({ open: "[", close: "]", entries: [[null, "x"]] });
  for (const plain of ["x", 1, null, true]) expect(entriesOf(plain)).toBe(null);
});

it("opens the whole and small plain parts, and folds what is long or deep", () => {
  expect(opensAtFirst({ a: { b: 1 } }, 0)).toBe(true);
  expect(opensAtFirst(["call.completed"], 1)).toBe(true);
  expect(opensAtFirst({ a: { b: 1 } }, 1)).toBe(false);
  expect(opensAtFirst([1, 2, 3, 4, 5, 6, 7], 1)).toBe(false);
  expect(opensAtFirst([1], 2)).toBe(false);
});
