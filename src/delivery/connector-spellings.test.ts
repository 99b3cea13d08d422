import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../platform/clock.ts";
import type { ConnectTarget } from "./connect.ts";
import { createConnector } from "./connector.ts";

/** Blocked IPv4 addresses, one of each kind that an attacker is after. */
const blocked = [
  "127.0.0.1",
  "10.0.0.1",
  "172.16.5.4",
  "192.168.1.254",
  "169.254.169.254",
  "100.64.0.9",
  "0.0.0.0",
  "224.0.0.251",
];

type Octets = [number, number, number, number];
const hex = (n: number): string => n.toString(16);
const octal = (n: number): string => `0${n.toString(8)}`;
const group = (high: number, low: number): string => hex(high * 256 + low);
const whole = ([a, b, c, d]: Octets): number => ((a * 256 + b) * 256 + c) * 256 + d;
const fullWidth = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));

/** Ways to write the IPv4 address a.b.c.d as the host of a URL. */
const spellings: Record<string, (octets: Octets) => string> = {
  plain: ([a, b, c, d]) => `${a}.${b}.${c}.${d}`,
  "with a final dot": ([a, b, c, d]) => `${a}.${b}.${c}.${d}.`,
  "one decimal": (octets) => `${whole(octets)}`,
  "one hexadecimal": (octets) => `0x${hex(whole(octets))}`,
  "one octal": (octets) => octal(whole(octets)),
  "four octals": (octets) => octets.map(octal).join("."),
  "four long octals": (octets) => octets.map((n) => `000${octal(n)}`).join("."),
  "four hexadecimals": (octets) => octets.map((n) => `0X${hex(n)}`).join("."),
  "two parts": ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  "three parts": ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  "a mix": ([a, b, c, d]) => `0x${hex(a)}.${octal(b)}.${c * 256 + d}`,
  "full-width digits": ([a, b, c, d]) => fullWidth(`${a}.${b}.${c}.${d}`),
  "ideographic dots": ([a, b, c, d]) => `${a}。${b}。${c}。${d}`,
  "percent codes": ([a, b, c, d]) => `${a}.${b}.${c}.${d}`.replace(/\d/g, (digit) => `%3${digit}`),
  "with soft hyphens": ([a, b, c, d]) => `${a}.\u00ad${b}.${c}.\u00ad${d}`,
  "IPv4-mapped": ([a, b, c, d]) => `[::ffff:${group(a, b)}:${group(c, d)}]`,
  "IPv4-mapped, dotted": ([a, b, c, d]) => `[::FFFF:${a}.${b}.${c}.${d}]`,
  "IPv4-mapped, written out": ([a, b, c, d]) => `[0:0:0:0:0:ffff:${group(a, b)}:${group(c, d)}]`,
  "IPv4-compatible": ([a, b, c, d]) => `[::${a}.${b}.${c}.${d}]`,
  "IPv4-translated": ([a, b, c, d]) => `[::ffff:0:${a}.${b}.${c}.${d}]`,
  NAT64: ([a, b, c, d]) => `[64:ff9b::${a}.${b}.${c}.${d}]`,
  "local NAT64": ([a, b, c, d]) => `[64:ff9b:1::${a}.${b}.${c}.${d}]`,
  "6to4": ([a, b, c, d]) => `[2002:${group(a, b)}:${group(c, d)}::1]`,
  Teredo: ([a, b, c, d]) => `[2001:0:808:808::${group(255 - a, 255 - b)}:${group(255 - c, 255 - d)}]`,
};

const ipv6 = [
  "::1",
  "::",
  "0:0::0:1",
  "fe80::1",
  "fec0::1",
  "fc00::1",
  "fd00:ec2::254",
  "ff02::1",
  "2001:db8::1",
  "100::1",
];
const broken = [
  "fe80::1%25eth0",
  "fe80::1%eth0",
  "::1%lo",
  "127.0.0.1%00.example",
  "127.0.0.1:80",
  "a b",
  "",
  ".",
  "[::1",
];
const names = [
  "localhost",
  "LOCALHOST",
  "localhost.",
  "a.localhost",
  "ｌｏｃａｌｈｏｓｔ",
  "127.0.0.1.nip.example",
  "rebinding.example",
];

const table = [
  ...blocked.flatMap((address) =>
    Object.values(spellings).map((spell) => spell(address.split(".").map(Number) as Octets)),
  ),
  ...ipv6.flatMap((address) => [address, `[${address}]`]),
  ...broken,
  ...names,
];

describe(`${table.length} spellings of blocked addresses`, () => {
  let dialled = 0;
  const count = (): void => {
    dialled += 1;
  };
  beforeAll(() => subscribe("net.client.socket", count));
  afterAll(() => {
    unsubscribe("net.client.socket", count);
  });

  const strict = createConnector({
    resolve: async () => ["127.0.0.1", "::1", "10.0.0.1", "::ffff:127.0.0.1"],
    policy: { allowLoopback: false, allow: [] },
    fixed: { kind: "localAddress", address: "127.0.0.2" },
    clock: systemClock,
  });
  const never = new AbortController().signal;

  /** As written, and as the URL parser leaves it, which is what the sender has. */
  function targets(host: string): ConnectTarget[] {
    const parsed = URL.parse(`http://${host}/`)?.hostname;
    const hostnames = parsed === undefined ? [host] : [host, parsed, parsed.replace(/^\[(.*)\]$/, "$1")];
    return hostnames.flatMap((hostname) => [
      { protocol: "http:", hostname, port: 80, route: "open" },
      { protocol: "https:", hostname, port: 443, route: "fixed" },
    ]);
  }

  it.each(table)("%j opens no socket", async (host) => {
    expect(table.length).toBeGreaterThan(100);
    dialled = 0;
    for (const target of targets(host)) {
      await expect(strict(target, never), JSON.stringify(target)).rejects.toMatchObject({ class: "blocked" });
    }
    expect(dialled).toBe(0);
  });

  it("and an allowed one does", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const local = createConnector({
      resolve: async () => ["127.0.0.1"],
      policy: { allowLoopback: true, allow: [] },
      fixed: { kind: "none" },
      clock: systemClock,
    });
    dialled = 0;
    for (const hostname of ["127.1", "localhost"]) {
      (await local({ protocol: "http:", hostname, port, route: "open" }, never)).socket.destroy();
    }
    expect(dialled).toBe(2);
    await new Promise((resolve) => server.close(resolve));
  });
});
