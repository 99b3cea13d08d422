import { isIPv4 } from "node:net";
import { type AddressVerdict, parseHost } from "../contract/address-classes.ts";
import { ConnectError } from "./connect.ts";
import type { Resolve } from "./resolver.ts";

/** Judges one literal address; `compileAddressPolicy` makes it. */
export type Judge = (address: string) => AddressVerdict;

/** Where a host leads. */
export interface Destination {
  /** What the certificate must be for: the name in lower case without its final dot, or the address. */
  identity: string;
  /** What may be dialled, in the order in which to try; at least one, at most eight. */
  addresses: readonly string[];
  /** Whether the host is a name, which was resolved. */
  named: boolean;
}

/** More than this many addresses of one name are not tried: a zone may hold thousands. */
const mostAddresses = 8;

/**
 * The egress guard: finds out where `hostname` leads and lets through only the addresses that `judge` allows.
 * Addresses are judged as they will be dialled, so that a name whose answer changes gains nothing by it. A literal
 * address is known in any spelling. Neither the address that a name leads to nor how many it has is told.
 *
 * @param hostname as `URL.hostname` has it, IPv6 with or without its brackets
 * @throws ConnectError `blocked` where no address is allowed
 * @throws ResolveError where the name has no address
 */
export async function findDestination(
  hostname: string,
  resolve: Resolve,
  judge: Judge,
): Promise<Destination> {
  const bare = hostname.replace(/^\[(.*)\]$/, "$1");
  if (bare.includes(":")) return literal(bare, judge);
  const host = parseHost(hostname);
  switch (host.kind) {
    case "invalid":
      throw new ConnectError("blocked", `${hostname} is neither a name nor an address`);
    case "ipv4":
    case "ipv6":
      return literal(host.address, judge);
    case "name": {
      const addresses = await resolve(host.name);
      const verdicts = addresses.map(judge);
      const allowed = addresses.filter((_, index) => verdicts[index]?.ok);
      if (allowed.length === 0) throw blockedName(host.name, verdicts);
      return { identity: host.name, addresses: alternate(allowed).slice(0, mostAddresses), named: true };
    }
  }
}

function literal(address: string, judge: Judge): Destination {
  const verdict = judge(address);
  if (verdict.ok) return { identity: address, addresses: [address], named: false };
  throw new ConnectError(
    "blocked",
    `${address} cannot be called: callbacks may not reach such an address (${verdict.class})`,
  );
}

function blockedName(name: string, verdicts: readonly AddressVerdict[]): ConnectError {
  const classes = new Set(verdicts.map((verdict) => (verdict.ok ? "" : verdict.class)));
  return new ConnectError(
    "blocked",
    `${name} cannot be called: it leads to an address that callbacks may not reach (${[...classes].join(", ")})`,
  );
}

/** IPv4 and IPv6 in turn (RFC 8305, section 4), IPv4 first: many machines that run this have no IPv6. */
function alternate(addresses: readonly string[]): string[] {
  const four = addresses.filter((address) => isIPv4(address));
  const six = addresses.filter((address) => !isIPv4(address));
  const longest = Math.max(four.length, six.length);
  return Array.from({ length: longest }, (_, index) => [four[index], six[index]])
    .flat()
    .filter((address) => address !== undefined);
}
