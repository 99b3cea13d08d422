import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";

describe("csvLine", () => {
  it.each([
    [[1, null, true, "आशा"], "1,,true,आशा"],
    [["a,b", 'say "x"', "two\nlines"], '"a,b","say ""x""","two\nlines"'],
    [["=1+1", "+91", "-2", "@SUM(A1)", "\tx"], "'=1+1,'+91,'-2,'@SUM(A1),'\tx"],
    [['=HYPERLINK("http://x","y")', "\rx"], '"\'=HYPERLINK(""http://x"",""y"")","\'\rx"'],
    [["a=1", " =1", -5], "a=1, =1,-5"],
  ])("writes %j", (cells, line) => {
    expect(csvLine(cells)).toBe(`${line}\r\n`);
  });
});
