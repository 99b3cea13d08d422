import { newMood } from "./behaviour.ts";
import type { Nodes } from "./nodes.ts";
import type { Random } from "./random.ts";
import type { Receiver } from "./receiver.ts";
import type { SimulatedStore } from "./simulated-store.ts";
import type { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";

export interface WeatherContext {
  timeline: Timeline;
  random: Random;
  receivers: readonly Receiver[];
  nodes: Nodes;
  store: SimulatedStore;
  trace: Trace;
  /** Something was done, for counts. */
  happened(kind: string): void;
}

const hour = 3_600_000;
/** How long something is out of order, ms: a moment, longer than a lease, days. */
const spells: readonly (readonly [number, number])[] = [
  [50, 3],
  [3_000, 4],
  [60_000, 3],
  [8 * 60_000, 2],
  [hour, 1],
];

/** What goes wrong around the nodes: receivers, the machines of the nodes, the database. */
export class Weather {
  readonly #of: WeatherContext;
  #over = false;

  constructor(of: WeatherContext) {
    this.#of = of;
  }

  /** Lets one thing change, for the worse or the better. */
  change(): void {
    const { random, nodes } = this.#of;
    const node = nodes.running();
    random.weighted<() => void>([
      [() => this.#mood(), 10],
      [() => node && this.#happens("crash", () => nodes.crash(node, this.#spell())), 3],
      [() => node && this.#happens("freeze", () => nodes.freeze(node, this.#spell())), 3],
      [
        () => node && this.#happens("link lost", () => nodes.loseLink(node, this.#spell())),
        nodes.all.length > 1 ? 2 : 0,
      ],
      [() => node && this.#happens("stop", () => void nodes.stop(node, this.#spell())), 1],
      [() => this.#happens("store full", () => this.#storeFull()), 1],
      [() => this.#happens("answers lost", () => this.#answersLost()), nodes.all.length > 1 ? 1 : 0],
      [() => this.#happens("store slow", () => this.#storeSlow()), 1],
    ])();
  }

  /** Everything works from now on. */
  clear(): void {
    const { receivers, nodes, store } = this.#of;
    this.#over = true;
    for (const receiver of receivers) receiver.mood = "well";
    for (const node of nodes.all) {
      node.thaw();
      node.loseLink(0);
    }
    nodes.start();
    store.unavailable = false;
    store.losing = 0;
    store.slowness = 3;
  }

  #mood(): void {
    const { random, receivers, timeline, trace, happened } = this.#of;
    const receiver = random.pick(receivers);
    receiver.mood = newMood(random);
    trace.add(timeline.now, `${receiver.host} is ${receiver.mood}`);
    if (receiver.mood === "well") return;
    happened(`receiver: ${receiver.mood}`);
    // Away for days, now and then.
    if (random.chance(0.1)) return;
    timeline.after(this.#spell(), () => {
      receiver.mood = "well";
    });
  }

  #happens(kind: string, what: () => void): void {
    this.#of.happened(kind);
    what();
  }

  #storeFull(): void {
    const { store, timeline, trace } = this.#of;
    store.unavailable = true;
    trace.add(timeline.now, "the store takes nothing");
    timeline.after(this.#spell(), () => {
      store.unavailable = false;
    });
  }

  /** What is written is stored, and nobody hears of some of it. */
  #answersLost(): void {
    const { store, timeline, random, trace } = this.#of;
    store.losing = random.pick([0.05, 0.3, 1]);
    trace.add(timeline.now, `${store.losing * 100} % of the answers to writes are lost`);
    timeline.after(this.#spell(), () => {
      store.losing = 0;
    });
  }

  #storeSlow(): void {
    const { store, timeline, random, trace } = this.#of;
    store.slowness = random.pick([50, 2_000]);
    trace.add(timeline.now, `the store takes up to ${store.slowness} ms`);
    timeline.after(this.#spell(), () => {
      store.slowness = 3;
    });
  }

  #spell(): number {
    const { random } = this.#of;
    return this.#over ? 0 : random.below(random.weighted(spells));
  }
}
