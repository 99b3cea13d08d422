import type { Random } from "./random.ts";
import { SimNode, type Surroundings } from "./sim-node.ts";
import type { Trace } from "./trace.ts";

/** The nodes of a simulation: those that run, freeze, crash, and those that come in their place. */
export class Nodes {
  readonly #around: Surroundings;
  readonly #random: Random;
  readonly #trace: Trace;
  readonly #slots: (SimNode | null)[];
  #made = 0;

  constructor(around: Surroundings, random: Random, trace: Trace, count: number) {
    this.#around = around;
    this.#random = random;
    this.#trace = trace;
    this.#slots = Array.from({ length: count }, () => null);
  }

  get all(): SimNode[] {
    return this.#slots.flatMap((node) => node ?? []);
  }

  /** Starts a node in every place that has none. */
  start(): void {
    for (const [slot, node] of this.#slots.entries()) if (node === null) this.#startIn(slot);
  }

  /** A node that answers, or undefined where none does. */
  running(): SimNode | undefined {
    const running = this.all.filter((node) => node.isRunning);
    return running.length === 0 ? undefined : this.#random.pick(running);
  }

  /** Crashes a node and starts another in its place after a while. */
  crash(node: SimNode, backAfterMs: number): void {
    this.#say(`${node.name} crashes`);
    node.crash();
    this.#replace(node, backAfterMs);
  }

  /** Stops a node in order. */
  async stop(node: SimNode, backAfterMs: number): Promise<void> {
    this.#say(`${node.name} stops`);
    await node.stop(10_000);
    this.#say(`${node.name} has stopped`);
    this.#replace(node, backAfterMs);
  }

  freeze(node: SimNode, forMs: number): void {
    this.#say(`${node.name} freezes`);
    node.freeze();
    this.#around.timeline.after(forMs, () => {
      if (!node.gate.isFrozen) return;
      this.#say(`${node.name} goes on`);
      node.thaw();
    });
  }

  crashAll(): void {
    for (const node of this.all) node.crash();
  }

  loseLink(node: SimNode, forMs: number): void {
    this.#say(`${node.name} hears nothing of the others`);
    node.loseLink(forMs);
  }

  #replace(node: SimNode, afterMs: number): void {
    const slot = this.#slots.indexOf(node);
    if (slot === -1) return;
    this.#slots[slot] = null;
    this.#around.timeline.after(afterMs, () => {
      if (this.#slots[slot] === null) this.#startIn(slot);
    });
  }

  #startIn(slot: number): void {
    this.#made += 1;
    const node = new SimNode(`node${this.#made}`, this.#around, this.#random.fork());
    this.#slots[slot] = node;
    this.#say(`${node.name} starts`);
    // Where the database takes nothing it gives up, and is started again.
    node.start().catch(() => this.crash(node, 1_000));
  }

  #say(text: string): void {
    this.#trace.add(this.#around.timeline.now, text);
  }
}
