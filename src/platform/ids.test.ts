import { describe, expect, it } from "vitest";
import { firstIdOf, newId } from "./ids.ts";

const start = Date.UTC(2100, 0, 1);

describe("newId", () => {
  it("begins with the second and has the ObjectId layout", () => {
    const id = newId(start);
    expect(id).toMatch(/^[0-9a-f]{24}$/);
    expect(Number.parseInt(id.slice(0, 8), 16)).toBe(start / 1000);
    expect(newId(start + 999).slice(0, 18)).toBe(id.slice(0, 18));
    expect(newId(start + 1_000).slice(8, 18)).toBe(id.slice(8, 18));
  });

  it("increases strictly, whatever the clock does, and never repeats", () => {
    // Forwards, backwards by an hour, standing still.
    const times = [...Array(5_000).keys()].map((i) => start + 60_000 + (i % 3 === 0 ? -3_600_000 : i * 7));
    const ids = times.map((now) => newId(now));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("goes on in the next second where one holds more ids than its counter", () => {
    const now = start + 120_000;
    let last = newId(now);
    for (let i = 0; i < 0x1000000; i += 1) {
      const id = newId(now);
      if (id <= last) throw new Error(`${id} follows ${last}`);
      last = id;
    }
    expect(Number.parseInt(last.slice(0, 8), 16)).toBe(now / 1000 + 1);
  });
});

describe("firstIdOf", () => {
  it("is smaller than every id of its second, and larger than those before it", () => {
    const at = 1_800_000_000_500;
    expect(newId(at) > firstIdOf(at)).toBe(true);
    expect(firstIdOf(at)).toBe(firstIdOf(1_800_000_000_000));
    // Times that no id can hold, such as the end of a range that is meant to have none.
    expect(firstIdOf(Date.UTC(9999, 11, 31))).toBe(`ffffffff${"0".repeat(16)}`);
    expect(firstIdOf(-1)).toBe("0".repeat(24));
    expect(firstIdOf(at) > `${(1_799_999_999).toString(16)}ffffffffffffffff`).toBe(true);
  });
});
