import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "../contract/limits.ts";
import { parseJson } from "./json.ts";
import { ProblemError } from "./problem.ts";

const parse = (text: string) => parseJson(Buffer.from(text));
const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe("parseJson", () => {
  it("reads as JSON.parse does, or refuses for depth or NUL", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 40 }), (value) => {
        const text = JSON.stringify(value);
        const nul = JSON.stringify(value).includes("\\u0000");
        if (depthOf(value) > limits.jsonDepth || nul) return true;
        expect(parse(text)).toEqual(JSON.parse(text));
        return true;
      }),
    );
  });

  it("counts depth exactly, whatever stands in texts", () => {
    const text = fc.string().map((inner) => JSON.stringify(`[{${inner}\\"`).replaceAll("\\u0000", ""));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), text, (levels, inner) => {
        const body = `${'{"a":['.repeat(Math.floor(levels / 2))}${levels % 2 ? "[" : ""}${inner}${levels % 2 ? "]" : ""}${"]}".repeat(Math.floor(levels / 2))}`;
        if (levels <= limits.jsonDepth) return depthOf(parse(body)) === levels;
        expect(() => parse(body)).toThrow("nested deeper than 32 levels");
        return true;
      }),
    );
  });

  it("never throws anything but a problem, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          parseJson(Buffer.from(bytes));
        } catch (error) {
          return error instanceof ProblemError && error.status === 400;
        }
        return true;
      }),
    );
  });

  it("refuses NUL in texts and keys, and takes the text that only spells it", () => {
    for (const body of ['"\\u0000"', '{"\\u0000":1}', '[{"a":["x\\u0000"]}]']) {
      expect(() => parse(body)).toThrow("NUL");
    }
    expect(parse('"\\\\u0000"')).toBe("\\u0000");
  });

  it("ends with a text that is not closed", () => {
    for (const body of ['"', '"\\', '{"a":"b', `["${"\\".repeat(1_001)}`])
      expect(() => parse(body)).toThrow(ProblemError);
  });
});
