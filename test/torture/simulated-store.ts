import { StoreUnavailable } from "../../src/store/engine.ts";
import { reads, type Store, writes } from "../../src/store/operations.ts";
import type { Gate } from "./gate.ts";
import type { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";

/** One call of the store by a node, with what came of it. */
export interface Executed {
  node: string;
  name: string;
  argument: unknown;
  result: unknown;
  /** Whether its node never hears of it: the answer is lost on its way. */
  lost: boolean;
}

interface Call {
  side: "read" | "write";
  node: string;
  gate: Gate;
  name: string;
  argument: unknown;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

export interface StoreHooks {
  /** After each write, before anybody else comes to know of it. */
  executed(call: Executed): Promise<void>;
  /** As the reply of a write comes to its node. */
  replying(call: Executed): void;
  /** Once the node has acted on the reply of a write. */
  replied(call: Executed): void;
  /** Whether nothing in the database is leased. */
  nothingLeased(): boolean;
}

type Operation = (argument: unknown) => Promise<unknown>;

/**
 * The store as its threads are from outside: calls of each side run one after the other, a while after they were
 * made, and replies arrive a while after that. A call whose node died before it ran never runs; one that ran stays
 * run, whether or not anybody hears of it.
 */
export class SimulatedStore {
  readonly #store: Store;
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #hooks: StoreHooks;
  readonly #queues = { read: new Queue(), write: new Queue() };
  /** While it is so, writes are refused as by a full disk. */
  unavailable = false;
  /** How many of the answers to writes are lost, as with a connection to a database of its own: 0 to 1. */
  losing = 0;
  /** Ms that a call takes at the most, on an ordinary day. */
  slowness = 3;
  /** When it last refused something, or lost an answer. */
  troubledAt = 0;
  /** The answer of the last claim that found nothing, as long as nothing has changed since. */
  #idle: { nextDueAt: number | null } | null = null;

  constructor(store: Store, timeline: Timeline, random: Random, hooks: StoreHooks) {
    this.#store = store;
    this.#timeline = timeline;
    this.#random = random;
    this.#hooks = hooks;
  }

  /** The store as one node sees it. */
  of(node: string, gate: Gate): Store {
    const side = (side: "read" | "write", operations: object) =>
      Object.fromEntries(
        Object.keys(operations).map((name) => [
          name,
          (argument: unknown) =>
            new Promise((resolve, reject) => {
              this.#call({ side, node, gate, name, argument, resolve, reject });
            }),
        ]),
      );
    return {
      read: side("read", reads) as Store["read"],
      write: side("write", writes) as Store["write"],
      nodes: null,
      heaps: async () => ({}),
      volumes: null,
      close: () => Promise.resolve(),
    };
  }

  #call(call: Call): void {
    const queue = this.#queues[call.side];
    queue.runsAt = Math.max(queue.runsAt, this.#timeline.now + this.#latency());
    this.#timeline.at(queue.runsAt, () => this.#run(call));
  }

  async #run(call: Call): Promise<void> {
    const { gate, node, name, argument } = call;
    if (gate.isDead) return;
    let reply: () => void;
    try {
      const result = await this.#execute(call);
      const lost = call.side === "write" && this.losing > 0 && this.#random.chance(this.losing);
      if (lost) this.troubledAt = this.#timeline.now;
      const executed = { node, name, argument, result, lost };
      if (call.side === "write") await this.#hooks.executed(executed);
      reply = () => {
        if (lost) {
          call.reject(new StoreUnavailable("the answer was lost", { inDoubt: true }));
          return;
        }
        if (call.side === "write") this.#hooks.replying(executed);
        call.resolve(result);
        if (call.side === "write") this.#timeline.after(0, () => this.#hooks.replied(executed));
      };
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      reply = () => call.reject(error);
    }
    const queue = this.#queues[call.side];
    queue.repliesAt = Math.max(queue.repliesAt, this.#timeline.now + this.#latency());
    this.#timeline.at(queue.repliesAt, () => gate.pass(reply));
  }

  async #execute({ side, name, argument }: Call): Promise<unknown> {
    const run = (this.#store[side] as unknown as Record<string, Operation>)[name];
    if (run === undefined) throw new Error(`the store has no operation ${name}`);
    if (side === "read") return run(argument);
    if (this.unavailable) {
      this.troubledAt = this.#timeline.now;
      throw new StoreUnavailable("database or disk is full");
    }
    const known = this.#unchanged(name, argument);
    if (known !== undefined) return known;
    const result = await run(argument);
    this.#note(name, argument, result);
    return result;
  }

  /**
   * What an idle node asks for again and again would be answered the same: it is not asked of the database, so that
   * days in which nothing happens cost little.
   */
  #unchanged(name: string, argument: unknown): unknown {
    const now = this.#timeline.now;
    if (name === "claim" && this.#idle !== null && (argument as { full: string[] }).full.length === 0) {
      const { nextDueAt } = this.#idle;
      if ((nextDueAt ?? Number.POSITIVE_INFINITY) > now) return { ready: [], more: false, nextDueAt };
    }
    if (name === "endLeases" && this.#hooks.nothingLeased()) return 0;
    return undefined;
  }

  #note(name: string, argument: unknown, result: unknown): void {
    if (name === "claim") {
      const { ready, more, nextDueAt } = result as {
        ready: unknown[];
        more: boolean;
        nextDueAt: number | null;
      };
      const found = ready.length > 0 || more || (argument as { full: string[] }).full.length > 0;
      this.#idle = found ? null : { nextDueAt };
    } else if (!(harmless.has(name) && result === 0)) {
      this.#idle = null;
    }
  }

  #latency(): number {
    return this.#random.below(this.slowness + 1);
  }
}

/** Writes that changed nothing where they say 0. */
const harmless = new Set(["endLeases", "forgetOldKeys"]);

/** One thread: when it is done with what it was given so far. */
class Queue {
  runsAt = 0;
  repliesAt = 0;
}
