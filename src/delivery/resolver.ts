import { Resolver } from "node:dns/promises";
import type { Clock } from "../platform/clock.ts";
import { type AddressQueries, type NameAddresses, queryAddresses, ResolveError } from "./dns-query.ts";
import { openHostsFile, systemHostsFile } from "./hosts-file.ts";

/**
 * The addresses of a host name, at least one.
 *
 * @throws ResolveError where there is none
 */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export interface ResolverOptions {
  clock: Clock;
  /** Path of the hosts file; the system's by default. */
  hostsFile?: string;
  /** Makes what asks DNS; the servers of the system by default. */
  connectDns?: () => AddressQueries;
}

const shortestTtlMs = 1_000;
const longestTtlMs = 60_000;
/** How long a name without addresses, or a DNS failure, is remembered. */
const negativeTtlMs = 2_000;
const mostNames = 10_000;
/** After a failure, how old the list of DNS servers must be to be read again. */
const serversAgeMs = 10_000;

type Outcome = { addresses: readonly string[] } | { error: ResolveError };
type Entry = { outcome: Outcome; until: number };

/**
 * Makes the resolver: `localhost` and its subdomains are loopback (RFC 6761), then the hosts file, then DNS by
 * c-ares. `dns.lookup` is not used: it occupies one of libuv's four shared threads for as long as it waits, so that
 * four lookups in a dead zone would stall all others. Answers are kept for their TTL (1 to 60 s) or 2 s where there
 * was none, and one name is asked for once at a time.
 */
export function createResolver({
  clock,
  hostsFile = systemHostsFile,
  connectDns = systemDns,
}: ResolverOptions): Resolve {
  const hosts = openHostsFile(hostsFile, clock);
  const known = new Map<string, Entry>();
  const asking = new Map<string, Promise<Outcome>>();
  let dns = connectDns();
  let connectedAt = clock.now();

  function remembered(name: string): Outcome | undefined {
    const entry = known.get(name);
    if (entry === undefined) return undefined;
    const left = entry.until - clock.now();
    // More than the longest: the clock was set back.
    return left > 0 && left <= longestTtlMs ? entry.outcome : undefined;
  }

  async function ask(name: string): Promise<Outcome> {
    let entry: Entry;
    try {
      const found = await queryAddresses(dns, name, clock);
      entry = { outcome: { addresses: found.addresses }, until: clock.now() + clampTtl(found) };
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error;
      // The machine may have moved to another network, and c-ares reads the list of servers only once.
      if (error.reason === "failed" && clock.now() - connectedAt >= serversAgeMs) {
        dns = connectDns();
        connectedAt = clock.now();
      }
      entry = { outcome: { error }, until: clock.now() + negativeTtlMs };
    }
    known.delete(name);
    known.set(name, entry);
    for (const oldest of known.keys()) {
      if (known.size <= mostNames) break;
      known.delete(oldest);
    }
    return entry.outcome;
  }

  function askOnce(name: string): Promise<Outcome> {
    let answer = asking.get(name);
    if (answer === undefined) {
      answer = ask(name).finally(() => asking.delete(name));
      asking.set(name, answer);
    }
    return answer;
  }

  return async (hostname) => {
    const name = hostname.toLowerCase().replace(/\.$/, "");
    if (name === "localhost" || name.endsWith(".localhost")) return ["127.0.0.1", "::1"];
    const listed = await hosts.lookup(name);
    if (listed !== undefined) return listed;
    const outcome = remembered(name) ?? (await askOnce(name));
    if ("error" in outcome) throw outcome.error;
    return outcome.addresses;
  };
}

function clampTtl({ ttlMs }: NameAddresses): number {
  return Math.min(Math.max(ttlMs, shortestTtlMs), longestTtlMs);
}

/** Two rounds of at least 2 s each. */
function systemDns(): AddressQueries {
  return new Resolver({ timeout: 2_000, tries: 2 });
}
