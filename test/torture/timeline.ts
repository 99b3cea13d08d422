import type { Timer } from "../../src/platform/clock.ts";

interface Event {
  at: number;
  /** Events of the same moment happen in the order in which they were put. */
  order: number;
  run: () => void | Promise<void>;
  cancelled: boolean;
  /** A node's timer: it may be late, since no machine promises otherwise. */
  patient: boolean;
}

/** Turns of the event loop after which everything that an event set off waits for a later event, or for nothing. */
const turns = 3;

/**
 * Virtual time: a queue of events, each of which runs to its end, with all promises that it settles, before the next.
 * Nothing of a simulation waits for anything else, so the order of events is the whole order of what happens.
 */
export class Timeline {
  /** Ms since the epoch. */
  now: number;
  /** Events that have happened. */
  steps = 0;
  #order = 0;
  /** A binary heap, the earliest first. */
  readonly #events: Event[] = [];

  constructor(start: number) {
    this.now = start;
  }

  at(time: number, run: Event["run"], patient = false): Timer {
    this.#order += 1;
    const event: Event = { at: Math.max(this.now, time), order: this.#order, run, cancelled: false, patient };
    this.#push(event);
    return {
      cancel: () => {
        event.cancelled = true;
      },
    };
  }

  after(ms: number, run: Event["run"], patient = false): Timer {
    return this.at(this.now + Math.max(0, ms), run, patient);
  }

  /** When the next event is, ms since the epoch; infinite where there is none. */
  get nextAt(): number {
    while (this.#events[0]?.cancelled) this.#pop();
    return this.#events[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Moves time on to `time` at the most, as long as only timers of nodes are due meanwhile: they fire late then. So
   * days in which nothing happens cost nothing.
   */
  leap(time: number): void {
    let to = time;
    for (const event of this.#events) if (!event.patient && !event.cancelled) to = Math.min(to, event.at);
    this.now = Math.max(this.now, to);
  }

  /** Lets the next event happen. */
  async step(): Promise<void> {
    if (this.nextAt === Number.POSITIVE_INFINITY) throw new Error("nothing will ever happen");
    const event = this.#pop();
    this.now = Math.max(this.now, event.at);
    this.steps += 1;
    await event.run();
    await settle();
  }

  #push(event: Event): void {
    const heap = this.#events;
    let at = heap.length;
    heap.push(event);
    for (let above = (at - 1) >> 1; at > 0 && isBefore(event, heap[above]); above = (at - 1) >> 1) {
      heap[at] = heap[above] as Event;
      at = above;
    }
    heap[at] = event;
  }

  #pop(): Event {
    const heap = this.#events;
    const first = heap[0] as Event;
    const last = heap.pop() as Event;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (isBefore(heap[below + 1], heap[below])) below += 1;
      if (!isBefore(heap[below], last)) break;
      heap[at] = heap[below] as Event;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: Event | undefined, other: Event | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Everything that waits only for promises, ticks and the next turns of the real event loop has run after it. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
