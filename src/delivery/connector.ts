import { isIP, type Socket } from "node:net";
import { type AddressPolicy, compileAddressPolicy } from "../contract/address-classes.ts";
import type { Clock } from "../platform/clock.ts";
import type { Connect, ConnectTarget, ConnectTimings } from "./connect.ts";
import { asConnectError, type ConnectStep } from "./connect-failure.ts";
import { checkPeer, dialFirst, type OpenSocket, openSocket, untilAborted } from "./dial.ts";
import { findDestination, type Judge } from "./guard.ts";
import { dialThroughProxy, parseProxy, type Ways } from "./proxy.ts";
import type { Resolve } from "./resolver.ts";
import { noFixedSource, notOfThisMachine, wrongFamily } from "./source-fault.ts";
import { createTlsClient } from "./tls-client.ts";

/** Where callbacks that require a whitelisted source leave from (`EGRESS_FIXED_*`). */
export type FixedSource =
  | { kind: "none" }
  | { kind: "proxy"; url: string }
  | { kind: "localAddress"; address: string };

export interface ConnectorOptions {
  resolve: Resolve;
  policy: AddressPolicy;
  fixed: FixedSource;
  clock: Clock;
  /** Certificates (PEM) of authorities trusted beside those of Node and NODE_EXTRA_CA_CERTS. */
  ca?: readonly string[];
  /** How sockets are opened; the system's by default. */
  open?: OpenSocket;
}

/** Opens a TCP connection to the first of these judged addresses that can be reached, or a tunnel to it. */
type Reach = (addresses: readonly string[], port: number, signal: AbortSignal) => Promise<Socket>;

/**
 * Makes the one way out for callbacks: resolve, judge every address, dial only what is allowed and on the very
 * address that was judged, speak TLS to the name. All failures are a `ConnectError`, with the steps done before.
 * Proxies named in the environment (`HTTP_PROXY`, ...) are not looked at.
 *
 * @throws Error where `policy.allow` holds something that is no CIDR, or the proxy's URL is none
 */
export function createConnector(options: ConnectorOptions): Connect {
  const { resolve, policy, fixed, clock, ca = [], open = openSocket } = options;
  const judge = compileAddressPolicy(policy);
  const secure = createTlsClient(ca, clock);
  const ways = { resolve, clock, open };
  const reach = { open: directly(null, judge, ways), fixed: fromFixedSource(fixed, judge, ways) };

  async function connect(
    target: ConnectTarget,
    signal: AbortSignal,
    timings: ConnectTimings,
    begin: (step: ConnectStep) => void,
  ): Promise<Socket> {
    const reachRoute = reach[target.route];
    if (reachRoute === null) throw noFixedSource();
    let began = performance.now();
    const done = (step: ConnectStep): void => {
      const now = performance.now();
      timings[step] = Math.round((now - began) * 10) / 10;
      began = now;
    };
    const found = await untilAborted(findDestination(target.hostname, resolve, judge), signal);
    if (found.named) done("dns");
    begin("connect");
    const socket = await reachRoute(found.addresses, target.port, signal);
    done("connect");
    if (target.protocol === "http:") return socket;
    begin("tls");
    const secured = await secure(socket, found.identity, target.port, signal);
    done("tls");
    return secured;
  }

  return async (target, signal) => {
    const timings: ConnectTimings = { dns: null, connect: null, tls: null };
    let step: ConnectStep = "dns";
    try {
      signal.throwIfAborted();
      const socket = await connect(target, signal, timings, (next) => {
        step = next;
      });
      return { socket, timings };
    } catch (error) {
      throw signal.aborted ? error : asConnectError(error, step, timings);
    }
  };
}

function directly(localAddress: string | null, judge: Judge, { clock, open }: Ways): Reach {
  return async (addresses, port, signal) => {
    const dial = (address: string): Socket => open(address, port, localAddress);
    const socket = await dialFirst(addresses, dial, clock, signal);
    checkPeer(socket, judge);
    return socket;
  };
}

function fromFixedSource(fixed: FixedSource, judge: Judge, ways: Ways): Reach | null {
  switch (fixed.kind) {
    case "none":
      return null;
    case "proxy": {
      const proxy = parseProxy(fixed.url);
      return (addresses, port, signal) => dialThroughProxy(proxy, addresses, port, ways, signal);
    }
    case "localAddress": {
      const reach = directly(fixed.address, judge, ways);
      const family = isIP(fixed.address);
      return async (addresses, port, signal) => {
        const same = addresses.filter((address) => isIP(address) === family);
        if (same.length === 0) throw wrongFamily(family);
        return reach(same, port, signal).catch((error: NodeJS.ErrnoException) => {
          throw error.syscall === "bind" && error.code === "EADDRNOTAVAIL" ? notOfThisMachine() : error;
        });
      };
    }
  }
}
