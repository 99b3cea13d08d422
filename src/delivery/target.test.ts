import { describe, expect, it } from "vitest";
import { Targets } from "./target.ts";

describe("Targets", () => {
  it.each([
    ["http://example.com", "http://example.com", "example.com", "/", "example.com", 80],
    ["https://example.com/a?b=c", "https://example.com", "example.com", "/a?b=c", "example.com", 443],
    ["https://Example.com:443/", "https://example.com", "example.com", "/", "example.com", 443],
    [
      "http://example.com:8080/ä",
      "http://example.com:8080",
      "example.com:8080",
      "/%C3%A4",
      "example.com",
      8080,
    ],
    ["http://[::1]:4000/x", "http://[::1]:4000", "[::1]:4000", "/x", "::1", 4000],
  ])("takes %s apart", (url, origin, host, path, hostname, port) => {
    const { protocol } = new URL(url);
    expect(new Targets().of(url, "fixed")).toEqual({
      key: `fixed ${origin}`,
      origin,
      host,
      path,
      connect: { protocol, hostname, port, route: "fixed" },
    });
  });

  it("gives one key to what may share connections", () => {
    const targets = new Targets();
    const keys = [
      targets.of("https://example.com/a", "open"),
      targets.of("https://example.com:443/b", "open"),
      targets.of("https://example.com/a", "fixed"),
      targets.of("http://example.com/a", "open"),
    ].map(({ key }) => key);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
  });

  it("remembers the last few thousand, and answers the rest all the same", () => {
    const targets = new Targets();
    const first = targets.of("http://example.com/0", "open");
    expect(targets.of("http://example.com/0", "open")).toBe(first);
    for (let n = 1; n <= 4_096; n += 1) targets.of(`http://example.com/${n}`, "open");
    const again = targets.of("http://example.com/0", "open");
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });

  it.each(["", "nowhere", "ftp://example.com", "//example.com"])("refuses %j", (url) => {
    expect(() => new Targets().of(url, "open")).toThrow(TypeError);
  });
});
