import type { Clock } from "../../src/platform/clock.ts";
import type { NodeLink, NodeListener, NodeMessage, NodeRegistry, NodeState } from "../../src/store/nodes.ts";
import type { Store } from "../../src/store/operations.ts";
import type { Gate } from "./gate.ts";
import type { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";

/** As `store/postgres/node-link.ts` has them, but for the beat, which is there more often. */
const beatMs = 700;
const deadMs = 6_000;
const aliveMs = 4_000;
const upToDateMs = 1_000;
const sweepMs = 1_000;
const reconnectMs = 500;

/** What a node's link needs of its node. */
export interface Member {
  name: string;
  gate: Gate;
  clock: Clock;
  store: Store;
}

/**
 * The model of what a database that nodes share has for them: who lives, by beats, what the dead had leased, and
 * messages. It is put in place of PostgreSQL's, which has its own tests; the node's side above it is the program's.
 */
export class Registry {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly beats = new Map<string, { state: NodeState; seenAt: number }>();
  readonly links = new Map<string, Link>();
  /** What is leased now, by node. */
  readonly leases: () => Map<string, number[]>;

  constructor(timeline: Timeline, random: Random, leases: () => Map<string, number[]>) {
    this.timeline = timeline;
    this.random = random;
    this.leases = leases;
  }

  of(member: Member): NodeRegistry {
    return {
      clock: member.clock,
      join: async (listener) => {
        const link = new Link(this, member, listener);
        this.links.set(member.name, link);
        await link.beat();
        link.run();
        return link;
      },
    };
  }

  /** A node that is gone is told nothing more. */
  forget(name: string): void {
    this.links.delete(name);
  }

  /** Brings a message to every node that can be reached, but for the one that sends it: null where the database does. */
  tell(from: string | null, message: NodeMessage): void {
    for (const [name, link] of this.links) if (name !== from) link.hear(message);
  }
}

class Link implements NodeLink {
  readonly #registry: Registry;
  readonly #member: Member;
  readonly #listener: NodeListener;
  #beatAt = Number.NEGATIVE_INFINITY;
  #steadySince = Number.NEGATIVE_INFINITY;
  #sweptAt = 0;
  #known = false;
  #running = true;
  /** Until when its connection is lost, ms since the epoch. */
  #lostUntil = 0;
  #wasLost = false;

  constructor(registry: Registry, member: Member, listener: NodeListener) {
    this.#registry = registry;
    this.#member = member;
    this.#listener = listener;
  }

  get alive(): boolean {
    return this.#member.clock.now() - this.#beatAt < aliveMs;
  }

  get upToDate(): boolean {
    return this.#member.clock.now() - this.#beatAt < upToDateMs;
  }

  tell(message: NodeMessage): void {
    if (this.#running && !this.#isLost) this.#registry.tell(this.#member.name, message);
  }

  hear(message: NodeMessage): void {
    if (this.#isLost) return;
    this.#later(() => {
      if (this.#running) this.#listener.received(message);
    });
  }

  /** Its connection is lost for a while, and with it what it is told. */
  lose(forMs: number): void {
    this.#lostUntil = this.#registry.timeline.now + forMs;
    this.#wasLost = true;
  }

  run(): void {
    if (!this.#running) return;
    this.#member.clock.setTimeout(
      () => void this.beat().then(() => this.run()),
      this.#isLost ? reconnectMs : beatMs,
    );
  }

  leave(): Promise<void> {
    this.#running = false;
    this.#registry.beats.delete(this.#member.name);
    return Promise.resolve();
  }

  beat(): Promise<void> {
    const { beats, timeline } = this.#registry;
    const state = this.#listener.state();
    const began = this.#member.clock.now();
    if (this.#isLost) return Promise.resolve();
    return new Promise((resolve) => {
      timeline.after(this.#registry.random.below(4), () => {
        const now = timeline.now;
        const joined = !beats.has(state.id);
        if (!this.#member.gate.isDead) beats.set(state.id, { state, seenAt: now });
        const living = [...beats.values()].filter(({ seenAt }) => seenAt >= now - deadMs);
        if (this.#isSweeping(began)) this.#sweep();
        this.#later(() => {
          this.#answered(
            began,
            joined,
            living.map((beat) => beat.state),
          );
          resolve();
        });
      });
    });
  }

  get #isLost(): boolean {
    return this.#registry.timeline.now < this.#lostUntil;
  }

  #answered(began: number, joined: boolean, living: readonly NodeState[]): void {
    if (!this.#running) return;
    if (began - this.#beatAt >= aliveMs) this.#steadySince = began;
    this.#beatAt = began;
    if (joined && this.#known) this.#listener.givenUp();
    this.#known = true;
    this.#listener.beat(living);
    if (this.#wasLost) {
      this.#wasLost = false;
      this.#listener.reconnected();
    }
  }

  /** Whoever was away itself does not judge the others. */
  #isSweeping(began: number): boolean {
    const steady = began - this.#beatAt < aliveMs && began - this.#steadySince >= deadMs - aliveMs;
    return steady && began - this.#sweptAt >= sweepMs;
  }

  /** What nodes without a beat had leased is due again. */
  #sweep(): void {
    const { beats, timeline, leases } = this.#registry;
    const now = timeline.now;
    this.#sweptAt = now;
    for (const [id, { seenAt }] of beats) if (seenAt < now - deadMs) beats.delete(id);
    for (const [node, ns] of leases()) {
      if (beats.has(node)) continue;
      const told = () => {
        this.#listener.received({ kind: "due" });
        this.tell({ kind: "due" });
      };
      const leases = ns.map((n) => ({ n, until: Number.MAX_SAFE_INTEGER }));
      void this.#member.store.write.handBack({ node, leases }).then(told, () => {});
    }
  }

  #later(deliver: () => void): void {
    this.#registry.timeline.after(this.#registry.random.below(20), () => this.#member.gate.pass(deliver));
  }
}
