import type { SignatureVerdict } from "../../platform/verify-signature.ts";

/** What one request looks like to a receiver that remembers the ones before it. */
export interface Note {
  /** Where the same `webhook-id` came before: what it was answered then (null: not answered yet, or cut off). */
  seenBefore: { answered: number | null } | null;
  /** Where a later activity of the same lead came first: its sequence. */
  after: number | null;
}

export interface Request {
  webhookId: string | null;
  /** What tells one callback's requests from another's at the same receiver: the path and the key that matched. */
  source: string;
  leadId: string | null;
  sequence: number | null;
}

export interface Summary {
  received: number;
  unique: number;
  /** Requests whose `webhook-id` had come before; `retries` of them because the one before was not answered 2xx. */
  duplicates: number;
  retries: number;
  outOfOrder: number;
  badSignatures: number;
  unchecked: number;
}

/** How many ids and leads are remembered: the oldest are forgotten, so that a receiver can run for months. */
const remembered = 100_000;

/** Counts what a receiver got, and notices duplicates and wrong order. */
export class Tally {
  readonly #answers = new Map<string, number | null>();
  readonly #highest = new Map<string, number>();
  readonly summary: Summary = {
    received: 0,
    unique: 0,
    duplicates: 0,
    retries: 0,
    outOfOrder: 0,
    badSignatures: 0,
    unchecked: 0,
  };

  /**
   * Takes note of a request as it arrives. One whose signature is wrong is counted and not remembered: it may
   * come from anyone, and must not make a genuine one look like its duplicate.
   */
  arrived(request: Request, verdict: SignatureVerdict | null): Note {
    this.summary.received += 1;
    if (verdict === null) this.summary.unchecked += 1;
    if (verdict?.valid === false) {
      this.summary.badSignatures += 1;
      return { seenBefore: null, after: null };
    }
    const { webhookId } = request;
    const answered = webhookId === null ? undefined : this.#answers.get(webhookId);
    if (answered !== undefined) {
      this.summary.duplicates += 1;
      if (!isSuccess(answered)) this.summary.retries += 1;
      return { seenBefore: { answered }, after: null };
    }
    this.summary.unique += 1;
    if (webhookId !== null) remember(this.#answers, webhookId, null);
    return { seenBefore: null, after: this.#order(request) };
  }

  /** Takes note of what a request was answered. */
  answered(webhookId: string | null, status: number): void {
    if (webhookId !== null && this.#answers.has(webhookId)) this.#answers.set(webhookId, status);
  }

  /** The order per lead is that of first arrivals; what is seen again says nothing about it (SPEC.md, Delivering). */
  #order({ source, leadId, sequence }: Request): number | null {
    if (leadId === null || sequence === null) return null;
    const chain = `${source} ${leadId}`;
    const highest = this.#highest.get(chain) ?? 0;
    if (sequence >= highest) {
      remember(this.#highest, chain, sequence);
      return null;
    }
    this.summary.outOfOrder += 1;
    return highest;
  }
}

export function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key); // set again, it becomes the newest
  map.set(key, value);
  if (map.size <= remembered) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    break;
  }
}
