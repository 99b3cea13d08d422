import ipaddr from "ipaddr.js";
import {
  type Address,
  addressClass,
  inRange,
  parseAddress,
  parseRange,
  translatedIPv4,
} from "./address-ranges.ts";

/** Which addresses callbacks may reach beyond the globally reachable ones. */
export interface AddressPolicy {
  /** The local form: opens 127.0.0.0/8 and ::1 and nothing else. */
  allowLoopback: boolean;
  /** The CIDRs of `EGRESS_ALLOW`. A cloud-metadata address is opened only by its exact /32 or /128. */
  allow: readonly string[];
}

/** `class` is a word for people: "private", "loopback", "link-local", "cloud metadata", "multicast", ... */
export type AddressVerdict = { ok: true } | { ok: false; class: string };

/**
 * Makes the judge of one policy, so that its CIDRs are read once and not for each connection.
 *
 * The judge takes a literal address as dialled and refuses whatever is not globally reachable by the IANA
 * special-purpose registries, multicast, and what is no plain address (zone ids included). IPv4-mapped addresses
 * and NAT64's 64:ff9b::/96 are judged by the IPv4 address inside; other embedded forms (IPv4-compatible,
 * 64:ff9b:1::/48, 6to4, Teredo) are refused.
 *
 * @throws Error naming the entry of `allow` that is no CIDR
 */
export function compileAddressPolicy(policy: AddressPolicy): (address: string) => AddressVerdict {
  const allow = policy.allow.map(parseRange);
  const { allowLoopback } = policy;
  return (text) => {
    const address = parseAddress(text);
    if (address === null) return { ok: false, class: text.includes("%") ? "zone id" : "not an address" };
    const translated = translatedIPv4(address);
    const name = addressClass(translated ?? address);
    if (name === null || (allowLoopback && name === "loopback" && translated === null)) return { ok: true };
    const opened = allow.some(
      (range) =>
        (inRange(address, range) || (translated !== null && inRange(translated, range))) &&
        (name !== "cloud metadata" || range[1] === fullLength(range[0])),
    );
    return opened ? { ok: true } : { ok: false, class: name };
  };
}

function fullLength(address: Address): number {
  return address.kind() === "ipv4" ? 32 : 128;
}

const judges = new WeakMap<AddressPolicy, (address: string) => AddressVerdict>();

/**
 * Judges one literal address; see `compileAddressPolicy`, whose result is kept for each policy object (which is
 * therefore not to be changed afterwards).
 */
export function judgeAddress(address: string, policy: AddressPolicy): AddressVerdict {
  let judge = judges.get(policy);
  if (judge === undefined) {
    judge = compileAddressPolicy(policy);
    judges.set(policy, judge);
  }
  return judge(address);
}

/** `plain`: the address was written in its usual form, four decimals. `name` is lower case, ASCII, without a final dot. */
export type ParsedHost =
  | { kind: "ipv4"; address: string; plain: boolean }
  | { kind: "ipv6"; address: string }
  | { kind: "name"; name: string }
  | { kind: "invalid" };

/**
 * Reads the host of a URL (brackets around IPv6 included) as URL parsers and inet_aton do, so that an IPv4 address
 * is known in any spelling: decimal, octal, hexadecimal, short forms, a final dot, percent codes, and digits and
 * dots of other scripts, which IDNA maps to ASCII.
 */
export function parseHost(host: string): ParsedHost {
  const bracketed = host.startsWith("[") && host.endsWith("]");
  if (host === "" || /[\s/\\?#@]/.test(host) || (!bracketed && host.includes(":")))
    return { kind: "invalid" };
  const url = URL.parse(`http://${host}/`);
  // Characters that the parser drops silently, such as a soft hyphen alone, may leave nothing.
  if (url === null || url.hostname === "") return { kind: "invalid" };
  if (url.hostname.startsWith("[")) return { kind: "ipv6", address: url.hostname.slice(1, -1) };
  const name = url.hostname.replace(/\.$/, "");
  if (ipaddr.IPv4.isValidFourPartDecimal(name)) return { kind: "ipv4", address: name, plain: name === host };
  return isDnsName(name) ? { kind: "name", name } : { kind: "invalid" };
}

function isDnsName(name: string): boolean {
  const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
  return name.length <= 253 && name.split(".").every((part) => label.test(part));
}
