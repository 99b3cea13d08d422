import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnMapping, columnNames, guessColumns } from "./csv-columns.ts";
import { formOf } from "./csv-text.ts";
import { guarded, unguarded } from "./formula-guard.ts";

describe("guarded", () => {
  it("leaves nothing that begins a formula, and can be taken back from any text", () => {
    const starts = fc.string({ unit: fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r", "a", "1") });
    fc.assert(
      fc.property(fc.oneof(starts, fc.string()), (text) => {
        expect(guarded(text)).not.toMatch(/^[=+\-@\t\r]/);
        expect(unguarded(guarded(text))).toBe(text);
      }),
    );
  });

  it.each(["'tis", "'", "", "a=1"])("leaves %j as it is, both ways", (text) => {
    expect([guarded(text), unguarded(text)]).toEqual([text, text]);
  });
});

describe("guessColumns", () => {
  it.each([
    [
      ["Full Name", "Mobile No.", "E-Mail ID", "Ref #", "City"],
      ["name", "phone", "email", "referenceId", "metadata.City"],
    ],
    [
      ["first_name", "LAST NAME", "contact_number", "WhatsApp"],
      ["firstName", "lastName", "phone", "metadata.WhatsApp"],
    ],
    [
      ["row", "column", "error", "name", "phone"],
      [null, null, null, "name", "phone"],
    ],
    [
      ["error", "name", "metadata.plan", "metadata"],
      ["metadata.error", "name", "metadata.plan", "metadata"],
    ],
    [
      ["_id", "name", "phone", "processId", "currentState", "metadata"],
      [null, "name", "phone", null, null, "metadata"],
    ],
  ])("of %j are %j", (names, targets) => {
    expect(guessColumns(names)).toEqual(targets);
    const said = Object.fromEntries(names.map((name, index) => [name, targets[index]]));
    expect(columnMapping.parse(said)).toEqual(said);
  });

  it("names every column, and each once", () => {
    expect(columnNames([" Phone ", "", "Phone", "Phone (2)", ""])).toEqual([
      "Phone",
      "Column 2",
      "Phone (2)",
      "Phone (2) (2)",
      "Column 5",
    ]);
  });
});

describe("formOf", () => {
  it.each([
    ["a,b;c,d\n1;2;3;4", { separator: ",", skip: 0 }],
    ['"a,b,c,d";b;c\n', { separator: ";", skip: 0 }],
    ["a\tb\n", { separator: "\t", skip: 0 }],
    ["a|b", { separator: "|", skip: 0 }],
    ["only", { separator: ",", skip: 0 }],
    ["\r\n\r\na;b\r\n1,2,3", { separator: ";", skip: 0 }],
    ["sep=;\r\na,b;c", { separator: ";", skip: 7 }],
    ["sep=^\na^b", { separator: "^", skip: 6 }],
    ["sep=", { separator: ",", skip: 0 }],
  ])("of %j is %j", (start, form) => {
    expect(formOf(start)).toEqual(form);
  });
});
