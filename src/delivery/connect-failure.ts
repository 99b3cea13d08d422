import { ConnectError, type ConnectTimings } from "./connect.ts";
import { ResolveError } from "./dns-query.ts";
import { failureOf } from "./failure.ts";

export type ConnectStep = keyof ConnectTimings;

/** The error of one step of connecting as the one class of error that a connector has. */
export function asConnectError(error: unknown, step: ConnectStep, timings: ConnectTimings): ConnectError {
  if (error instanceof ResolveError) return new ConnectError("dns", error.message, error.code, timings);
  const failure = failureOf(error, false);
  if (error instanceof ConnectError || step === "connect" || failure.class === step) {
    return new ConnectError(failure.class, failure.message, failure.code, timings);
  }
  const message =
    step === "tls" && failure.code === "ECONNRESET"
      ? "the connection was closed during the TLS handshake"
      : failure.message;
  return new ConnectError(step, message, failure.code, timings);
}
