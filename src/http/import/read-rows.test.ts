import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "../csv.ts";
import { readRows } from "./read-rows.ts";

/** The rows of bytes that come in pieces of a size. */
async function rowsOf(bytes: Uint8Array, size = bytes.length): Promise<string[][]> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const rows: string[][] = [];
  for await (const row of readRows(pieces())) rows.push(row);
  return rows;
}
const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, "utf16le");

describe("readRows", () => {
  it.each([
    ["line feeds", "a,b\n1,2\n"],
    ["no end of line", "a,b\n1,2"],
    ["carriage returns and line feeds", "a,b\r\n1,2\r\n"],
    ["ends of lines of both kinds", "a,b\r\n1,2\n"],
    ["semicolons", "a;b\n1;2\n"],
    ["tabs", "a\tb\n1\t2"],
    ["what Excel says first", "sep=;\r\na;b\r\n1;2"],
    ["a byte order mark", "\uFEFFa,b\n1,2\n"],
    ["a byte order mark and what Excel says", "\uFEFFsep=|\na|b\n1|2\n"],
    ["quotes", '"a","b"\n"1","2"\n'],
  ])("reads %s, in pieces of any size", async (_, text) => {
    const expected = [
      ["a", "b"],
      ["1", "2"],
    ];
    for (const size of [1, 2, 3, 100]) expect(await rowsOf(Buffer.from(text), size)).toEqual(expected);
    expect(await rowsOf(utf16(text.replace("\uFEFF", "")), 3)).toEqual(expected);
    expect(await rowsOf(Buffer.from(utf16(text.replace("\uFEFF", ""))).swap16(), 1)).toEqual(expected);
  });

  it("keeps blank rows, ragged ones, quotes within a cell, and lines within quotes", async () => {
    const text = 'a,b\n\n1\n1,2,3\n5" pipe,x"y\n"say ""hi""","two\r\nlines"\n';
    expect(await rowsOf(Buffer.from(text), 7)).toEqual([
      ["a", "b"],
      [""],
      ["1"],
      ["1", "2", "3"],
      ['5" pipe', 'x"y'],
      ['say "hi"', "two\r\nlines"],
    ]);
  });

  it("reads back what exports write", async () => {
    const cell = fc
      .string({ unit: "grapheme" })
      .filter((text) => !text.includes("\0") && !/^['=+\-@\t\r]/.test(text));
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
      );
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 64 }), async (rows, size) => {
        const header = rows[0]?.map((_, index) => `c${index}`) ?? [];
        const text = [header, ...rows].map(csvLine).join("");
        expect(await rowsOf(Buffer.from(text), size)).toEqual([header, ...rows]);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ["bytes that are no UTF-8", Buffer.from([0x61, 0x0a, 0xff, 0x0a]), "The file is not UTF-8"],
    ["a character that is cut off", Buffer.from([0x61, 0x0a, 0xe0, 0xa4]), "The file is not UTF-8"],
    ["two bytes", Buffer.from([0xc3, 0x28]), "The file is not UTF-8"],
    ["a workbook", Buffer.from("PK\u0003\u0004 and so on"), "This is a workbook"],
    ["NUL", Buffer.from("a,b\n\0,2\n"), "The file holds NUL characters"],
    [
      "a quote that stays open",
      Buffer.from('a,b\n1,2\n"x,2\n3,4\n'),
      "Row 3 opens a quote that is never closed",
    ],
    ["a row without end", Buffer.from(`a,b\n"${"x".repeat(1_100_000)}"\n`), "Row 2 opens a quote"],
  ])("says what is wrong with %s", async (_, bytes, words) => {
    for (const size of [1_000, 65_536]) await expect(rowsOf(bytes, size)).rejects.toThrow(words);
  });
});
