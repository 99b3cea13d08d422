import type { PayloadFormat } from "../contract/words.ts";

/** How much of what becomes ready the node can take at once. */
export interface LeaseRoom {
  node: string;
  /** End of the leases, ms since the epoch. */
  until: number;
  /** Deliveries that fit into its memory. */
  room: number;
  /** Callbacks of which it takes no more: the rest of what they are owed overflows. */
  full: readonly string[];
  /** Callbacks whose breaker is open: what they are owed waits, and there is nothing to claim. */
  cutOff: readonly string[];
}

/** Bodies are counted as one delivery for each of this many characters: memory is what the room is about. */
const ordinaryBody = 4_096;
/** What a `lead_history` is counted as, which can be 256 KiB whatever its own activity says. */
const historyWeight = 64;

/** How much of the room a delivery takes, in ordinary ones. */
export function weightOf(format: PayloadFormat, body: string | undefined): number {
  if (format === "lead_history") return historyWeight;
  return Math.max(1, Math.ceil((body?.length ?? 0) / ordinaryBody));
}

/** Hands out the node's room, delivery by delivery. */
export class Lease {
  readonly node: string;
  readonly until: number;
  spilled = false;
  overflowed = false;
  #room: number;
  readonly #full: ReadonlySet<string>;
  readonly #cutOff: ReadonlySet<string>;

  constructor(room: LeaseRoom) {
    this.node = room.node;
    this.until = room.until;
    this.#room = room.room;
    this.#full = new Set(room.full);
    this.#cutOff = new Set(room.cutOff);
  }

  /** The node where a delivery of this callback may be leased, or null where it is to wait in the database. */
  offer(callbackId: string, paused: boolean): string | null {
    const closed = paused || this.#cutOff.has(callbackId);
    return closed || this.#room <= 0 || this.#full.has(callbackId) ? null : this.node;
  }

  /** Notes that something of a callback became due, and where it went. */
  taken(callbackId: string, node: string | null, paused: boolean, weight = 1): void {
    if (node !== null) this.#room -= weight;
    else if (paused || this.#cutOff.has(callbackId)) return;
    else if (this.#full.has(callbackId)) this.overflowed = true;
    else this.spilled = true;
  }

  /** There was nothing to take after all. */
  notTaken(): void {
    this.#room += 1;
  }
}
