import { isIP, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileAddressPolicy, judgeAddress, parseHost } from "./address-classes.ts";

const strict = { allowLoopback: false, allow: [] };
const local = { allowLoopback: true, allow: [] };
const opened = (...allow: string[]) => ({ allowLoopback: false, allow });

describe("judgeAddress", () => {
  it.each([
    ["8.8.8.8"],
    ["1.1.1.1"],
    ["100.63.255.255"],
    ["100.128.0.0"],
    ["172.15.255.255"],
    ["172.32.0.0"],
    ["192.0.0.9"],
    ["192.0.0.10"],
    ["192.31.196.1"],
    ["192.52.193.1"],
    ["192.175.48.1"],
    ["198.17.255.255"],
    ["198.20.0.0"],
    ["223.255.255.255"],
    ["2606:4700:4700::1111"],
    ["2001:4860:4860::8888"],
    ["2001:1::1"],
    ["2001:3::1"],
    ["2001:4:112::1"],
    ["2001:20::1"],
    ["2001:30::1"],
    ["2620:4f:8000::1"],
    ["::ffff:8.8.8.8"],
    ["::FFFF:808:808"],
    ["64:ff9b::8.8.8.8"],
  ])("%s is globally reachable", (address) => {
    expect(judgeAddress(address, strict)).toEqual({ ok: true });
  });

  it.each([
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "unspecified"],
    ["10.0.0.1", "private"],
    ["100.64.0.1", "shared"],
    ["100.127.255.255", "shared"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["169.254.1.1", "link-local"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.0.0.1", "reserved"],
    ["192.0.0.8", "reserved"],
    ["192.0.0.170", "reserved"],
    ["192.0.2.1", "documentation"],
    ["192.88.99.1", "reserved"],
    ["192.168.1.1", "private"],
    ["198.18.0.1", "benchmarking"],
    ["198.19.255.255", "benchmarking"],
    ["198.51.100.7", "documentation"],
    ["203.0.113.7", "documentation"],
    ["224.0.0.1", "multicast"],
    ["239.255.255.255", "multicast"],
    ["240.0.0.1", "reserved"],
    ["255.255.255.255", "broadcast"],
    ["169.254.169.254", "cloud metadata"],
    ["169.254.170.2", "cloud metadata"],
    ["100.100.100.200", "cloud metadata"],
    ["192.0.0.192", "cloud metadata"],
    ["168.63.129.16", "cloud metadata"],
    ["fd00:ec2::254", "cloud metadata"],
    ["FD00:0EC2:0::0254", "cloud metadata"],
    ["fe80::a9fe:a9fe", "cloud metadata"],
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["0:0:0:0:0:0:0:1", "loopback"],
    ["::2", "IPv4-compatible"],
    ["::8.8.8.8", "IPv4-compatible"],
    ["::7f00:1", "IPv4-compatible"],
    ["::ffff:10.0.0.1", "private"],
    ["::ffff:7f00:1", "loopback"],
    ["0:0:0:0:0:ffff:169.254.169.254", "cloud metadata"],
    ["::ffff:0:8.8.8.8", "reserved"],
    ["64:ff9b::10.0.0.1", "private"],
    ["64:ff9b::a9fe:a9fe", "cloud metadata"],
    ["64:ff9b:1::8.8.8.8", "local NAT64"],
    ["64:ff9b:1:a9fe:a9:fe00::", "cloud metadata"],
    ["64:ff9b:1:a9:fe:a9fe::", "cloud metadata"],
    ["64:ff9b:1:0:a9:fea9:fe00::", "cloud metadata"],
    ["64:ff9b:2::1", "reserved"],
    ["100::1", "discard-only"],
    ["100:0:0:1::1", "reserved"],
    ["2001::1", "Teredo"],
    ["2001:0:a9fe:a9fe::1", "cloud metadata"],
    ["2001:0:808:808::5601:5601", "cloud metadata"],
    ["2001:1::4", "reserved"],
    ["2001:2::1", "benchmarking"],
    ["2001:10::1", "reserved"],
    ["2001:1ff::1", "reserved"],
    ["2001:db8::1", "documentation"],
    ["2002:808:808::1", "6to4"],
    ["2002:a9fe:a9fe::1", "cloud metadata"],
    ["3fff::1", "documentation"],
    ["4000::1", "reserved"],
    ["5f00::1", "reserved"],
    ["fc00::1", "private"],
    ["fdff::1", "private"],
    ["fe80::1", "link-local"],
    ["fec0::1", "site-local"],
    ["ff02::1", "multicast"],
    ["fe80::1%eth0", "zone id"],
    ["2606:4700:4700::1111%1", "zone id"],
    ["127.1", "not an address"],
    ["0177.0.0.1", "not an address"],
    ["2130706433", "not an address"],
    ["0x8.0x8.0x8.0x8", "not an address"],
    ["::ffff:010.0.0.1", "not an address"],
    ["::ffff:0x8.8.8.8", "not an address"],
    ["[::1]", "not an address"],
    ["1.1.1.1 ", "not an address"],
    ["example.com", "not an address"],
    ["", "not an address"],
  ])("%s is refused as %s", (address, word) => {
    expect(judgeAddress(address, strict)).toEqual({ ok: false, class: word });
  });

  it("opens 127.0.0.0/8 and ::1 and nothing else in the local form", () => {
    for (const address of ["127.0.0.1", "127.9.8.7", "::1"]) {
      expect(judgeAddress(address, local)).toEqual({ ok: true });
    }
    for (const address of [
      "0.0.0.0",
      "::",
      "::ffff:127.0.0.1",
      "::127.0.0.1",
      "10.0.0.1",
      "64:ff9b::127.0.0.1",
    ]) {
      expect(judgeAddress(address, local)).toMatchObject({ ok: false });
    }
  });

  it.each([
    ["10.1.2.3", ["10.0.0.0/8"], true],
    ["11.1.2.3", ["10.0.0.0/8"], true],
    ["192.168.0.1", ["10.0.0.0/8"], false],
    ["::ffff:10.1.2.3", ["10.0.0.0/8"], true],
    ["64:ff9b::10.1.2.3", ["10.0.0.0/8"], true],
    ["::10.1.2.3", ["10.0.0.0/8"], false],
    ["127.0.0.1", ["127.0.0.0/8"], true],
    ["::1", ["127.0.0.0/8"], false],
    ["fd12::1", ["10.0.0.0/8", "fd12::/16"], true],
    ["64:ff9b:1::8.8.8.8", ["64:ff9b:1::/48"], true],
    ["169.254.1.1", ["169.254.0.0/16"], true],
    ["169.254.169.254", ["169.254.0.0/16"], false],
    ["169.254.169.254", ["0.0.0.0/0", "169.254.169.254/31"], false],
    ["169.254.169.254", ["169.254.169.254/32"], true],
    ["::ffff:169.254.169.254", ["::/0", "0.0.0.0/0"], false],
    ["::ffff:169.254.169.254", ["169.254.169.254/32"], true],
    ["64:ff9b:1::169.254.169.254", ["64:ff9b:1::/48", "169.254.169.254/32"], false],
    ["64:ff9b:1::169.254.169.254", ["64:ff9b:1::a9fe:a9fe/128"], true],
    ["2002:a9fe:a9fe::1", ["::/0"], false],
    ["fd00:ec2::254", ["fd00::/8"], false],
    ["fd00:ec2::254", ["fd00:ec2::254/128"], true],
    ["fd99::a9fe:a9fe", ["fd00::/8"], false],
    ["168.63.129.16", ["168.63.129.16/32"], true],
  ])("%s with EGRESS_ALLOW %j: ok is %s", (address, allow, ok) => {
    expect(judgeAddress(address, opened(...allow)).ok).toBe(ok);
  });

  it.each(["10.0.0.0", "10.0.0.0/33", "10/8", "fd00::/129", "fd00::/", "/8", "", "name/8", "fe80::%1/64"])(
    "names an entry of EGRESS_ALLOW that is no CIDR: %j",
    (cidr) => {
      expect(() => compileAddressPolicy(opened(cidr))).toThrow(`"${cidr}" is not a CIDR`);
    },
  );

  it("takes for an address just what sockets take for one", () => {
    const group = fc.oneof(
      fc.constantFrom("", "0", "::", "ffff", "1.2.3.4", "01.2.3.4", "12345", "%1"),
      fc.stringMatching(/^[0-9a-f]{1,4}$/),
    );
    fc.assert(
      fc.property(fc.array(group, { maxLength: 9 }), (groups) => {
        const text = groups.join(":");
        const verdict = judgeAddress(text, opened("0.0.0.0/0", "::/0"));
        const zoned = text.includes("%");
        expect(verdict.ok || verdict.class === "cloud metadata").toBe(isIP(text) !== 0 && !zoned);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("parseHost", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["127.1", "127.0.0.1"],
    ["127.0.1", "127.0.0.1"],
    ["2130706433", "127.0.0.1"],
    ["0x7f000001", "127.0.0.1"],
    ["0X7F.0.0.1", "127.0.0.1"],
    ["0177.0.0.1", "127.0.0.1"],
    ["017700000001", "127.0.0.1"],
    ["0x7f.0.0x0.01", "127.0.0.1"],
    ["127.0.0.1.", "127.0.0.1"],
    ["0", "0.0.0.0"],
    ["0x", "0.0.0.0"],
    ["１２７.０.０.１", "127.0.0.1"],
    ["127。0。0。1", "127.0.0.1"],
    ["127．0｡0．1", "127.0.0.1"],
    ["①②⑦.⓪.⓪.①", "127.0.0.1"],
    ["𝟏𝟐𝟕.𝟎.𝟎.𝟏", "127.0.0.1"],
    ["%31%32%37.0.0.1", "127.0.0.1"],
    ["127%2e0%2e0%2e1", "127.0.0.1"],
    ["1\u00ad27.0.0.1", "127.0.0.1"],
    ["169.254.43518", "169.254.169.254"],
    ["0xa9fea9fe", "169.254.169.254"],
  ])("%s is the IPv4 address %s", (host, address) => {
    expect(parseHost(host)).toEqual({ kind: "ipv4", address, plain: host === address });
  });

  it.each([
    ["[::1]", "::1"],
    ["[0:0::0:1]", "::1"],
    ["[::ffff:127.0.0.1]", "::ffff:7f00:1"],
    ["[2606:4700:4700::1111]", "2606:4700:4700::1111"],
  ])("%s is the IPv6 address %s", (host, address) => {
    expect(parseHost(host)).toEqual({ kind: "ipv6", address });
  });

  it.each([
    ["example.com", "example.com"],
    ["EXAMPLE.com.", "example.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["ｌｏｃａｌｈｏｓｔ", "localhost"],
    ["127.0.0.1.nip.io", "127.0.0.1.nip.io"],
    ["my_host.example.com", "my_host.example.com"],
    ["0x7f.example.com", "0x7f.example.com"],
  ])("%s is the name %s", (host, name) => {
    expect(parseHost(host)).toEqual({ kind: "name", name });
  });

  it.each([
    [""],
    ["."],
    [".."],
    ["a..b"],
    ["127.0.0.1.."],
    ["256.0.0.1"],
    ["1.2.3.4.5"],
    ["08.0.0.1"],
    ["example.com:80"],
    ["::1"],
    ["[::1"],
    ["[::1]:80"],
    ["[fe80::1%25eth0]"],
    ["[127.0.0.1]"],
    ["a/b"],
    ["a\\b"],
    ["a?b"],
    ["a#b"],
    ["user@a.example"],
    ["a b.example"],
    ["a\tb.example"],
    ["a*b.example"],
    ["-a.example"],
    [`${"a".repeat(64)}.example`],
    [`${"a.".repeat(127)}example`],
    ["\u00ad"],
  ])("%j is no host", (host) => {
    expect(parseHost(host)).toEqual({ kind: "invalid" });
  });

  it("never throws, and what it calls an address is one", () => {
    const character = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    const piece = fc.oneof(
      character,
      fc.constantFrom("1", "0x7f", "256", ".", "。", "[", "]", "::", "%", "ａ", "ß"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const parsed = parseHost(pieces.join(""));
        if (parsed.kind === "ipv4") expect(isIP(parsed.address)).toBe(4);
        if (parsed.kind === "ipv6") expect(isIPv6(parsed.address)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
