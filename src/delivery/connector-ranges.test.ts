import { Resolver } from "node:dns/promises";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { startDnsServer } from "../../test/fakes/dns-server.ts";
import type { ConnectTarget } from "./connect.ts";
import { type ConnectorOptions, createConnector } from "./connector.ts";
import { createResolver } from "./resolver.ts";

// The IANA special-purpose address registries for IPv4 and IPv6 as they stand (RFC 6890 and its updates), row by row,
// with what their column "globally reachable" says ("N/A" counts as no), and the ranges of multicast. Written down a
// second time and judged by other arithmetic than the guard's own table, so that a slip in one shows in the other.
const ipv4Rows: readonly [block: string, reachable: boolean][] = [
  ["0.0.0.0/8", false], // "this network"
  ["0.0.0.0/32", false],
  ["10.0.0.0/8", false],
  ["100.64.0.0/10", false], // shared address space
  ["127.0.0.0/8", false],
  ["169.254.0.0/16", false],
  ["172.16.0.0/12", false],
  ["192.0.0.0/24", false], // IETF protocol assignments
  ["192.0.0.0/29", false], // IPv4 service continuity
  ["192.0.0.8/32", false], // dummy address
  ["192.0.0.9/32", true], // Port Control Protocol anycast
  ["192.0.0.10/32", true], // TURN anycast
  ["192.0.0.170/32", false], // NAT64/DNS64 discovery
  ["192.0.0.171/32", false],
  ["192.0.2.0/24", false], // documentation
  ["192.31.196.0/24", true], // AS112-v4
  ["192.52.193.0/24", true], // AMT
  ["192.88.99.0/24", false], // deprecated 6to4 relays
  ["192.88.99.2/32", false], // 6a44 relays
  ["192.168.0.0/16", false],
  ["192.175.48.0/24", true], // direct delegation AS112
  ["198.18.0.0/15", false], // benchmarking
  ["198.51.100.0/24", false],
  ["203.0.113.0/24", false],
  ["224.0.0.0/4", false], // multicast
  ["240.0.0.0/4", false], // reserved
  ["255.255.255.255/32", false],
];
const ipv6Rows: readonly [block: string, reachable: boolean][] = [
  ["0::0/0", false], // nothing outside 2000::/3 is global unicast
  ["2000::/3", true],
  ["::/128", false],
  ["::1/128", false],
  ["64:ff9b:1::/48", false], // IPv4/IPv6 translation, local
  ["100::/64", false], // discard-only
  ["100:0:0:1::/64", false], // dummy prefix
  ["2001::/23", false], // IETF protocol assignments
  ["2001::/32", false], // Teredo
  ["2001:1::1/128", true], // Port Control Protocol anycast
  ["2001:1::2/128", true], // TURN anycast
  ["2001:1::3/128", true], // DNS-SD service registration anycast
  ["2001:2::/48", false], // benchmarking
  ["2001:3::/32", true], // AMT
  ["2001:4:112::/48", true], // AS112-v6
  ["2001:10::/28", false], // deprecated ORCHID
  ["2001:20::/28", true], // ORCHIDv2
  ["2001:30::/28", true], // drone remote identification
  ["2001:db8::/32", false], // documentation
  ["2002::/16", false], // 6to4
  ["2620:4f:8000::/48", true], // direct delegation AS112
  ["3fff::/20", false], // documentation
  ["5f00::/16", false], // segment routing
  ["fc00::/7", false], // unique local
  ["fe80::/10", false], // link-local
  ["fec0::/10", false], // site-local, deprecated
  ["ff00::/8", false], // multicast
];
/** Prefixes under which the IPv4 address inside is what counts. */
const carriers = ["0:0:0:0:0:ffff", "64:ff9b:0:0:0:0"];

interface Block {
  first: bigint;
  last: bigint;
  reachable: boolean;
}

const number4 = (text: string): bigint =>
  text.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
const text4 = (value: bigint): string => [24n, 16n, 8n, 0n].map((bits) => (value >> bits) & 255n).join(".");

function number6(text: string): bigint {
  const [left = "", right = ""] = text.split("::");
  const groups = (side: string) => side.split(":").filter((group) => group !== "");
  const middle = Array.from({ length: 8 - groups(left).length - groups(right).length }, () => "0");
  const all = [...groups(left), ...middle, ...groups(right)];
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}
const text6 = (value: bigint): string =>
  Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16)).join(
    ":",
  );

function blockOf([cidr, reachable]: readonly [string, boolean], width: number): Block {
  const [network = "", bits = ""] = cidr.split("/");
  const first = width === 32 ? number4(network) : number6(network);
  return { first, last: first + (1n << BigInt(width - Number(bits))) - 1n, reachable };
}

/** What the most specific row says; where there is none, an IPv4 address is reachable. */
function reachableBy(blocks: readonly Block[], value: bigint): boolean {
  const found = blocks.filter(({ first, last }) => first <= value && value <= last);
  const narrowest = found.toSorted((a, b) => Number(a.last - a.first - (b.last - b.first)))[0];
  return narrowest?.reachable ?? true;
}

/** The ends of each block and the addresses just outside. */
function edges(blocks: readonly Block[], width: number): bigint[] {
  const values = blocks.flatMap(({ first, last }) => [first - 1n, first, last, last + 1n]);
  return [...new Set(values)].filter((value) => value >= 0n && value < 1n << BigInt(width));
}

