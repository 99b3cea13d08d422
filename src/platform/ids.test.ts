import { describe, expect, it } from "vitest";
import { isId, newId } from "./ids.ts";

const start = Date.UTC(2100, 0, 1);

describe("newId", () => {
  it("begins with the second and has the ObjectId layout", () => {
    const id = newId(start);
    expect(isId(id)).toBe(true);
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

describe("isId", () => {
  it.each([
    "",
    "6964f0a7a1b2c3d4e5f6071",
    "6964F0A7A1B2C3D4E5F60718",
    "6964f0a7a1b2c3d4e5f60718\n",
    "g".repeat(24),
  ])("refuses %j", (text) => {
    expect(isId(text)).toBe(false);
  });
});
