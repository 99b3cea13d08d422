import { describe, expect, it } from "vitest";
import { contextBelow, formatTraceparent, parseTraceparent } from "./trace-context.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";

describe("traceparent", () => {
  it("is read, and written the same", () => {
    const header = `00-${traceId}-${spanId}-01`;
    expect(parseTraceparent(header)).toEqual({ traceId, spanId, sampled: true });
    expect(formatTraceparent({ traceId, spanId, sampled: true })).toBe(header);
    expect(parseTraceparent(`00-${traceId}-${spanId}-02`)?.sampled).toBe(false);
  });

  it("of a later version may have more at its end", () => {
    expect(parseTraceparent(`01-${traceId}-${spanId}-01-what-comes`)).toEqual({
      traceId,
      spanId,
      sampled: true,
    });
  });

  it.each([
    "",
    "00",
    `00-${traceId}-${spanId}-01-more`,
    `ff-${traceId}-${spanId}-01`,
    `00-${"0".repeat(32)}-${spanId}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}-1`,
    ` 00-${traceId}-${spanId}-01`,
  ])("%j is none", (header) => {
    expect(parseTraceparent(header)).toBeNull();
  });
});

describe("a new span", () => {
  it("belongs to its parent's trace and does as that says", () => {
    const below = contextBelow({ traceId, spanId, sampled: false }, () => true);
    expect(below).toEqual({ traceId, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), sampled: false });
    expect(below.spanId).not.toBe(spanId);
  });

  it("begins a trace where there is none", () => {
    const [one, other] = [contextBelow(null, () => true), contextBelow(null, () => false)];
    expect(parseTraceparent(formatTraceparent(one))).toEqual(one);
    expect([one.sampled, other.sampled]).toEqual([true, false]);
    expect(one.traceId).not.toBe(other.traceId);
  });
});
