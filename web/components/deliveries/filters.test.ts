import { expect, it } from "vitest";
import { boundsOf, filtersOf, isNarrowed, rangeOf, rangeText } from "./filters.ts";

const now = Date.parse("2026-01-12T10:00:30.500Z");

it("shows the last 24 hours where nothing was chosen, and everything of one lead or of a search", () => {
  expect(rangeOf({})).toEqual({ kind: "preset", preset: "24h" });
  expect(rangeOf({ leadId: "a" })).toEqual({ kind: "all" });
  expect(rangeOf({ q: "Asha" })).toEqual({ kind: "all" });
  expect(rangeOf({ q: "Asha", range: "1h" })).toEqual({ kind: "preset", preset: "1h" });
  for (const range of ["", "toString", "..", "nonsense..", "7"])
    expect(rangeOf({ range })).toEqual({ kind: "preset", preset: "24h" });
});

it.each(["1h", "24h", "7d", "30d", "all", "2026-01-12T09:00:00.000Z..", "..2026-01-12T09:00:00.000Z"])(
  "keeps %s in the URL as it was",
  (range) => {
    expect(rangeText(rangeOf({ range }))).toBe(range);
  },
);

it("asks from a whole minute on, so that a reload asks the same", () => {
  expect(boundsOf({ kind: "preset", preset: "1h" }, now)).toEqual({ since: "2026-01-12T09:00:00.000Z" });
  expect(boundsOf({ kind: "all" }, now)).toEqual({});
  const between = { kind: "between", since: "2026-01-12T09:00:00.000Z", until: null } as const;
  expect(boundsOf(between, now)).toEqual({ since: between.since });
});

it("asks what the URL says, and never what the API refuses", () => {
  const search = { status: "failed,retrying", statusCode: "405", delivery: "x", range: "all" };
  expect(filtersOf(search, now)).toEqual({ status: "failed,retrying", statusCode: "405" });
  for (const statusCode of ["99", "600", "4xx"])
    expect(filtersOf({ statusCode, range: "all" }, now)).toEqual({});
  expect(filtersOf({ q: "x".repeat(300) }, now).q).toHaveLength(256);
});

it("is narrowed by anything but the time and the open delivery", () => {
  expect(isNarrowed({ range: "7d", delivery: "x" })).toBe(false);
  expect(isNarrowed({ status: "failed" })).toBe(true);
});
