import { describe, expect, it } from "vitest";
import { readPage, slugOf } from "./markdown.ts";

const around = { id: "here", pages: ["here", "other"] };
const blocksOf = (markdown: string) => readPage(`# Title\n\n${markdown}`, around).blocks;

describe("a page of the documentation", () => {
  it("has a title, and headings named as GitHub names them", () => {
    const page = readPage("# The *title*\n\n## Changing `SECRET_KEY`\n\n### A, b\n\n### A, b\n", around);
    expect(page.title).toBe("The title");
    expect(page.headings).toEqual([
      { id: "changing-secret_key", text: "Changing SECRET_KEY", depth: 2 },
      { id: "a-b", text: "A, b", depth: 3 },
      { id: "a-b-1", text: "A, b", depth: 3 },
    ]);
    expect(slugOf("Ringback's own events")).toBe("ringbacks-own-events");
  });

  it("gives a heading the names that stand before it", () => {
    expect(blocksOf('<a id="401"></a>\n<a id="403"></a>\n\n### Refused\n')).toEqual([
      { type: "heading", depth: 3, id: "refused", anchors: ["401", "403"], inlines: ["Refused"] },
    ]);
  });

  it("turns links to its pages into links of the help, and those to other files into text", () => {
    const [paragraph] = blocksOf("[a](other.md#x) [b](#y) [c](../src/x.ts) [d](https://example.com/)");
    expect(paragraph).toMatchObject({
      inlines: [
        { type: "link", to: { page: "other", hash: "x" }, inlines: ["a"] },
        " ",
        { type: "link", to: { page: "here", hash: "y" } },
        " ",
        "c",
        " ",
        { type: "link", to: { url: "https://example.com/" } },
      ],
    });
  });

  it("reads lists, tables, quotes and code, characters as they are", () => {
    expect(
      blocksOf("- `a < b` & **c**\n- d\n\n| x | |\n| --- | --- |\n| 1 | 2 |\n\n> q\n\n```js\na && b\n```\n"),
    ).toEqual([
      {
        type: "list",
        ordered: false,
        items: [
          [
            {
              type: "paragraph",
              inlines: [{ type: "code", text: "a < b" }, " & ", { type: "strong", inlines: ["c"] }],
            },
          ],
          [{ type: "paragraph", inlines: ["d"] }],
        ],
      },
      { type: "table", head: [["x"], []], rows: [[["1"], ["2"]]] },
      { type: "quote", blocks: [{ type: "paragraph", inlines: ["q"] }] },
      { type: "code", language: "js", text: "a && b" },
    ]);
  });

  it("refuses what the help cannot show", () => {
    expect(() => blocksOf("![a picture](x.png)")).toThrow("image");
    expect(() => readPage("no title", around)).toThrow("title");
  });
});
