import type { Ledger } from "./ledger.ts";
import { about } from "./ledger.ts";
import type { SimNode } from "./sim-node.ts";
import type { Executed, SimulatedStore } from "./simulated-store.ts";
import { Violation } from "./trace.ts";

/** So long after everything works for it, a node has given back what it leased without hearing of it, ms. */
const patienceMs = 30_000;

/** A lease whose answer was lost: its end, which no other lease of the node has, tells it from others. */
interface Doubt {
  node: string;
  until: number;
  since: number;
}

/** Writes that lease, and under which end. */
const endOf: Record<string, (argument: unknown) => number> = {
  commit: (argument) => (argument as { lease: { until: number } }).lease.until,
  claim: (argument) => (argument as { until: number }).until,
  claimAhead: (argument) => (argument as { until: number }).until,
};

/** Looks whether nodes give back what they leased without hearing of it, and soon: not when its lease runs out. */
export class LeasesInDoubt {
  readonly #ledger: Ledger;
  readonly #store: Pick<SimulatedStore, "troubledAt">;
  readonly #nodes: () => readonly SimNode[];
  #doubts: Doubt[] = [];

  constructor(ledger: Ledger, store: Pick<SimulatedStore, "troubledAt">, nodes: () => readonly SimNode[]) {
    this.#ledger = ledger;
    this.#store = store;
    this.#nodes = nodes;
  }

  /**
   * After each write.
   *
   * @throws Violation where a node keeps what it does not know of
   */
  afterWrite({ node, name, argument, lost }: Executed, now: number): void {
    this.#doubts = this.#doubts.filter((doubt) => this.#isOpen(doubt, now));
    const end = endOf[name];
    if (lost && end !== undefined) this.#doubts.push({ node, until: end(argument), since: now });
  }

  #isOpen({ node: name, until, since }: Doubt, now: number): boolean {
    const node = this.#nodes().find((one) => one.name === name);
    // What it had is for the others to find.
    if (node === undefined || !node.isAlive) return false;
    for (const owed of this.#ledger.open.values()) {
      if (owed.row.leased_by !== name || owed.row.leased_until !== until) continue;
      if (now - Math.max(since, this.#store.troubledAt, node.apartUntil) > patienceMs)
        throw new Violation(
          `${this.#ledger.name(owed)} is leased still by ${name}, which never heard of it`,
          about(owed),
        );
      return true;
    }
    return false;
  }
}
