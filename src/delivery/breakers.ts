import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import type { AheadDelivery, DuePlace } from "../store/claiming-ahead.ts";
import { isInDoubt, type ReadyDelivery } from "../store/engine.ts";
import type { LeaseRoom } from "../store/lease.ts";
import type { Store } from "../store/operations.ts";
import { afterAttempt, type Breaker, closedBreaker, probing } from "./breaker.ts";

/** How much is brought forward at a time, and how few must be left in memory for more. */
const page = 64;
const lowWater = 32;
/** How long to wait where the store or the memory has no room, ms. */
const laterMs = 1_000;

export interface BreakersOptions {
  store: Store;
  clock: Clock;
  log: Log;
  intake: {
    room(): LeaseRoom;
    /** How many of a callback wait in memory. */
    queued(callbackId: string): number;
    /** Takes what is sent before its time. */
    acceptAhead(ready: readonly AheadDelivery[], until: number): void;
    /** What was leased under this end never came. */
    inDoubt(until: number, kept: readonly ReadyDelivery[]): void;
  };
}

/** What is known of one callback; forgotten once its breaker is closed and nothing has failed since. */
interface Entry {
  projectId: string;
  callbackId: string;
  breaker: Breaker;
  /** The delivery that is sent as the probe, by its row. */
  probe: number | null;
  timer: Timer | null;
  /** What waited when the breaker closed, and how far it is brought forward. */
  ahead: { closedAt: number; after: DuePlace } | null;
  claiming: boolean;
}

/**
 * The breakers of this node's callbacks: who may be sent to, one probe at a time while a receiver is down, and,
 * once it is back, what waits brought forward once. Kept in memory: after a restart they are closed, and learn
 * anew within ten attempts.
 */
export class Breakers {
  readonly #options: BreakersOptions;
  readonly #entries = new Map<string, Entry>();
  #stopped = false;

  constructor(options: BreakersOptions) {
    this.#options = options;
  }