const blocks4 = ipv4Rows.map((row) => blockOf(row, 32));
const blocks6 = ipv6Rows.map((row) => blockOf(row, 128));
const table4 = edges(blocks4, 32).map((value) => [text4(value), reachableBy(blocks4, value)] as const);
const table6 = edges(blocks6, 128).map((value) => [text6(value), reachableBy(blocks6, value)] as const);
/** Azure's metadata service has an address of the public range. */
const platform = [["168.63.129.16", false] as const];
const carried = [...table4, ...platform].flatMap(([address, reachable]) =>
  carriers.map((prefix) => {
    const value = number4(address);
    return [`${prefix}:${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`, reachable] as const;
  }),
);

const never = new AbortController().signal;
const to = (hostname: string, route: ConnectTarget["route"] = "open"): ConnectTarget => ({
  protocol: "http:",
  hostname,
  port: 80,
  route,
});

/** A connector that dials nobody: it writes down whom it would have. */
function recording(options: Partial<ConnectorOptions> = {}) {
  const dialled: string[] = [];
  const connect = createConnector({
    resolve: () => Promise.reject(new Error("nothing to resolve in this test")),
    policy: { allowLoopback: false, allow: [] },
    fixed: { kind: "none" },
    clock: new FakeClock(),
    open(address) {
      dialled.push(address);
      return new Socket().destroy(Object.assign(new Error("not now"), { code: "ECONNREFUSED" }));
    },
    ...options,
  });
  /** How it failed, and whom it dialled. */
  return async (target: ConnectTarget): Promise<{ failed: string; dialled: string[] }> => {
    dialled.length = 0;
    const error = await connect(target, never).then(
      () => new Error("connected"),
      (reason: Error & { class: string }) => reason,
    );
    return { failed: "class" in error ? error.class : String(error), dialled: [...dialled] };
  };
}

describe.each([
  ["IPv4", table4],
  ["IPv6", table6],
  ["IPv4 inside IPv6", carried],
] as const)("the edges of every special-purpose block: %s", (family, table) => {
  it.each(table)("%s is dialled: %s", async (address, reachable) => {
    const expected = reachable
      ? { failed: "refused", dialled: [address] }
      : { failed: "blocked", dialled: [] };
    const literal = recording();
    expect(await literal(to(address))).toEqual(expected);
    if (family !== "IPv4") expect(await literal(to(`[${address}]`))).toEqual(expected);
    const named = recording({
      resolve: async () => [address],
      fixed: { kind: "localAddress", address: family === "IPv4" ? "8.8.4.4" : "2606:4700::1" },
    });
    expect(await named(to("name.example"))).toEqual(expected);
    expect(await named(to("name.example", "fixed"))).toEqual(expected);
  });
});

it("the table covers both registries and knows both answers", () => {
  expect(table4.length + table6.length + carried.length).toBeGreaterThan(300);
  for (const table of [table4, table6, carried]) {
    expect(new Set(table.map(([, reachable]) => reachable))).toEqual(new Set([true, false]));
  }
});

describe("a name with several addresses", () => {
  const good = "8.8.8.8";
  const six = "2606:4700:4700::1111";
  it.each<[string[], string[]]>([
    [["10.0.0.1", good], [good]],
    [[good, "10.0.0.1"], [good]],
    [
      ["169.254.169.254", "::1", good, "fd00::1", six],
      [good, six],
    ],
    [[six, "::ffff:127.0.0.1", "0.0.0.0"], [six]],
    [["127.0.0.1", "10.0.0.1", "192.168.0.1"], []],
    [["::ffff:10.0.0.1", "64:ff9b::a00:1"], []],
    [[...Array.from({ length: 20 }, () => "10.0.0.1"), good], [good]],
  ])("%j: only %j are dialled, though they fail", async (addresses, dialled) => {
    const failed = dialled.length === 0 ? "blocked" : "refused";
    expect(await recording({ resolve: async () => addresses })(to("many.example"))).toEqual({
      failed,
      dialled,
    });
  });

  it.each(["fe80::1%eth0", "127.1", "2130706433", "localhost", ""])(
    "a resolver that answers %j, which is no plain address, is not believed",
    async (answer) => {
      expect(await recording({ resolve: async () => [answer] })(to("odd.example"))).toEqual({
        failed: "blocked",
        dialled: [],
      });
    },
  );
});

describe("a name whose answer changes", () => {
  it("is judged by what DNS says when it is dialled, not by what it said before", async () => {
    let answer = "8.8.8.8";
    const server = await startDnsServer(() => ({ addresses: [answer], ttl: 0 }));
    const clock = new FakeClock();
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    resolver.setServers([server.address]);
    const resolve = createResolver({ clock, hostsFile: "/nonexistent", connectDns: () => resolver });
    const connect = recording({ clock, resolve });
    const target = to("rebinding.example");
    try {
      expect(await connect(target)).toEqual({ failed: "refused", dialled: ["8.8.8.8"] });
      answer = "169.254.169.254";
      // What is remembered for a second is what was judged, and what is dialled.
      expect(await connect(target)).toEqual({ failed: "refused", dialled: ["8.8.8.8"] });
      await clock.advance(1_000);
      expect(await connect(target)).toEqual({ failed: "blocked", dialled: [] });
      answer = "1.1.1.1";
      await clock.advance(1_000);
      expect(await connect(target)).toEqual({ failed: "refused", dialled: ["1.1.1.1"] });
    } finally {
      await server.close();
    }
  });
});
