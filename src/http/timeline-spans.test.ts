import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timelineSpans } from "./timeline-spans.ts";

const hour = 3_600_000;

describe("timelineSpans", () => {
  it("divides a day into half hours that begin at round times", () => {
    const since = Date.UTC(2026, 0, 12, 4, 54);
    const { width, spans } = timelineSpans(since, since + 24 * hour);
    expect(width).toBe(hour / 2);
    expect(spans).toHaveLength(49);
    expect(spans[0]).toEqual({ at: since, until: Date.UTC(2026, 0, 12, 5) });
    expect(spans[1]).toEqual({ at: Date.UTC(2026, 0, 12, 5), until: Date.UTC(2026, 0, 12, 5, 30) });
    expect(spans.at(-1)).toEqual({ at: Date.UTC(2026, 0, 13, 4, 30), until: since + 24 * hour });
  });

  it("covers any range without gaps, in at most 61 spans", () => {
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 1_000_000_000 }), (from, length) => {
        const [since, until] = [from * 1_000, (from + length) * 1_000];
        const { width, spans } = timelineSpans(since, until);
        expect(spans.length).toBeLessThanOrEqual(61);
        expect([spans[0]?.at, spans.at(-1)?.until]).toEqual([since, until]);
        for (const [index, span] of spans.entries()) {
          expect(span.until).toBeGreaterThan(span.at);
          expect(span.until - span.at).toBeLessThanOrEqual(width);
          if (index > 0) expect(span.at).toBe(spans[index - 1]?.until);
        }
      }),
    );
  });
});
