import type { Leased } from "../store/claiming.ts";
import type { ReadyDelivery } from "../store/engine.ts";
import { Lane, leaseOf, type Queued } from "./lane.ts";

/** Deliveries in memory at the most. One callback has no more of them than are left free for all others. */
const mostQueued = 8_192;
/** The same for the characters of their bodies. */
const mostBytes = 64 * 1024 * 1024;
/** A lane with less than this, or half of what it may have, asks for more. */
const lowWater = 256;

/** The lanes of a node, and what they take of its memory. */
export class Lanes {
  readonly #concurrency: number;
  readonly #lanes = new Map<string, Lane>();
  #queued = 0;

  /** @param concurrency requests on their way to one callback at the most */
  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** Deliveries that wait in memory. */
  get queued(): number {
    return this.#queued;
  }

  all(): Lane[] {
    return [...this.#lanes.values()];
  }

  get(callbackId: string): Lane | undefined {
    return this.#lanes.get(callbackId);
  }

  /** Puts a delivery into its lane, which is made where there is none. */
  push(entry: Queued): Lane {
    const lane = this.#laneOf(entry.delivery);
    lane.push(entry);
    this.#queued += 1;
    return lane;
  }

  /** Takes the next delivery out of a lane. */
  shift(lane: Lane): Queued | undefined {
    const entry = lane.shift();
    if (entry !== undefined) this.#queued -= 1;
    return entry;
  }

  /** Empties a lane; returns the leases of what was in it. */
  clear(lane: Lane): Leased[] {
    return this.#takenOut(lane.clear());
  }

  /** Takes out what is leased for less than until `at`, ms since the epoch; returns its leases. */
  dropExpired(lane: Lane, at: number): Leased[] {
    return this.#takenOut(lane.dropExpired(at));
  }

  /** Forgets a lane that holds nothing which a new one would not know. */
  forgetRested(lane: Lane, now: number): void {
    if (lane.isRested(now)) this.#lanes.delete(lane.callbackId);
  }

  /**
   * How many deliveries fit in beside those that are on their way, and the lanes that take no more: they hold as
   * much as they may, or as much as is left free for all others.
   */
  room(now: number, inFlight: number): { free: number; full: Lane[] } {
    const lanes = this.all();
    const freeBytes = mostBytes - lanes.reduce((sum, lane) => sum + lane.bytes, 0);
    const free = Math.max(0, mostQueued - this.#queued - inFlight);
    const isFull = (lane: Lane) =>
      lane.queued >= Math.min(free, lane.allowance(now)) || lane.bytes >= freeBytes;
    const full = lanes.filter((lane) => lane.queued > 0 && isFull(lane));
    for (const lane of full) lane.overflows = true;
    return { free: freeBytes <= 0 ? 0 : free, full };
  }

  /** How many more each lane may have, at least one. */
  limits(now: number): [callbackId: string, most: number][] {
    return this.all().map((lane) => [lane.callbackId, Math.max(1, lane.allowance(now) - lane.queued)]);
  }

  /** Whether a lane runs low, so that the database is to be asked for more before it is empty. */
  runsLow(lane: Lane, now: number): boolean {
    return lane.queued < Math.min(lowWater, lane.allowance(now) / 2);
  }

  #laneOf({ callbackId, projectId }: ReadyDelivery): Lane {
    const known = this.#lanes.get(callbackId);
    if (known !== undefined) return known;
    const lane = new Lane(projectId, callbackId, this.#concurrency);
    this.#lanes.set(callbackId, lane);
    return lane;
  }

  #takenOut(entries: readonly Queued[]): Leased[] {
    this.#queued -= entries.length;
    return entries.map(leaseOf);
  }
}
