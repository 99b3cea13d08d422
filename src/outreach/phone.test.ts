import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeNames, normalisePhone } from "./phone.ts";
import { texts } from "./texts.ts";

describe("normalisePhone", () => {
  it.each([
    ["9876543210", "IN", "+919876543210"],
    ["09876543210", "IN", "+919876543210"],
    ["+91 (98765) 43-210", "IN", "+919876543210"],
    ["(415) 555-2671", "US", "+14155552671"],
    ["+14155552671", "IN", "+14155552671"],
    ["0044 20 7946 0958", "DE", "+442079460958"],
    ["٩٨٧٦٥٤٣٢١٠", "IN", "+919876543210"],
    ["+919876543210", "ZZ", "+919876543210"],
  ])("%s of %s is %s", (text, country, phone) => {
    expect(normalisePhone(text, country)).toEqual({ phone });
  });

  it.each([
    ["", "IN"],
    ["abc", "IN"],
    ["98765", "IN"],
    ["987654321098765", "IN"],
    ["call 9876543210", "IN"],
    ["+919876543210, +919876543211", "IN"],
    ["call +919876543210", "ZZ"],
    ["9876543210", "ZZ"],
    ["+0 12345", "IN"],
  ])("%s of %s cannot be", (text, country) => {
    const result = normalisePhone(text, country);
    expect(result).toMatchObject({ refusal: { status: 400, path: "phone" } });
    if ("refusal" in result) expect(result.refusal.error).not.toBe(texts.repeatingDigits);
  });

  it("refuses every number of one repeated digit with its own text, possible or not", () => {
    const repeated = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 2, max: 14 }));
    fc.assert(
      fc.property(repeated, fc.constantFrom("", "+91 ", "0", "00"), ([digit, length], prefix) => {
        const result = normalisePhone(prefix + String(digit).repeat(length), "IN");
        return "refusal" in result && result.refusal.error === texts.repeatingDigits;
      }),
    );
  });

  it("gives E.164 that stays as it is", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[6-9]\d{9}$/), (digits) => {
        const result = normalisePhone(digits, "IN");
        if ("refusal" in result) return result.refusal.error === texts.repeatingDigits;
        return JSON.stringify(normalisePhone(result.phone, "US")) === JSON.stringify(result);
      }),
    );
  });
});

describe("completeNames", () => {
  it.each([
    ["Asha Verma", null, null, { name: "Asha Verma", firstName: "Asha", lastName: "Verma" }],
    ["Asha", null, null, { name: "Asha", firstName: "Asha", lastName: null }],
    [null, "Asha", "Verma", { name: "Asha Verma", firstName: "Asha", lastName: "Verma" }],
    [null, "Asha", null, { name: "Asha", firstName: "Asha", lastName: null }],
    ["Dr Verma", "Asha", null, { name: "Dr Verma", firstName: "Asha", lastName: null }],
  ])("%s, %s, %s", (name, firstName, lastName, expected) => {
    expect(completeNames({ name, firstName, lastName })).toEqual(expected);
  });
});
