import { describe, expect, it } from "vitest";
import { faultsOf, previewOf } from "./preview.ts";

describe("previewOf", () => {
  it("tells columns, guesses and the first rows of a file whose end it does not read", async () => {
    const many = `"a ""quote"", and\ntwo lines",'+91 1,x\n`.repeat(5_000);
    const found = await previewOf(
      new Blob(["\uFEFFFull Name;Mobile;City\n\nआशा;98;Pune\n", many.replaceAll(",", ";")]),
    );
    expect(found?.names).toEqual(["Full Name", "Mobile", "City"]);
    expect(found?.guesses).toEqual(["name", "phone", "metadata.City"]);
    expect(found?.rows).toEqual([
      ["आशा", "98", "Pune"],
      ['a "quote"; and\ntwo lines', "+91 1", "x"],
      ['a "quote"; and\ntwo lines', "+91 1", "x"],
    ]);
  });

  it.each([
    ["nothing", new Blob([" \n\n"])],
    ["a workbook", new Blob(["PK\u0003\u0004 and so on"])],
    ["bytes that are no text", new Blob([Uint8Array.of(0x61, 0xff, 0x61)])],
    ["a quote that stays open", new Blob(['name,"phone\n1,2\n'])],
  ])("is null for %s", async (_, file) => {
    expect(await previewOf(file)).toBeNull();
  });
});

describe("faultsOf", () => {
  it("finds what keeps columns from making leads", () => {
    expect(faultsOf(["name", "email", "metadata", "metadata", null, null])).toEqual([]);
    expect(faultsOf(["firstName", "phone"])).toEqual([]);
    expect(faultsOf(["lastName", "metadata.a", "metadata.a"])).toEqual([
      { type: "no-contact" },
      { type: "no-name" },
      { type: "twice", target: "metadata.a" },
    ]);
  });
});
