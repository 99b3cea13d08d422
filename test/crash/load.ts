import type { Api } from "../support/api.ts";

/** What the API acknowledged. */
export interface Acknowledged {
  /** Activity ids by lead, in the order of their answers. */
  activities: { id: string; leadId: string; sequence: number }[];
  updates: { updateId: string; leadId: string }[];
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Reports calls and updates leads, from many sides at once, until it is told to stop. */
export class Load {
  readonly acknowledged: Acknowledged = { activities: [], updates: [] };
  readonly #api: Api;
  readonly #leads: readonly string[];
  readonly #pauseMs: number;
  #stopped = false;
  #first = Promise.withResolvers<void>();
  #runs: Promise<void>[] = [];

  /** @param pauseMs how long each side waits between two requests */
  constructor(api: Api, leads: readonly string[], pauseMs = 0) {
    this.#api = api;
    this.#leads = leads;
    this.#pauseMs = pauseMs;
  }

  start(workers: number): void {
    this.#stopped = false;
    this.#first = Promise.withResolvers();
    this.#runs = Array.from({ length: workers }, () => this.#work());
  }

  /** Fulfils with the first answer since it was started. */
  get answered(): Promise<void> {
    return this.#first.promise;
  }

  /** Fulfils when no request is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#runs);
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      // A request that the kill cut off may have been done or not; only what was answered counts.
      await this.#step().catch(() => pause(20));
      if (this.#pauseMs > 0) await pause(this.#pauseMs);
    }
  }

  async #step(): Promise<void> {
    const dice = Math.random();
    if (dice < 0.15) await this.#update();
    else if (dice < 0.5) await this.#report(Array.from({ length: 8 }, () => this.#anyLead()));
    else await this.#report([this.#anyLead()]);
    this.#first.resolve();
  }

  #anyLead(): string {
    return this.#leads[Math.floor(Math.random() * this.#leads.length)] ?? "";
  }

  async #report(leads: readonly string[]): Promise<void> {
    const activities = leads.map((leadId) => ({
      leadId,
      type: "call",
      callStatus: Math.random() < 0.5 ? "completed" : "no-answer",
      disposition: Math.random() < 0.3 ? "Attempted" : null,
    }));
    const { status, json } = await this.#api.post("/api/v1/activities", { activities });
    if (status !== 201) throw new Error(`answered ${status}`);
    for (const { id, leadId, sequence } of json.data)
      this.acknowledged.activities.push({ id, leadId, sequence });
  }

  async #update(): Promise<void> {
    const leadId = this.#anyLead();
    const targetState = Math.random() < 0.5 ? "make_first_call" : "schedule_second_call";
    const body = { leadId, targetState, metadata: { round: Math.random() } };
    const { status, json } = await this.#api.post("/api/v1/leads/update", body);
    if (status !== 200) throw new Error(`answered ${status}`);
    this.acknowledged.updates.push({ updateId: json.updateId, leadId });
  }
}
