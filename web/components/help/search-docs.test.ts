import { expect, it } from "vitest";
import { searchDocs } from "./search-docs.ts";

const groups = [
  {
    title: "Operating",
    pages: [
      {
        id: "operating",
        title: "Operating",
        about: "production, backup",
        headings: [
          { id: "backup", text: "Backup", depth: 2 },
          { id: "metrics", text: "Metrics", depth: 2 },
        ],
      },
    ],
  },
];
const found = (query: string) =>
  searchDocs(groups, query).map(({ page, heading }) => [page, heading?.id ?? null]);

it("finds pages by what they are about and headings by their text, with every word", () => {
  expect(found("BACK")).toEqual([
    ["operating", null],
    ["operating", "backup"],
  ]);
  expect(found("operating metrics")).toEqual([["operating", "metrics"]]);
  expect(found("operating nothing")).toEqual([]);
  expect(found("  ")).toEqual([]);
});
