import { Resolver } from "node:dns/promises";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type DnsAnswer,
  type DnsServer,
  nxdomain,
  servfail,
  silence,
  startDnsServer,
} from "../../test/fakes/dns-server.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { createResolver, type Resolve } from "./resolver.ts";

let now = 1_000_000;
/** Time moves by hand; of what waits for it, only waits of `firing` ms end, and those soon. */
let firing: number | null = null;
const waiting = new Set<object>();
const clock: Clock = {
  now: () => now,
  setTimeout(fn, ms) {
    const real = ms === firing ? systemClock.setTimeout(fn, 20) : undefined;
    const timer = {
      cancel() {
        waiting.delete(timer);
        real?.cancel();
      },
    };
    waiting.add(timer);
    return timer;
  },
};

let server: DnsServer;
let folder: string;
let answer: (name: string, type: "A" | "AAAA") => DnsAnswer;
let resolve: Resolve;

function dnsAt(address: string): Resolver {
  const dns = new Resolver({ timeout: 500, tries: 1 });
  dns.setServers([address]);
  return dns;
}

beforeEach(async () => {
  firing = null;
  folder = await mkdtemp(join(tmpdir(), "ringback-resolver-"));
  await writeFile(join(folder, "hosts"), "10.20.30.40 listed.example\n");
  server = await startDnsServer((name, type) => answer(name, type));
  resolve = createResolver({
    clock,
    hostsFile: join(folder, "hosts"),
    connectDns: () => dnsAt(server.address),
  });
});
afterEach(async () => {
  expect(waiting.size, "timers left behind").toBe(0);
  await server.close();
  await rm(folder, { recursive: true });
});

describe("what needs no DNS", () => {
  test.each(["localhost", "LOCALHOST", "localhost.", "app.localhost", "a.b.localhost."])(
    "%s is loopback",
    async (name) => {
      expect(await resolve(name)).toEqual(["127.0.0.1", "::1"]);
      expect(server.questions).toEqual([]);
    },
  );

  test("a name of the hosts file is not asked for", async () => {
    answer = () => ({ addresses: ["203.0.113.1"] });
    expect(await resolve("Listed.Example.")).toEqual(["10.20.30.40"]);
    expect(server.questions).toEqual([]);
  });
});

describe("DNS", () => {
  test("both families are asked for, IPv4 comes first", async () => {
    answer = (_, type) => ({ addresses: type === "A" ? ["203.0.113.1", "203.0.113.2"] : ["2001:db8::1"] });
    expect(await resolve("both.example")).toEqual(["203.0.113.1", "203.0.113.2", "2001:db8::1"]);
    expect(server.questions.toSorted()).toEqual(["A both.example", "AAAA both.example"]);
  });

  test.each<[string, DnsAnswer]>([
    ["has no records", {}],
    ["fails", servfail],
    ["is said not to exist", nxdomain],
  ])("one family is enough when the other %s", async (_, other) => {
    answer = (_name, type) => (type === "A" ? { addresses: ["203.0.113.1"] } : other);
    expect(await resolve("half.example")).toEqual(["203.0.113.1"]);
  });

  test("a family that is never answered is not waited for once the other has come", async () => {
    firing = 250;
    answer = (_, type) => (type === "A" ? silence : { addresses: ["2001:db8::1"] });
    const began = performance.now();
    expect(await resolve("half.example")).toEqual(["2001:db8::1"]);
    expect(performance.now() - began).toBeLessThan(400);
  });

  test.each<[string, (type: string) => DnsAnswer, string, string]>([
    ["NXDOMAIN", () => nxdomain, "not_found", "the name x.example does not exist in DNS"],
    ["NODATA", () => ({}), "not_found", "the name x.example has no address in DNS"],
    [
      "SERVFAIL",
      () => servfail,
      "failed",
      "the name x.example could not be resolved: the DNS server answered SERVFAIL",
    ],
    [
      "REFUSED",
      () => ({ rcode: 5 }),
      "failed",
      "the name x.example could not be resolved: the DNS server refused the question",
    ],
    [
      "NODATA and SERVFAIL",
      (type) => (type === "A" ? {} : servfail),
      "failed",
      "the name x.example could not be resolved: the DNS server answered SERVFAIL",
    ],
    [
      "silence",
      () => silence,
      "failed",
      "the name x.example could not be resolved: the DNS server did not answer in time",
    ],
  ])("%s is told as what it is", async (_, told, reason, message) => {
    answer = (_name, type) => told(type);
    await expect(resolve("x.example")).rejects.toMatchObject({ name: "ResolveError", reason, message });
  });

  test("a resolution as a whole has its limit", async () => {
    firing = 5_000;
    answer = () => silence;
    const began = performance.now();
    await expect(resolve("x.example")).rejects.toMatchObject({ reason: "failed" });
    expect(performance.now() - began).toBeLessThan(400);
  });

  test("a name that DNS cannot hold is not found", async () => {
    await expect(resolve(`${"a".repeat(64)}.example`)).rejects.toMatchObject({ reason: "not_found" });
    expect(server.questions).toEqual([]);
  });
});

