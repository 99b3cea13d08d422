import fc from "fast-check";
import { expect, it } from "vitest";
import { mergeParts } from "./merge.ts";

const at = (...times: number[]) => times.map((time) => ({ at: time, id: `${time}` }));
const part = (found: { at: number; id: string }[], last: boolean) => ({ found, last });
const times = (merged: readonly { at: number }[]) => merged.map((one) => one.at);

it("goes in the order of time while the next of both is at hand", () => {
  expect(times(mergeParts(part(at(1, 4, 6), true), part(at(2, 3, 7), true)))).toEqual([1, 2, 3, 4, 6, 7]);
  expect(times(mergeParts(part(at(1, 4), false), part(at(2, 3, 7), true)))).toEqual([1, 2, 3, 4]);
  expect(times(mergeParts(part(at(1, 4), true), part(at(2, 3), false)))).toEqual([1, 2, 3]);
  expect(mergeParts(part([], false), part(at(1), true))).toEqual([]);
  expect(mergeParts(part(at(1), true), part([], false))).toEqual([]);
});

it("takes the smaller id first of one moment", () => {
  const [a, b] = [
    { at: 1, id: "a" },
    { at: 1, id: "b" },
  ];
  expect(mergeParts(part([b], true), part([a], true))).toEqual([a, b]);
  expect(mergeParts(part([a], true), part([b], true))).toEqual([a, b]);
});

it("never changes the order within either, and takes all of both at their end", () => {
  const some = fc.array(fc.record({ at: fc.nat(5), id: fc.string() }));
  fc.assert(
    fc.property(some, some, fc.boolean(), fc.boolean(), (a, b, aLast, bLast) => {
      const merged = mergeParts(part(a, aLast), part(b, bLast));
      const own = (of: readonly object[]) => merged.filter((one) => of.includes(one));
      expect(own(a)).toEqual(a.slice(0, own(a).length));
      expect(own(b)).toEqual(b.slice(0, own(b).length));
      if (aLast && bLast) expect(merged).toHaveLength(a.length + b.length);
    }),
  );
});
