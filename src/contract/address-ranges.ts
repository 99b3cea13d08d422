import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A CIDR, parsed: the address and the length of its prefix in bits. */
export type AddressRange = readonly [Address, number];

/**
 * What the IANA IPv4 Special-Purpose Address Registry says (RFC 6890 and its updates), with multicast (RFC 5771):
 * the first match counts, and null means globally reachable. Where the registry says "not applicable" (the
 * deprecated 6to4 relays), the range is taken as not reachable.
 */
const ipv4Classes: readonly (readonly [string, string | null])[] = [
  ["192.0.0.9/32", null], // Port Control Protocol anycast
  ["192.0.0.10/32", null], // TURN anycast
  ["0.0.0.0/8", "unspecified"],
  ["10.0.0.0/8", "private"],
  ["100.64.0.0/10", "shared"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link-local"],
  ["172.16.0.0/12", "private"],
  ["192.0.0.0/24", "reserved"],
  ["192.0.2.0/24", "documentation"],
  ["192.88.99.0/24", "reserved"],
  ["192.168.0.0/16", "private"],
  ["198.18.0.0/15", "benchmarking"],
  ["198.51.100.0/24", "documentation"],
  ["203.0.113.0/24", "documentation"],
  ["224.0.0.0/4", "multicast"],
  ["255.255.255.255/32", "broadcast"],
  ["240.0.0.0/4", "reserved"],
];

/**
 * The same for IPv6. Beyond the special-purpose registry, whatever lies outside 2000::/3 is refused: IANA assigns
 * global unicast from there alone (IPv6 Address Space registry). IPv4-mapped addresses and 64:ff9b::/96 do not
 * come here: they are judged by the IPv4 address inside.
 */
const ipv6Classes: readonly (readonly [string, string | null])[] = [
  ["::/128", "unspecified"],
  ["::1/128", "loopback"],
  ["::/96", "IPv4-compatible"],
  ["64:ff9b:1::/48", "local NAT64"],
  ["100::/64", "discard-only"],
  ["fc00::/7", "private"],
  ["fe80::/10", "link-local"],
  ["fec0::/10", "site-local"],
  ["ff00::/8", "multicast"],
  ["2001::/32", "Teredo"],
  ["2001:1::1/128", null], // Port Control Protocol anycast
  ["2001:1::2/128", null], // TURN anycast
  ["2001:1::3/128", null], // DNS-SD Service Registration Protocol anycast
  ["2001:2::/48", "benchmarking"],
  ["2001:3::/32", null], // AMT
  ["2001:4:112::/48", null], // AS112
  ["2001:20::/28", null], // ORCHIDv2
  ["2001:30::/28", null], // Drone Remote ID
  ["2001::/23", "reserved"],
  ["2001:db8::/32", "documentation"],
  ["2002::/16", "6to4"],
  ["3fff::/20", "documentation"],
  ["2000::/3", null],
  ["::/0", "reserved"],
];

/** Where clouds answer with the credentials of the machine that asks. */
const metadataAddresses: ReadonlySet<string> = new Set(
  [
    "169.254.169.254", // AWS, Google Cloud, Azure, Oracle, DigitalOcean, OpenStack and most others
    "169.254.170.2", // AWS ECS credentials
    "169.254.170.23", // AWS EKS credentials
    "169.254.0.23", // Tencent Cloud
    "169.254.42.42", // Scaleway
    "100.100.100.200", // Alibaba Cloud
    "192.0.0.192", // Oracle Cloud, classic
    "168.63.129.16", // Azure platform
    "fd00:ec2::254", // AWS
    "fd00:ec2::23", // AWS EKS credentials
    "fd20:ce::254", // Google Cloud
    "fd00:c1::a9fe:a9fe", // Oracle Cloud
    "fd00:42::42", // Scaleway
    "fd00:a9fe:a9fe::1", // Linode
    "fe80::a9fe:a9fe", // OpenStack
  ].map((text) => parseAddress(text)?.toNormalizedString() ?? ""),
);

/** @throws Error where `cidr` is no CIDR in plain notation */
export function parseRange(cidr: string): AddressRange {
  const slash = cidr.lastIndexOf("/");
  const address = parseAddress(cidr.slice(0, Math.max(0, slash)));
  const bits = cidr.slice(slash + 1);
  const most = address?.kind() === "ipv4" ? 32 : 128;
  if (address === null || !/^\d{1,3}$/.test(bits) || Number(bits) > most) {
    throw new Error(`"${cidr}" is not a CIDR such as 10.0.0.0/8 or fd00::/8`);
  }
  return [address, Number(bits)];
}

/**
 * Reads an address as `net.connect` takes it for one: four plain decimals, or IPv6 without a zone id. Null for
 * anything else, odd spellings of IPv4 included.
 */
export function parseAddress(text: string): Address | null {
  if (!text.includes(":")) return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : null;
  // ipaddr.js reads "::1.2.3.4" as IPv4-mapped and knows octal in the dotted tail; sockets do neither.
  const plain = text.replace(/(?<=:)[\d.]*\.[\d.]*$/, (tail) => {
    if (!ipaddr.IPv4.isValidFourPartDecimal(tail)) return "not hex";
    const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(tail).octets;
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  return /^[0-9a-f:]+$/i.test(plain) && ipaddr.IPv6.isValid(plain) ? ipaddr.IPv6.parse(plain) : null;
}

/** Whether `range` holds `address`. */
export function inRange(address: Address, [network, bits]: AddressRange): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

const ranges = { ipv4: parseClasses(ipv4Classes), ipv6: parseClasses(ipv6Classes) };

function parseClasses(classes: readonly (readonly [string, string | null])[]) {
  return classes.map(([cidr, name]) => ({ range: parseRange(cidr), name }));
}

/** The word for why `address` is not globally reachable, or null where it is. */
export function addressClass(address: Address): string | null {
  if (isMetadata(address)) return "cloud metadata";
  return ranges[address.kind()].find(({ range }) => inRange(address, range))?.name ?? null;
}

function isMetadata(address: Address): boolean {
  if (metadataAddresses.has(address.toNormalizedString())) return true;
  return (
    address.kind() === "ipv6" &&
    carriedIPv4(address as ipaddr.IPv6).some((ipv4) => metadataAddresses.has(ipv4))
  );
}

/** The IPv4 address that `address` stands for (IPv4-mapped, or NAT64's 64:ff9b::/96 of RFC 6052), or null. */
export function translatedIPv4(address: Address): ipaddr.IPv4 | null {
  if (address.kind() === "ipv4") return null;
  const { parts } = address as ipaddr.IPv6;
  const prefix = parts.slice(0, 6).join(":");
  const known = prefix === "0:0:0:0:0:65535" || prefix === `${0x64}:${0xff9b}:0:0:0:0`;
  return known ? ipv4Of(parts[6], parts[7]) : null;
}

/**
 * Every IPv4 address that a tunnel or translator might read out of `address`, wherever the prefix says that there
 * may be one; used only to recognise metadata addresses in ranges that an operator has opened.
 */
function carriedIPv4({ parts }: ipaddr.IPv6): string[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = parts;
  const found: ipaddr.IPv4[] = [];
  if (a === 0x2002) found.push(ipv4Of(b, c)); // 6to4, RFC 3056
  if (a === 0x2001 && b === 0) found.push(ipv4Of(c, d), ipv4Of(~g, ~h)); // Teredo, RFC 4380
  if (a === 0x64 && b === 0xff9b && c === 1) {
    // RFC 6052, section 2.2: prefixes of 48, 56 and 64 bits; bits 64 to 71 are skipped.
    found.push(ipv4Of(d, (e << 8) | (f >> 8)));
    found.push(ipv4Of((d << 8) | (e & 0xff), f));
    found.push(ipv4Of((e << 8) | (f >> 8), (f << 8) | (g >> 8)));
  }
  // Compatible, translated (RFC 2765) and NAT64 with a prefix of the operator's own end in the address.
  if (a >> 13 !== 1) found.push(ipv4Of(g, h));
  return found.map(String);
}

/** The IPv4 address of two 16-bit groups; higher bits are cut off. */
function ipv4Of(high = 0, low = 0): ipaddr.IPv4 {
  return new ipaddr.IPv4([(high >> 8) & 0xff, high & 0xff, (low >> 8) & 0xff, low & 0xff]);
}