describe("what is remembered", () => {
  /** How many milliseconds an answer is kept, to the next hundred. */
  async function keptFor(name: string): Promise<number> {
    await resolve(name).catch(() => {});
    const asked = server.questions.length;
    for (let ms = 0; ; ms += 100) {
      await resolve(name).catch(() => {});
      if (server.questions.length > asked) return ms;
      now += 100;
    }
  }

  test.each<[string, DnsAnswer, number]>([
    ["its TTL", { addresses: ["203.0.113.1"], ttl: 7 }, 7_000],
    ["a second at least", { addresses: ["203.0.113.1"], ttl: 0 }, 1_000],
    ["a minute at most", { addresses: ["203.0.113.1"], ttl: 86_400 }, 60_000],
    ["2 s where there is none", nxdomain, 2_000],
    ["2 s after a failure", servfail, 2_000],
  ])("an answer is kept for %s", async (_, told, ms) => {
    answer = () => told;
    expect(await keptFor("kept.example")).toBe(ms);
  });

  test("the shortest TTL counts", async () => {
    answer = (_, type) =>
      type === "A" ? { addresses: ["203.0.113.1"], ttl: 50 } : { addresses: ["2001:db8::1"], ttl: 3 };
    expect(await keptFor("kept.example")).toBe(3_000);
  });

  test("an answer does not outlive a clock that is set back", async () => {
    answer = () => ({ addresses: ["203.0.113.1"] });
    await resolve("kept.example");
    now -= 3_600_000;
    answer = () => ({ addresses: ["203.0.113.2"] });
    expect(await resolve("kept.example")).toEqual(["203.0.113.2"]);
  });

  test("one name is asked for once at a time, whatever its spelling", async () => {
    answer = () => ({ addresses: ["203.0.113.1"] });
    const names = ["many.example", "MANY.example", "many.example."];
    const all = await Promise.all(Array.from({ length: 60 }, (_, i) => resolve(names[i % 3] ?? "")));
    expect(new Set(all.flat())).toEqual(new Set(["203.0.113.1"]));
    expect(server.questions).toHaveLength(2);
  });

  test("the names kept are bounded", async () => {
    let asked = 0;
    const unbounded = createResolver({
      clock,
      hostsFile: join(folder, "hosts"),
      connectDns: () => ({
        resolve4: async () => [{ address: "203.0.113.1", ttl: 60 }],
        resolve6: async () => {
          asked += 1;
          return [];
        },
      }),
    });
    for (let i = 0; i <= 10_000; i += 1) await unbounded(`n${i}.example`);
    await unbounded("n10000.example");
    await unbounded("n1.example");
    expect(asked).toBe(10_001);
    await unbounded("n0.example");
    expect(asked).toBe(10_002);
  });
});

test("after a failure the list of DNS servers is read again, at most every 10 s", async () => {
  const connected: string[] = [];
  const gone = await startDnsServer(() => servfail);
  const moving = createResolver({
    clock,
    hostsFile: join(folder, "hosts"),
    connectDns: () => {
      const address = connected.length === 0 ? gone.address : server.address;
      connected.push(address);
      return dnsAt(address);
    },
  });
  answer = () => ({ addresses: ["203.0.113.1"] });
  await expect(moving("a.example")).rejects.toMatchObject({ reason: "failed" });
  expect(connected).toEqual([gone.address]);
  now += 10_000;
  await expect(moving("b.example")).rejects.toMatchObject({ reason: "failed" });
  expect(await moving("c.example")).toContain("203.0.113.1");
  expect(connected).toEqual([gone.address, server.address]);
  await gone.close();
});
