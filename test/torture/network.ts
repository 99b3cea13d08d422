import type { OpenSocket } from "../../src/delivery/dial.ts";
import type { Resolve } from "../../src/delivery/resolver.ts";
import type { Gate } from "./gate.ts";
import type { Random } from "./random.ts";
import { SimSocket, socketError } from "./sim-socket.ts";
import type { Timeline } from "./timeline.ts";
import { Violation } from "./trace.ts";

/** One connection as the server sees it. */
export interface ServerSide {
  readonly from: string;
  readonly isOpen: boolean;
  send(text: string): void;
  /** Ends it in order. */
  end(): void;
  reset(): void;
}

/** What listens at an address. */
export interface Listener {
  /** How it meets a connection that is being opened. */
  meet(): "accept" | "refuse" | "ignore";
  connected(side: ServerSide): { received(chunk: Buffer): void };
}

/** Where a name leads: its addresses, or an error of the resolver. */
export type Lookup = () => readonly string[] | Error;

/** The address that every node has beside its fixed one. */
export const openSource = "52.20.0.7";

/**
 * The simulated network: names, addresses, and connections whose bytes take their time and arrive in order. It is
 * put in place of `openSocket` and the resolver; everything above runs as it is.
 */
export class Network {
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #names = new Map<string, Lookup>();
  readonly #listeners = new Map<string, Listener>();
  readonly #links = new Map<Gate, Set<Link>>();

  readonly #fail: (violation: Violation) => void;

  /** @param fail told where something is dialled that it should not be */
  constructor(timeline: Timeline, random: Random, fail: (violation: Violation) => void) {
    this.#timeline = timeline;
    this.#random = random;
    this.#fail = fail;
  }

  register(name: string, lookup: Lookup): void {
    this.#names.set(name, lookup);
  }

  listen(address: string, listener: Listener): void {
    this.#listeners.set(address, listener);
  }

  /** The resolver of one node. */
  resolver(gate: Gate): Resolve {
    return (name) =>
      new Promise((resolve, reject) => {
        const found = this.#names.get(name)?.() ?? new Error("no such name");
        const answer = () => (found instanceof Error ? reject(found) : resolve(found));
        this.#timeline.after(this.#latency(), () => gate.pass(answer));
      });
  }

  /** How sockets are opened by one node. */
  opener(gate: Gate): OpenSocket {
    return (address, _port, localAddress) => {
      const listener = this.#listeners.get(address) ?? nobody;
      if (listener === nobody) this.#fail(new Violation(`${address} was dialled, which no receiver has`));
      const link = new Link(this.#timeline, this.#random, gate, address, localAddress ?? openSource);
      const links = this.#links.get(gate) ?? new Set();
      this.#links.set(gate, links.add(link));
      link.open(listener, () => links.delete(link));
      return link.socket.asSocket();
    };
  }

  /** The node is no more: what it had written may or may not have left it. */
  cutAllOf(gate: Gate): void {
    for (const link of this.#links.get(gate) ?? []) link.cut();
    this.#links.delete(gate);
  }

  #latency(): number {
    return this.#random.below(4);
  }
}

const nobody: Listener = { meet: () => "refuse", connected: () => ({ received() {} }) };

/** One connection, both ways. */
class Link implements ServerSide {
  readonly socket: SimSocket;
  readonly from: string;
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #gate: Gate;
  #server: { received(chunk: Buffer): void } | null = null;
  #onEnd: () => void = () => {};
  /** When the last of what was sent arrives, each way. */
  #toServerAt = 0;
  #toClientAt = 0;
  /** Whether the client's side is gone, and whether what it had sent is lost. */
  #gone = false;
  #lost = false;
  #closed = false;

  constructor(timeline: Timeline, random: Random, gate: Gate, address: string, from: string) {
    this.#timeline = timeline;
    this.#random = random;
    this.#gate = gate;
    this.from = from;
    this.socket = new SimSocket(address, from, {
      written: (chunk) => this.#toServer(() => this.#server?.received(chunk)),
      destroyed: () => this.cut(),
    });
  }

  get isOpen(): boolean {
    return !this.#closed && !this.#gone;
  }

  open(listener: Listener, onEnd: () => void): void {
    this.#onEnd = onEnd;
    const met = listener.meet();
    if (met === "ignore") return;
    this.#toClient(() => {
      if (met === "refuse") {
        this.socket.destroy(socketError("ECONNREFUSED", "connect"));
        return;
      }
      this.#server = listener.connected(this);
      this.socket.emit("connect");
    });
  }

  send(text: string): void {
    if (this.isOpen) this.#toClient(() => this.socket.push(Buffer.from(text)));
  }

  end(): void {
    if (!this.isOpen) return;
    this.#closed = true;
    this.#toClient(() => this.socket.push(null));
  }

  reset(): void {
    if (!this.isOpen) return;
    this.#closed = true;
    this.#toClient(() => this.socket.destroy(socketError("ECONNRESET", "read")));
  }

  cut(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#lost = this.#random.chance(0.5);
    this.#onEnd();
  }

  #toServer(arrive: () => void): void {
    this.#toServerAt = Math.max(this.#toServerAt, this.#timeline.now + this.#random.below(4));
    this.#timeline.at(this.#toServerAt, () => {
      if (!this.#lost && !this.#closed) arrive();
    });
  }

  #toClient(arrive: () => void): void {
    this.#toClientAt = Math.max(this.#toClientAt, this.#timeline.now + this.#random.below(4));
    this.#timeline.at(this.#toClientAt, () =>
      this.#gate.pass(() => {
        if (!this.#gone) arrive();
      }),
    );
  }
}
