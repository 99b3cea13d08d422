import { ConnectError } from "./connect.ts";

/** What can be wrong with the deployment's fixed source; codes of a `ConnectError`, by which the hint is chosen. */
export const sourceFault = {
  unset: "SOURCE_UNSET",
  address: "SOURCE_ADDRESS",
  family: "SOURCE_FAMILY",
  proxy: "SOURCE_PROXY",
} as const;

/** There is no fixed source: it was never set, or was taken away after a callback had asked for it. */
export function noFixedSource(): ConnectError {
  return new ConnectError(
    "source",
    "the deployment has no fixed source address: the operator must set EGRESS_FIXED_PROXY or EGRESS_FIXED_LOCAL_ADDRESS",
    sourceFault.unset,
  );
}

export function notOfThisMachine(): ConnectError {
  return new ConnectError(
    "source",
    "the deployment's fixed source, EGRESS_FIXED_LOCAL_ADDRESS, is not an address of this machine",
    sourceFault.address,
  );
}

/** No fault of the source alone: the receiver has no address that it could be used for. */
export function wrongFamily(family: number): ConnectError {
  return new ConnectError(
    "configuration",
    `the deployment's fixed source is an IPv${family} address, and the receiver has no IPv${family} address`,
    sourceFault.family,
  );
}

/** The proxy itself does not do its part, whatever the receiver does. */
export function proxyFault(what: string): ConnectError {
  return new ConnectError("source", `the deployment's fixed-source proxy ${what}`, sourceFault.proxy);
}

/** The proxy does its part and says that it did not get to the receiver. */
export function proxyCannotReach(status: number): ConnectError {
  return new ConnectError(
    "connect",
    `the deployment's fixed-source proxy could not reach the receiver: it answered CONNECT with status ${status}`,
    sourceFault.proxy,
  );
}
