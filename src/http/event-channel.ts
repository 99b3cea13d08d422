import type { Clock, Timer } from "../platform/clock.ts";
import type { CommittedChanges } from "../store/committed.ts";

/** Events that are kept for those who come back. */
const mostKept = 1_000;
/** More events than this within a second are told as counts. */
const mostNamedPerS = 50;
/** How often counts are told, ms. */
const countsEveryMs = 250;

/** Events of one project: the latest ones, and who listens. */
export class EventChannel {
  readonly #clock: Clock;
  readonly #nextPosition: () => number;
  readonly #write: (position: number, name: string, data: unknown) => string;
  readonly #listeners = new Set<(text: string) => void>();
  #kept: { position: number; text: string }[] = [];
  /** Everything after this position is kept. */
  #since: number;
  #second = { startedAt: 0, named: 0 };
  #counts: { activities: number; deliveries: number } | null = null;
  /** Inspectors that got something and were not told of yet. */
  readonly #inspectors = new Set<string>();
  #timer: Timer | null = null;
  #inspectorTimer: Timer | null = null;

  constructor(options: {
    clock: Clock;
    since: number;
    nextPosition: () => number;
    write: (position: number, name: string, data: unknown) => string;
  }) {
    this.#clock = options.clock;
    this.#nextPosition = options.nextPosition;
    this.#write = options.write;
    this.#since = options.since;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  listen(listener: (text: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What came after a position, or null where it is not kept any more. */
  after(position: number): string[] | null {
    if (position < this.#since) return null;
    return this.#kept.filter((event) => event.position > position).map(({ text }) => text);
  }

  /** Tells changes one by one, or how many there were while there are many. */
  tell(changes: Omit<CommittedChanges, "projectId">): void {
    const { activities, deliveries, activityCount, deliveryCount, inspectors = [] } = changes;
    for (const id of inspectors) this.#tellInspector(id);
    if (activityCount + deliveryCount === 0) return;
    const all = activities.length === activityCount && deliveries.length === deliveryCount;
    if (this.#counts === null && all && this.#maySay(activityCount + deliveryCount)) {
      for (const activity of activities) this.#emit("activity", activity);
      for (const delivery of deliveries) this.#emit("delivery", delivery);
      return;
    }
    this.#counts ??= { activities: 0, deliveries: 0 };
    this.#counts.activities += activityCount;
    this.#counts.deliveries += deliveryCount;
    this.#timer ??= this.#clock.setTimeout(() => this.#tellCounts(), countsEveryMs);
  }

  /** Tells that an inspector got something, at once, or later where much is told: once, however much came. */
  #tellInspector(id: string): void {
    if (this.#inspectors.size === 0 && this.#maySay(1)) {
      this.#emit("inspector", { id });
      return;
    }
    this.#inspectors.add(id);
    this.#inspectorTimer ??= this.#clock.setTimeout(() => {
      this.#inspectorTimer = null;
      const ids = [...this.#inspectors];
      this.#inspectors.clear();
      for (const one of ids) this.#emit("inspector", { id: one });
    }, countsEveryMs);
  }

  close(): void {
    this.#timer?.cancel();
    this.#inspectorTimer?.cancel();
    this.#listeners.clear();
  }

  #maySay(events: number): boolean {
    const now = this.#clock.now();
    if (now - this.#second.startedAt >= 1_000) this.#second = { startedAt: now, named: 0 };
    if (this.#second.named + events > mostNamedPerS) return false;
    this.#second.named += events;
    return true;
  }

  /** While as many go on to come, only counts go on to be told. */
  #tellCounts(): void {
    this.#timer = null;
    const counts = this.#counts;
    this.#counts = null;
    if (counts === null || counts.activities + counts.deliveries === 0) return;
    this.#emit("changed", counts);
    if (counts.activities + counts.deliveries <= (mostNamedPerS * countsEveryMs) / 1_000) return;
    this.#counts = { activities: 0, deliveries: 0 };
    this.#timer = this.#clock.setTimeout(() => this.#tellCounts(), countsEveryMs);
  }

  #emit(name: string, data: unknown): void {
    const position = this.#nextPosition();
    const text = this.#write(position, name, data);
    this.#kept.push({ position, text });
    if (this.#kept.length > mostKept) this.#since = this.#kept.shift()?.position ?? position;
    for (const listener of this.#listeners) listener(text);
  }
}
