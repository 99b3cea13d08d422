import ipaddr from "ipaddr.js";
import type { Clock } from "../platform/clock.ts";
import { RateLimit } from "./rate-limit.ts";

const windowMs = 15 * 60_000;
/** Wrong passwords within the window before one has to wait. */
const most = { perAddress: 10, perAccount: 20 };
const text = "Too many failed sign-ins: wait a while";

/**
 * Holds who guesses passwords back, by their address and by the account that is tried, whether it exists or not. Kept
 * by this node. A try counts before the password is looked at, so that many at once count too.
 */
export class SignInLimits {
  readonly #addresses: RateLimit;
  readonly #accounts: RateLimit;

  constructor(clock: Clock) {
    this.#addresses = new RateLimit(most.perAddress, windowMs, clock, text);
    this.#accounts = new RateLimit(most.perAccount, windowMs, clock, text);
  }

  /** @throws ProblemError 429 with `Retry-After` where the address or the account has had its tries */
  count(address: string, account: string): void {
    this.#addresses.count(networkOf(address));
    this.#accounts.count(account);
  }

  /** The password was right. Other accounts that the address has tried still count. */
  succeeded(address: string, account: string): void {
    this.#addresses.giveBack(networkOf(address));
    this.#accounts.forget(account);
  }
}

/** One customer of a provider has a whole /64 of IPv6 addresses, so these count as one (RFC 6177). */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toByteArray().slice(0, 8).join(":");
}