  /** Callbacks of which nothing is to be leased now. */
  cutOff(): string[] {
    return [...this.#entries.values()].filter(isCutOff).map(({ callbackId }) => callbackId);
  }

  /** How many are open or probing. */
  get open(): number {
    return [...this.#entries.values()].filter(({ breaker }) => breaker.state !== "closed").length;
  }

  /** Callbacks of which one delivery is wanted as the probe. */
  probing(): string[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.breaker.state === "probing" && !isCutOff(entry))
      .map(({ callbackId }) => callbackId);
  }

  /** Whether a delivery may be sent now: yes, not before the probe has come back, or not at all. */
  allows(callbackId: string): "yes" | "after the probe" | "no" {
    const entry = this.#entries.get(callbackId);
    if (entry === undefined || entry.breaker.state === "closed") return "yes";
    if (entry.breaker.state === "open") return "no";
    return entry.probe === null ? "yes" : "after the probe";
  }

  /** A delivery goes out; while probing, it is the probe. */
  started(callbackId: string, n: number): void {
    const entry = this.#entries.get(callbackId);
    if (entry?.breaker.state === "probing") entry.probe = n;
  }

  /** What an attempt says of the receiver. Returns what the breaker did: `opened again` is after a failed probe. */
  ended(
    { projectId, callbackId }: { projectId: string; callbackId: string },
    n: number,
    worked: boolean,
  ): "opened" | "opened again" | "closed" | null {
    const known = this.#entries.get(callbackId);
    if (known === undefined && worked) return null;
    const entry = known ?? newEntry(projectId, callbackId);
    const before = entry.breaker;
    const probe = entry.probe === n;
    if (probe) entry.probe = null;
    entry.breaker = afterAttempt(before, { worked, probe }, this.#options.clock.now());
    this.#entries.set(callbackId, entry);
    if (entry.breaker.state === "open" && before.state !== "open") {
      this.#opened(entry, entry.breaker.probeAt);
      return before.state === "closed" ? "opened" : "opened again";
    }
    if (entry.breaker.state === "closed" && before.state !== "closed") {
      this.#closed(entry);
      return "closed";
    }
    this.#forgetQuiet(entry);
    return null;
  }

  /** There is room for more of a callback: brings the next of it forward, where it is being brought forward. */
  refill(callbackId: string): void {
    const entry = this.#entries.get(callbackId);
    if (entry === undefined || entry.ahead === null) return;
    if (this.#options.intake.queued(callbackId) < lowWater) void this.#bringForward(entry);
  }

  /** Callbacks of these projects that have failed at last; of any where that is null. */
  of(projectIds: readonly string[] | null): string[] {
    const entries = [...this.#entries.values()];
    const found = entries.filter(({ projectId }) => projectIds === null || projectIds.includes(projectId));
    return found.map(({ callbackId }) => callbackId);
  }

  /** Settings or state of these callbacks changed: a receiver that was down is asked at once. */
  changed(callbackIds: readonly string[]): void {
    for (const id of callbackIds) {
      const entry = this.#entries.get(id);
      if (entry === undefined || entry.breaker.state === "closed" || entry.probe !== null) continue;
      entry.breaker = { state: "open", probes: 0, probeAt: this.#options.clock.now() };
      this.#wait(entry, 0, () => this.#probe(entry));
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const entry of this.#entries.values()) entry.timer?.cancel();
  }

  #opened(entry: Entry, probeAt: number): void {
    entry.ahead = null;
    this.#wait(entry, probeAt - this.#options.clock.now(), () => this.#probe(entry));
  }

  #closed(entry: Entry): void {
    const now = this.#options.clock.now();
    entry.timer?.cancel();
    entry.probe = null;
    // What is due by now is claimed anyway.
    entry.ahead = { closedAt: now, after: { dueAt: now, n: Number.MAX_SAFE_INTEGER } };
    this.#wait(entry, 0, () => this.refill(entry.callbackId));
  }

  async #probe(entry: Entry): Promise<void> {
    if (entry.claiming) return this.#wait(entry, laterMs, () => this.#probe(entry));
    entry.breaker = probing(entry.breaker);
    const claimed = await this.#claim(entry, { after: null, untouchedAfter: null, limit: 1 });
    if (claimed === "later") this.#wait(entry, laterMs, () => this.#probe(entry));
    // With nothing to send, what is owed next is the probe.
  }

  async #bringForward(entry: Entry): Promise<void> {
    const { ahead } = entry;
    if (ahead === null || entry.claiming) return;
    entry.timer?.cancel();
    const { closedAt, after } = ahead;
    const claimed = await this.#claim(entry, { after, untouchedAfter: closedAt, limit: page });
    // Opened again, or closed again, meanwhile.
    if (entry.ahead !== ahead) return;
    if (claimed !== "later") entry.ahead = claimed === null ? null : { closedAt, after: claimed };
    // Where nothing of it was to be sent, nobody comes back for more.
    if (entry.ahead !== null) this.#wait(entry, laterMs, () => this.refill(entry.callbackId));
    this.#forgetQuiet(entry);
  }

  /** Claims and hands over. Returns where to go on, null at the end, `later` where it cannot be done now. */
  async #claim(
    entry: Entry,
    what: { after: DuePlace | null; untouchedAfter: number | null; limit: number },
  ): Promise<DuePlace | null | "later"> {
    const { store, clock, log, intake } = this.#options;
    const { node, until, room } = intake.room();
    if (room <= 0) return "later";
    entry.claiming = true;
    try {
      const { callbackId } = entry;
      const limit = Math.min(what.limit, room);
      const found = await store.write.claimAhead({
        ...what,
        limit,
        callbackId,
        node,
        now: clock.now(),
        until,
      });
      intake.acceptAhead(found.ready, until);
      return found.next;
    } catch (error) {
      if (isInDoubt(error)) intake.inDoubt(until, []);
      log.error({ reason: (error as Error).message }, "could not claim deliveries; trying again");
      return "later";
    } finally {
      entry.claiming = false;
    }
  }

  #wait(entry: Entry, ms: number, then: () => Promise<void> | void): void {
    entry.timer?.cancel();
    if (this.#stopped) return;
    entry.timer = this.#options.clock.setTimeout(() => void then(), ms);
  }

  #forgetQuiet({ callbackId, breaker, ahead }: Entry): void {
    if (breaker.state === "closed" && breaker.failures === 0 && ahead === null)
      this.#entries.delete(callbackId);
  }
}

/** While it is open, and while the probe is on its way or looked for. */
const isCutOff = ({ breaker, probe, claiming }: Entry): boolean =>
  breaker.state === "open" || (breaker.state === "probing" && (probe !== null || claiming));

const newEntry = (projectId: string, callbackId: string): Entry => ({
  projectId,
  callbackId,
  breaker: closedBreaker,
  probe: null,
  timer: null,
  ahead: null,
  claiming: false,
});
