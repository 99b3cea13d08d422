import { newId } from "../../src/platform/ids.ts";
import { pause } from "../crash/traffic.ts";
import type { Answer, Api } from "../support/api.ts";

/** A report that was answered 201 in the end: its activity, and the call that it named, so that it can be found. */
export interface TakenReport {
  readonly id: string;
  readonly leadId: string;
  readonly sequence: number;
  readonly providerCallId: string;
}

/** How long a client waits for an answer before it asks another node, ms; most wait for all the time it takes. */
const impatience = { share: 0.2, mostMs: 15 };
/** How long it is tried at all before it counts as lost, ms. */
const patienceMs = 60_000;

/**
 * Reports calls as a careful client does that has several nodes to go to: each request with an `Idempotency-Key`,
 * repeated at another node until it is answered 201, where a connection fails, an answer is 503 or takes too long.
 */
export class StubbornClient {
  readonly acknowledged: TakenReport[] = [];
  /** Requests that were sent again. */
  repeated = 0;
  readonly #nodes: () => readonly Api[];
  readonly #leads: readonly string[];
  #turn = 0;
  #stopped = false;
  #runs: Promise<void>[] = [];

  /** @param nodes those that there are at the moment */
  constructor(nodes: () => readonly Api[], leads: readonly string[]) {
    this.#nodes = nodes;
    this.#leads = leads;
  }

  start(workers: number): void {
    this.#runs = Array.from({ length: workers }, () => this.#work());
  }

  /** Fulfils when all that was begun is acknowledged; rejects where something was answered that should not be. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#runs);
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      await this.#report(Math.random() < 0.3 ? 6 : 1);
      await pause(100);
    }
  }

  async #report(count: number): Promise<void> {
    const key = newId(Date.now());
    const activities = Array.from({ length: count }, (_, n) => ({
      leadId: this.#leads[Math.floor(Math.random() * this.#leads.length)] ?? "",
      type: "call",
      callStatus: "completed",
      providerCallId: `${key}-${n}`,
    }));
    const { status, text, json } = await this.#untilTaken(key, activities);
    if (status !== 201 || json.data.length !== count) throw new Error(`answered ${status}: ${text}`);
    for (const [n, { id, leadId, sequence }] of json.data.entries())
      this.acknowledged.push({ id, leadId, sequence, providerCallId: `${key}-${n}` });
  }

  async #untilTaken(key: string, activities: readonly unknown[]): Promise<Answer> {
    for (const until = Date.now() + patienceMs; Date.now() < until; this.repeated += 1) {
      const answer = await this.#once(key, activities);
      if (answer !== null && answer.status !== 503) return answer;
      await pause(20);
    }
    throw new Error(`${key} was not taken within ${patienceMs / 1_000} s`);
  }

  /** Null where no answer came. */
  async #once(key: string, activities: readonly unknown[]): Promise<Answer | null> {
    const nodes = this.#nodes();
    this.#turn += 1;
    const giveUp = new AbortController();
    const timer =
      Math.random() < impatience.share
        ? setTimeout(() => giveUp.abort(), Math.random() * impatience.mostMs)
        : undefined;
    return (nodes[this.#turn % nodes.length] as Api)
      .call("POST", "/api/v1/activities", {
        headers: { "idempotency-key": key },
        body: { activities },
        signal: giveUp.signal,
      })
      .catch((error: NodeJS.ErrnoException) => {
        if (giveUp.signal.aborted || connectionErrors.has(error.code ?? "")) return null;
        throw error;
      })
      .finally(() => clearTimeout(timer));
  }
}

const connectionErrors = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
